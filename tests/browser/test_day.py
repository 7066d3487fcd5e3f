"""A day of colleagues who answer at the same time, each in a browser of their own."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest

from tests.browser.conftest import Demo
from tests.browser.day import Day, Play

pytestmark = [pytest.mark.browser, pytest.mark.timeout(4 * 3600)]


@pytest.mark.parametrize(
    ("agents", "questions"),
    [
        (2, 12),
        pytest.param(2, 500, marks=pytest.mark.thorough),
        pytest.param(20, 500, marks=pytest.mark.thorough),
    ],
)
def test_every_question_is_answered_once_and_nobody_loses_a_word(
    demo: Demo, agents: int, questions: int
) -> None:
    day = played(demo, agents, questions)
    print(f"\n{day.row()}")  # noqa: T201 - what `make thorough` tells
    assert day.once == questions
    assert not day.twice
    assert day.drafts
    assert not day.lost_drafts
    assert day.conflicts
    assert not day.unseen_conflicts
    assert set(day.seconds) == set(day.questions)


def played(demo: Demo, agents: int, questions: int) -> Day:
    """In a thread of its own: the other browser tests keep a loop in this one."""
    found: list[Any] = []

    def play() -> None:
        try:
            found.append(asyncio.run(Play(demo, agents, questions).run()))
        except BaseException as error:  # told in the thread that waits
            found.append(error)

    thread = threading.Thread(target=play)
    thread.start()
    thread.join()
    if isinstance(found[0], BaseException):
        raise found[0]
    day: Day = found[0]
    return day
