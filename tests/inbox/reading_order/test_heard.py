"""The name of a row: how pressing it is stands in it, and never more words than it shows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from connectors.models import Account
from inbox import names
from inbox.models import Author, Conversation
from inbox.searching.highlighting import NOTE, Found
from inbox.templatetags.heard import heard
from inbox.templatetags.promised import Clock
from inbox.workflow import Status
from routing.promises import State
from tests.factories import NOON

pytestmark = pytest.mark.django_db  # which words are rude is kept there


@pytest.fixture
def row(time_machine: TimeMachineFixture, in_english: None) -> Any:
    time_machine.move_to(NOON, tick=False)
    made: Any = Conversation(
        account=Account(kind="x"), author=Author(name="Sanne"), waiting_since=NOON, updated_at=NOON
    )
    made.preview = "Is it open?"
    return made


def test_danger_goes_before_the_time(row: Any) -> None:
    row.danger, row.urgent = "fire", True
    assert heard(row, None).name == "Sanne, X, Danger: fire, waits 1 min: Is it open?"


@pytest.mark.parametrize(
    ("state", "name"),
    [
        (State.LATE, "Sanne, X, waits 1 min, 5 min too late: Is it open?"),
        (State.CALM, "Sanne, X, waits 1 min: Is it open?"),
    ],
)
def test_clock_is_said_when_it_presses(row: Any, state: State, name: str) -> None:
    clock = Clock("5 min too late", state, NOON - timedelta(minutes=5))
    assert heard(row, clock).name == name


def test_who_no_longer_waits_is_said_to_be_so(row: Any) -> None:
    row.status = Status.ANSWERED
    assert heard(row, None).name == "Sanne, X, answered, today 13:00: Is it open?"


def test_rude_words_are_not_said(row: Any) -> None:
    row.preview = "klootzak"
    assert heard(row, None).name.endswith(": Abusive language")


def test_long_words_go_on_in_the_description(row: Any) -> None:
    row.preview = "one two three four five six seven eight nine ten eleven"
    assert heard(row, None).name.endswith(" nine ten…")
    assert heard(row, None).goes_on


def test_who_reads_no_names_hears_no_half_name(row: Any) -> None:
    row.preview = "one two three four five six seven eight nine Jansen van Dijk"
    with names.concealed() as met:
        met.names.add("Jansen van Dijk")
        assert "Jansen" not in heard(row, None).name


def test_what_was_found_is_said(row: Any) -> None:
    row.found = Found(NOTE, 1, [("The ", False), ("pool", True)])
    assert heard(row, None).name.endswith(": In a note: The pool")
