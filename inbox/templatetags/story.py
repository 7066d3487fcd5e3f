"""A conversation told: what belongs together, and each event as a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django import template
from django.utils import timezone
from django.utils.functional import Promise

from inbox import refusals
from inbox.timeline import Entry

register = template.Library()


@dataclass(frozen=True)
class Scene:
    """Entries of one kind in a row, on one day. Only events come more than one at a time.

    begins_day   the first scene of its day, which is said above it
    """

    kind: str
    entries: list[Entry]
    begins_day: bool

    @property
    def at(self) -> object:
        return self.entries[0].at


@register.filter
def scenes(entries: Iterable[Entry]) -> Iterator[Scene]:
    """The story in order, with events that follow each other taken together."""
    previous: date | None = None
    for (today, kind), group in groupby(entries, key=_belongs_with):
        together = list(group)
        parts = [together] if kind == "event" else [[entry] for entry in together]
        for part in parts:
            yield Scene(kind, part, begins_day=today != previous)
            previous = today


def _belongs_with(entry: Entry) -> tuple[date, str]:
    return timezone.localtime(entry.at).date(), entry.kind


@register.filter
def explained(reason: str) -> Promise:
    """What went wrong and what to do, for ``Outbound.reason`` and ``Account.problem``."""
    return refusals.explain(reason)
