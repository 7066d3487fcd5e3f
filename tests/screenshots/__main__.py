"""``make screenshots``: a demo, a day in it, and a picture of every screen."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")

import django

django.setup()

from PIL import Image  # noqa: E402 - after the set-up
from playwright.sync_api import Browser, Page, expect, sync_playwright  # noqa: E402

from tests import prepared  # noqa: E402
from tests.browser.chromium import launch_options  # noqa: E402
from tests.browser.conftest import Demo, start_demo  # noqa: E402
from tests.screenshots import screens  # noqa: E402
from tests.screenshots.camera import shoot  # noqa: E402
from tests.screenshots.screens import NOBODY, Screen  # noqa: E402
from tests.screenshots.sheet import sheet  # noqa: E402
from webcare.demo.load import town  # noqa: E402
from webcare.env import BASE_DIR  # noqa: E402

PICTURES = BASE_DIR / "docs" / "pictures"
FRONT = "voorbeeld/1440/conversation-proposal.webp"
PATIENCE = 15_000  # milliseconds
STILL = 400


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument(
        "names", nargs="*", help="only these screens, by name or the beginning of it"
    )
    asked.add_argument("--into", type=Path, default=PICTURES)
    given = asked.parse_args()
    with tempfile.TemporaryDirectory() as var, sync_playwright() as playwright:
        prepared.database(Path(var))
        demo = start_demo(Path(var), stream="0")
        browser = playwright.chromium.launch(**launch_options())
        try:
            failed = Photographer(demo, browser, given.into, given.names).work()
        finally:
            browser.close()
            demo.stop()
    (given.into / "README.md").write_text(sheet(), encoding="utf-8")
    published(given.into / FRONT, given.into / "inbox.png")
    if failed:
        raise SystemExit("These could not be made:\n  " + "\n  ".join(failed))


def published(picture: Path, png: Path) -> None:
    """The standard of publiccode.yml knows no WebP."""
    if picture.exists():
        Image.open(picture).convert("RGB").quantize(64).save(png, optimize=True)


class Photographer:
    """Walks the screens, each as who it is of, while the day goes on."""

    def __init__(self, demo: Demo, browser: Browser, into: Path, names: list[str]) -> None:
        self.demo, self.browser, self.into, self.names = demo, browser, into, names
        self.places: dict[str, int | str] = {"simulator": demo.simulator.url}
        self.pages: dict[str, Page] = {}
        self.failed: list[str] = []

    def work(self) -> list[str]:
        """The screens of which no picture could be made, and why."""
        self.walk(screens.BEFORE)
        self.happens("play")
        self.walk(screens.DAY)
        self.happens("storm")
        self.walk(screens.CRISIS)
        self.happens("calm")
        self.walk(screens.AFTER)
        self.happens("doubt")
        self.walk(screens.DOUBT)
        return self.failed

    def happens(self, what: str) -> None:
        """In the demo's own database, by a process of its own: Playwright keeps a loop here."""
        command = (
            f"from tests.screenshots import playing; playing.{what}('{self.demo.simulator.url}')"
        )
        ours = ("DATABASE_URL", "REDIS_URL")
        environment = {name: value for name, value in os.environ.items() if name not in ours}
        said = subprocess.run(
            [sys.executable, "manage.py", "shell", "--verbosity", "0", "-c", command],
            cwd=BASE_DIR,
            env={**environment, "WEBCARE_VAR": str(self.demo.var)},
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        self.places |= json.loads(said.stdout.strip().splitlines()[-1])

    def walk(self, some: Iterable[Screen]) -> None:
        for screen in some:
            if not self.names or screen.name.startswith(tuple(self.names)):
                self.take(screen)

    def take(self, screen: Screen) -> None:
        """One that fails is told at the end: the others are made."""
        try:
            page = self.page_of(screen.who)
            page.set_viewport_size({"width": 1440, "height": 900})
            page.goto(urljoin(self.demo.address, screen.address.format(**self.places)))
            page.wait_for_load_state("networkidle") if not screen.who else page.wait_for_timeout(
                500
            )
            if screen.do:
                screen.do(page)
                page.wait_for_timeout(300)
            made = list(shoot(page, screen, self.into))
        except Exception as error:
            self.failed.append(f"{screen.name}: {str(error).splitlines()[0]}")
            self.pages.pop(screen.who, None)
            print(f"  {screen.name}: {error}")  # noqa: T201
        else:
            print(f"  {screen.name}: {sum(new for _, new in made)} of {len(made)} changed")  # noqa: T201

    def page_of(self, who: str) -> Page:
        """Signed in, unless it is of nobody; the same one each time."""
        if who not in self.pages:
            # Its own style and the other sheets are not of the page: the policy refuses those.
            context = self.browser.new_context(locale="nl-NL", bypass_csp=True)
            context.set_default_timeout(PATIENCE)
            self.pages[who] = context.new_page()
            if who != NOBODY:
                self.sign_in(self.pages[who], who)
        return self.pages[who]

    def sign_in(self, page: Page, who: str) -> None:
        page.goto(self.demo.address)
        page.locator("[name=login]").fill(who)
        page.locator("[name=password]").fill(str(town()["password"]))
        page.keyboard.press("Enter")
        expect(page).not_to_have_url(re.compile("/login/"))


if __name__ == "__main__":
    main()
