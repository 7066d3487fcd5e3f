"""Which answers began with a canned answer: of those that are sent, and still have its words."""

from __future__ import annotations

import re

from inbox.models import Canned, Outbound

STILL_THERE = 0.5  # of its words, for an answer to have been made from it
_WORD = re.compile(r"\w+")


def note_use(outbound: Outbound, canned: int | None, text: str) -> None:
    """This answer began with that canned one; where at least half of its words are still in it."""
    row = Canned.objects.filter(pk=canned).first() if canned else None
    if row and _share(row.text, text) >= STILL_THERE:
        Outbound.objects.filter(pk=outbound.pk).update(canned=row)


def _share(theirs: str, ours: str) -> float:
    words, kept = set(_WORD.findall(theirs.lower())), set(_WORD.findall(ours.lower()))
    return len(words & kept) / len(words) if words else 0.0
