"""Cases as they are stored, made with nothing in between: to add up by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.inbox.promised import at
from webcare.figures.models import Case

_number = count(1)


def case(asked: str | datetime = "wo 10:00", **fields: Any) -> Case:
    """Waiting, unless it is said otherwise."""
    moment = at(asked) if isinstance(asked, str) else asked
    given = {"channel": "x", "outcome": "waiting", "words": 1, **fields}
    made: Case = Case.objects.create(conversation=next(_number), number=1, asked_at=moment, **given)
    return made


def answered(minutes: int, asked: str | datetime = "wo 10:00", **fields: Any) -> Case:
    """After so many minutes, of the clock and of service; dealt with at the same moment."""
    moment = at(asked) if isinstance(asked, str) else asked
    then = moment + timedelta(minutes=minutes)
    given = {
        "answered_at": then,
        "done_at": then,
        "first_minutes": minutes,
        "whole_minutes": minutes,
        "answers": 1,
        "outcome": "answered",
    }
    return case(moment, **{**given, **fields})
