"""Canned answers for a conversation: those that fit best first, and then those used most."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from inbox.canned.variables import fill, left_open, values_of
from inbox.models import Canned, Conversation
from routing.conditions import fold
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

MOST = 30  # shown; who wants another one searches
HERE, KIND, LANGUAGE, CHANNEL, ELSEWHERE = 4, 2, 2, 1, -16


@dataclass(frozen=True)
class Fitting:
    """A canned answer as it would be put into this conversation.

    text       with the values of the conversation
    open       the variables that still have to be filled in by hand
    elsewhere  the departments it is for, where this conversation is at another one
    """

    canned: Canned
    text: str
    open: list[str]
    elsewhere: list[Department]


def fitting(conversation: Conversation, by: User, wanted: str = "") -> list[Fitting]:
    """Those that may be used on this channel, with all words of ``wanted`` in them. Three queries.

    What is for another department stands last: the question may be for more than one.
    """
    rows = Canned.objects.filter(active=True).with_use()
    found = rows.prefetch_related("departments", "accounts")
    words = fold(wanted.lstrip("/")).split()
    fits = [one for one in found if _on_channel(one, conversation) and _has(one, words)]
    fits.sort(key=lambda one: (-_shortcut(one, words), -_fit(one, conversation), -_uses(one)))
    return [_filled(one, conversation, by) for one in fits[:MOST]]


def one(conversation: Conversation, by: User, pk: int) -> Fitting | None:
    """This one, filled in for this conversation; None when it is not in use (any more)."""
    row = Canned.objects.filter(active=True, pk=pk).first()
    return _filled(row, conversation, by) if row else None


def _filled(canned: Canned, conversation: Conversation, by: User) -> Fitting:
    text = fill(canned.text, values_of(conversation, by, canned.language))
    theirs = list(canned.departments.all())
    elsewhere = theirs if _is_elsewhere(theirs, conversation) else []
    return Fitting(canned, text, left_open(text), elsewhere)


def _is_elsewhere(theirs: list[Department], conversation: Conversation) -> bool:
    known = conversation.department_id
    return bool(theirs and known) and known not in {one.pk for one in theirs}


def _on_channel(canned: Canned, conversation: Conversation) -> bool:
    channels = {account.pk for account in canned.accounts.all()}
    return not channels or conversation.account_id in channels


def _has(canned: Canned, words: list[str]) -> bool:
    said = fold(f"{canned.shortcut} {canned.title} {canned.text}")
    return all(word in said for word in words)


def _shortcut(canned: Canned, words: list[str]) -> int:
    """2 for the very shortcut that was asked for, 1 for one that begins so."""
    asked = words[0] if len(words) == 1 else ""
    return (canned.shortcut == asked) + canned.shortcut.startswith(asked) if asked else 0


def _uses(canned: Canned) -> int:
    return int(getattr(canned, "uses", 0))


def _fit(canned: Canned, conversation: Conversation) -> int:
    return sum(_points(canned, conversation))


def _points(canned: Canned, conversation: Conversation) -> Iterator[int]:
    theirs = list(canned.departments.all())
    if _is_elsewhere(theirs, conversation):
        yield ELSEWHERE
    elif theirs and conversation.department_id:
        yield HERE
    if canned.kind and conversation.kind:
        yield KIND if canned.kind == conversation.kind else -KIND
    if conversation.language:
        yield LANGUAGE if canned.language == conversation.language else -LANGUAGE
    if canned.accounts.all():
        yield CHANNEL
