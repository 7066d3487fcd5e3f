"""The whole thing, as `make demo` runs it, and a browser to use it with."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from connectors.simulator.testing import Simulator
from tests import prepared
from tests.browser.chromium import opened
from tests.ports import free_port
from webcare.demo.load import town
from webcare.env import BASE_DIR

PATIENCE = 60_000  # milliseconds; enough beside other work on a small machine
expect.set_options(timeout=PATIENCE)

START_SECONDS = 120
STOP_SECONDS = 60
LAST_LINES = 120


@dataclass
class Demo:
    """A running demo with its data under ``var``. ``lines`` is all it said, ``cookies`` those of
    who signed in before."""

    process: subprocess.Popen[str]
    address: str
    simulator: Simulator
    var: Path
    lines: list[str] = field(default_factory=list)
    cookies: dict[str, list[Any]] = field(default_factory=dict)

    def says(self, words: str) -> bool:
        return any(words in line for line in self.lines)

    def listen_to(self, window: Any) -> None:
        """What this window is refused stands between the lines; that one goes on to another page
        does not. ``window`` is a BrowserContext, of the sync or the async kind."""

        def tell(request: Any, what: str) -> None:
            if request.method != "GET" or "ERR_ABORTED" not in what:
                self.lines.append(f"The browser, {request.method} {request.url}: {what}\n")

        def hear(response: Any) -> None:
            if response.status >= HTTPStatus.BAD_REQUEST:
                tell(response.request, str(response.status))

        window.on("response", hear)
        window.on("requestfailed", lambda request: tell(request, str(request.failure)))

    def shell(self, command: str) -> str:
        """The last line that this says in the demo's own database, in a process of its own:
        Playwright keeps a loop in ours."""
        said = self.manage("shell", "--verbosity", "0", "-c", command)
        return said.strip().rpartition("\n")[2]

    def manage(self, *command: str) -> str:
        """What this command says, in the demo's own database."""
        return subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=BASE_DIR,
            env=_environment(self.var),
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        ).stdout

    def stop(self) -> int:
        """Ctrl-C, as a person presses it. The exit code."""
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(STOP_SECONDS)


def start_demo(var: Path, stream: str = "240") -> Demo:
    """``manage.py demo`` on free ports with its data under ``var``, ready to be used.

    It learns nothing by itself: that takes the better part of a minute of everybody's time. Every
    ``stream`` seconds somebody writes, as in a town; "0" is never. Seldom, for what a test asks
    has to stand on the first page of the queue, however long the tests before it took.
    """
    port, simulator_port = free_port(), free_port()
    environment = _environment(var) | {
        "WEBCARE_PORT": str(port),
        "WEBCARE_SIMULATOR_PORT": str(simulator_port),
        "WEBCARE_SMTP_PORT": str(free_port()),
        "WEBCARE_IMAP_PORT": str(free_port()),
        "WEBCARE_DEMO_STREAM": stream,
        "WEBCARE_DEMO_LEARN": "0",
        "WEBCARE_DEMO_MORNING": "0",  # what a test looks for, it does itself
        "PYTHONUNBUFFERED": "1",
    }
    process = subprocess.Popen(
        [sys.executable, "manage.py", "demo"],
        cwd=BASE_DIR,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        start_new_session=True,
    )
    outside = Simulator(f"http://127.0.0.1:{simulator_port}")
    demo = Demo(process, f"http://127.0.0.1:{port}", outside, var)
    threading.Thread(target=_listen, args=(demo,), daemon=True).start()
    _until(lambda: demo.says("Webcare is ready") or process.poll() is not None)
    if not demo.says("Webcare is ready"):
        demo.stop()
        raise AssertionError("".join(demo.lines))
    return demo


def _environment(var: Path) -> dict[str, str]:
    ours = ("DATABASE_URL", "REDIS_URL")
    environment = {name: value for name, value in os.environ.items() if name not in ours}
    return environment | {"WEBCARE_VAR": str(var)}


def _listen(demo: Demo) -> None:
    assert demo.process.stdout
    for line in demo.process.stdout:
        demo.lines.append(line)


def _until(done: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not done() and time.monotonic() < deadline:
        time.sleep(0.1)


browser = pytest.fixture(scope="package")(opened)


@pytest.fixture(scope="package")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    var = tmp_path_factory.mktemp("demo")
    prepared.database(var)
    running = start_demo(var)
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture
def window(browser: Browser, demo: Demo) -> Iterator[Callable[..., BrowserContext]]:
    """``window()``: a new browser window with cookies of its own, closed at the end."""
    opened: list[BrowserContext] = []

    def open_one(**options: Any) -> BrowserContext:
        given = {"viewport": {"width": 1440, "height": 900}, "locale": "nl-NL", **options}
        opened.append(browser.new_context(**given))
        opened[-1].set_default_timeout(PATIENCE)
        demo.listen_to(opened[-1])
        return opened[-1]

    yield open_one
    for context in opened:
        context.close()


@pytest.fixture
def signed_in(demo: Demo, window: Callable[..., BrowserContext]) -> Callable[..., Page]:
    """``signed_in("anouk")``: a page of someone of the demo.

    The first time they sign in by hand; after that their browsers share the session, until they
    sign out of it.
    """

    def sign_in(username: str, **options: Any) -> Page:
        context = window(**options)
        context.add_cookies(demo.cookies.get(username, []))
        page = context.new_page()
        page.goto(demo.address)
        if "/login/" in page.url:
            page.locator("[name=login]").fill(username)
            page.locator("[name=password]").fill(str(town()["password"]))
            page.keyboard.press("Enter")
            page.wait_for_url(lambda url: "/login/" not in url)
            demo.cookies[username] = context.cookies()
        return page

    return sign_in


@pytest.fixture
def anouk(signed_in: Callable[..., Page]) -> Page:
    """Of an agent; the one of tests without a browser is her account."""
    return signed_in("anouk")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Function) -> Generator[None, pytest.TestReport, Any]:
    """A failure in a browser is explained by what the demo behind it said."""
    report = yield
    demo = getattr(item, "funcargs", {}).get("demo")
    if report.failed and isinstance(demo, Demo):
        report.sections.append(("The demo said last", "".join(demo.lines[-LAST_LINES:])))
    return report
