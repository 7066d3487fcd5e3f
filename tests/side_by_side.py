"""Tests side by side: what shares something dear stays together, and so do the cases of one test;
all else goes where there is room.

pytest-xdist has a mark for this, which does nothing with the node ids of pytest 9.1 and later.
"""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

# Running demos, one for each, for all that drives a browser.
LOOKS, JOURNEYS, MORE_JOURNEYS = "looks", "journeys", "more-journeys"
STACK = "stack"  # one stack of real workers at a time
TRAINED = "trained"  # routing that learned takes its time to learn
TAUGHT = "taught"  # so does what it learned of four departments
MANUAL = "manual"  # all texts of the screens are collected
PAST = "past"  # a town with a past is made for each module
WEEKS = "weeks"  # so are weeks in which nothing special happens
TOGETHER = {
    "tests/browser/test_pages.py": LOOKS,
    "tests/browser/test_states.py": LOOKS,
    **dict.fromkeys(
        (
            "tests/browser/test_day.py",
            "tests/browser/test_day_by_keyboard.py",
            "tests/browser/test_desk_journeys.py",
            "tests/browser/test_find.py",
            "tests/browser/test_hands.py",
            "tests/browser/test_together.py",
        ),
        MORE_JOURNEYS,
    ),
    **dict.fromkeys(
        (
            "tests/inbox/sorting/test_sorting.py",
            "tests/routing/test_deciding.py",
            "tests/routing/test_learning.py",
            "tests/routing/test_learning_pages.py",
        ),
        TAUGHT,
    ),
    "tests/simulator/test_post_pages.py": LOOKS,
    "tests/simulator/test_window_live.py": LOOKS,
    "tests/chaos/test_short.py": STACK,
    "tests/inbox/test_crash.py": STACK,
}
FOLDERS = {
    "tests/browser": JOURNEYS,
    "tests/manual": MANUAL,
    "tests/routing/classifier": TRAINED,
    "tests/webcare/history": PAST,
    "tests/webcare/warnings": WEEKS,
}


class Sharing(LoadScopeScheduling):
    """One worker for each of these; every other test by itself, with all its cases: handing out
    thousands of them one at a time takes longer than most take to run."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.partition("::")[0]
        folder = str(PurePosixPath(file).parent)
        return TOGETHER.get(file) or FOLDERS.get(folder, nodeid.partition("[")[0])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Sharing:
    return Sharing(config, log)
