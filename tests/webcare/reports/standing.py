"""Words that stand out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from webcare.talk.models import Finding


def stands_out(at: datetime, behind: Sequence[int], *terms: str) -> None:
    """This week, in these conversations."""
    for rank, term in enumerate(terms, 1):
        Finding.objects.create(
            span=Finding.Span.WEEK,
            rank=rank,
            term=term,
            heard=20,
            of=100,
            expected=1,
            score=9,
            also=[],
            course=[],
            conversations=list(behind),
            at=at,
        )
