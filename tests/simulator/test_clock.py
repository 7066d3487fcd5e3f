"""Time passes at the platforms, and only there."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from connectors.simulator.testing import running_simulator
from tests.simulator.web import Town, Web

DAY = 24 * 3600


def test_clock_moves(town: Town) -> None:
    shown = town.control("POST", "clock", {"advance_seconds": DAY})
    assert shown["ahead_seconds"] == DAY
    assert abs(town.control("GET", "clock")["now_ms"] / 1000 - time.time() - DAY) < 5


def test_what_is_written_later_is_later(town: Town, x: Web) -> None:
    before = int(town.says("x", "een"))
    town.control("POST", "clock", {"advance_seconds": 60})
    assert int(town.says("x", "twee")) - before > 59_000 << 22


def test_token_expires(town: Town, x: Web) -> None:
    town.control("POST", "clock", {"advance_seconds": 7201})
    assert x.get("/users/me").status_code == 401


def test_reset_sets_the_clock_right(town: Town) -> None:
    town.control("POST", "clock", {"advance_seconds": DAY})
    town.control("POST", "reset")
    assert town.control("GET", "clock")["ahead_seconds"] == 0


@pytest.mark.parametrize("wrong", [{}, {"advance_seconds": "lang"}, {"advance_seconds": 1e12}])
def test_wrong_step_is_refused(town: Town, wrong: object) -> None:
    answer = town.web().post("/control/clock", json=wrong)
    assert answer.status_code == 400


def test_restart_keeps_clock_media_and_bill(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with running_simulator(state=state) as first:
        first.control("POST", "reset")  # the clock is one for all simulators of a process
        url = first.control("POST", "media", {"platform": "x"})["url"].partition("/media/")[2]
        first.control("POST", "credits", {"micro_dollars": 5})
        first.control("POST", "clock", {"advance_seconds": DAY})
    with running_simulator(state=state) as again:
        assert Web(again.url).get(f"/media/{url}").status_code == 200
        assert again.control("GET", "credits")["micro_dollars"] == 5
        assert again.control("GET", "clock")["ahead_seconds"] == DAY
        again.control("POST", "reset")
