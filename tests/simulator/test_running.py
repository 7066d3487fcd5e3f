"""Starting, stopping and starting again."""

from __future__ import annotations

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from connectors.simulator import storage
from connectors.simulator.server import listen
from connectors.simulator.testing import Simulator, running_simulator
from tests.simulator.web import Town

ROOT = Path(__file__).resolve().parents[2]


def started(*options: str) -> tuple[subprocess.Popen[str], Simulator]:
    """The command as a person would start it, once it says where it is."""
    command = [sys.executable, "-m", "connectors.simulator", "--port", "0", *options]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    line = process.stdout.readline()
    return process, Simulator(line.removeprefix("Simulator: ").strip().rstrip("/"))


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_command_stops_cleanly_and_keeps_the_world(tmp_path: Path, number: int) -> None:
    state = str(tmp_path / "world.json")
    process, simulator = started("--state", state)
    posted = Town(simulator).says("x", "@GemVoorbeeld hallo")
    process.send_signal(number)
    assert process.wait(timeout=60) == 0
    process, simulator = started("--state", state)
    posts = simulator.control("GET", "posts/x")
    process.terminate()
    process.wait(timeout=60)
    assert posts[-1]["id"] == posted


def test_command_refuses_other_hosts() -> None:
    command = [sys.executable, "-m", "connectors.simulator", "--host", "192.0.2.1"]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "only listens on loopback" in ended.stderr


def test_command_refuses_a_file_that_is_no_world(tmp_path: Path) -> None:
    path = tmp_path / "world.json"
    path.write_text('{"iets": "anders"}')
    command = [sys.executable, "-m", "connectors.simulator", "--port", "0", "--state", str(path)]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 1
    assert "holds no world" in ended.stderr
    assert path.read_text() == '{"iets": "anders"}'


def test_port_that_is_taken_is_refused() -> None:
    with listen("127.0.0.1", 0) as taken, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", taken.getsockname()[1])


def test_everything_survives_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with running_simulator(state=state) as simulator:
        before = lived_in(Town(simulator))
    with running_simulator(state=state) as simulator:
        assert remembered(Town(simulator)) == before


def lived_in(town: Town) -> dict[str, Any]:
    """Some of everything happens."""
    asked = town.says("x", "@GemVoorbeeld hallo", author="jan_voorbeeld")
    town.control("PATCH", f"posts/x/{asked}", {"text": "@GemVoorbeeld goedendag"})
    town.says("facebook", "En op zondag?", town.own("facebook"))
    gone = town.says("facebook", "Weg ermee")
    town.control("DELETE", f"posts/facebook/{gone}")
    town.set(reply_gate="enterprise")
    town.control("POST", "tokens/restore", {"platform": "x"})
    return remembered(town)


def remembered(town: Town) -> dict[str, Any]:
    names = ("municipality", "settings", "outbox", "posts/x", "posts/facebook", "posts/instagram")
    return {name: town.control("GET", name) for name in names}


def test_ids_go_on_after_a_restart(tmp_path: Path) -> None:
    state, made = tmp_path / "world.json", []
    for _ in range(2):
        with running_simulator(state=state) as simulator:
            made += [Town(simulator).says(name, "hallo") for name in ("x", "facebook")]
    assert len(set(made)) == 4


def test_change_is_saved_while_it_runs(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with running_simulator(state=state) as simulator:
        posted = Town(simulator).says("x", "hallo")
        await_that(lambda: state.exists() and newest_of(state) == posted)
    assert storage.SAVE_EVERY <= 0.5


def newest_of(state: Path) -> str:
    return str(json.loads(state.read_text())["posts"][-1]["versions"][0]["id"])


def test_stop_does_not_wait_for_a_hanging_request() -> None:
    with running_simulator() as simulator:
        town = Town(simulator)
        town.fault("x", "timeout", seconds=60)
        asking = socket.create_connection(("127.0.0.1", urlsplit(simulator.url).port))
        asking.sendall(b"GET /api.x.com/2/users/me HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        await_that(lambda: town.control("GET", "faults") == [])
        began = time.monotonic()
    assert time.monotonic() - began < 30
    asking.close()


def await_that(condition: Callable[[], bool]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.parametrize("host", ["webcare.example", "10.0.0.1:8100"])
def test_other_host_names_are_refused(town: Town, host: str) -> None:
    answer = town.web().client.get("/healthz", headers={"host": host})
    assert answer.status_code == 400


def test_other_sites_cannot_write_through_a_browser(town: Town) -> None:
    headers = {"sec-fetch-site": "cross-site"}
    draft = {"platform": "x", "author": "noor_voorbeeld", "text": "hallo"}
    answer = town.web().post("/control/posts", json=draft, headers=headers)
    assert answer.status_code == 403
    assert len(town.control("GET", "posts/x")) == 4
