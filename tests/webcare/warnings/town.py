"""Weeks in which nothing special happens, and what then does.

The weeks are made once for a module and taken back after it; what a test changes is taken back as
always.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from connectors.models import Account
from inbox.models import Author, Conversation, Message
from tests.factories import AccountFactory
from tests.history import taken_back
from webcare.talk import keeping

NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)  # a Wednesday
ABOUT = (
    "Wanneer wordt mijn container geleegd?",
    "Hoe vraag ik een paspoort aan?",
    "De lantaarnpaal is stuk in onze straat",
    "Waar kan ik parkeren bij het zwembad?",
)
_numbers = count(1)


@contextmanager
def for_all_here(blocker: Any, **weeks: Any) -> Iterator[Account]:
    """An account with such weeks, for a fixture of a module. ``blocker``: django_db_blocker."""
    with blocker.unblock(), taken_back():
        account: Account = AccountFactory()
        ordinary(account, **weeks)
        yield account


def ordinary(
    account: Account,
    until: datetime = NOW,
    weeks: float = 3,
    every: int = 40,
    place: str = "",
    department: int | None = None,
) -> list[Conversation]:
    """One person every so many minutes, day and night, each about something else."""
    step = timedelta(minutes=every)
    moments = [until - step * turn for turn in range(1, int(timedelta(weeks=weeks) / step))]
    said = [(at, ABOUT[turn % 4]) for turn, at in enumerate(moments)]
    return write(account, said, place=place, department=department)


def crowd(
    account: Account,
    people: int,
    text: str = "De stroom is uitgevallen, wanneer is de storing voorbij?",
    *,
    until: datetime = NOW,
    minutes: int = 50,
    place: str = "",
    department: int | None = None,
    same: bool = False,
) -> list[Conversation]:
    """So many people write in these minutes. ``same``: it is one person each time."""
    step = timedelta(minutes=minutes) / people
    said = [(until - step * turn, text) for turn in range(people)]
    return write(account, said, place=place, department=department, same=same)


def write(
    account: Account,
    said: Sequence[tuple[datetime, str]],
    place: str = "",
    department: int | None = None,
    same: bool = False,
) -> list[Conversation]:
    numbers = [next(_numbers) for _ in said]
    authors = Author.objects.bulk_create(
        Author(account=account, external_id=f"w{number}", handle=f"mens_{number}")
        for number in (numbers[:1] if same else numbers)
    )
    conversations = Conversation.objects.bulk_create(
        Conversation(
            account=account,
            author=authors[0 if same else turn],
            thread_id=f"w{number}",
            created_at=at,
            waiting_since=at,
            neighbourhood=place,
            department_id=department,
        )
        for turn, (number, (at, _text)) in enumerate(zip(numbers, said, strict=True))
    )
    Message.objects.bulk_create(
        Message(
            account=account,
            conversation=one,
            author=one.author,
            incoming=True,
            external_id=one.thread_id,
            thread_id=one.thread_id,
            text=text,
            created_at=at,
            observed_at=at,
        )
        for one, (at, text) in zip(conversations, said, strict=True)
    )
    return conversations


def known(account: Account) -> None:
    """What people usually say is known."""
    keeping.rebuild()
