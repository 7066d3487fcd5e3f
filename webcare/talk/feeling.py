"""How people sound, and how sure that is. The interval is pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import sqrt
from typing import TYPE_CHECKING, Any

from django.db.models import Count

from inbox.models import Conversation
from routing.models import Sentiment, Trained

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

LEAST = 30  # conversations; of fewer no share is told
SURE = 1.96  # standard deviations on both sides: 95 of 100 times it lies within
ORDER = (Sentiment.NEGATIVE, Sentiment.NEUTRAL, Sentiment.POSITIVE)


@dataclass(frozen=True)
class Share:
    """In whole percents: what was counted, and from what to what it lies."""

    name: str
    number: int
    percent: int
    least: int
    most: int


@dataclass(frozen=True)
class Feeling:
    """Of one department, or of all.

    of      conversations of which a tone is known
    shares  empty when these are too few
    """

    name: str
    of: int
    shares: Sequence[Share]


def interval(number: float, of: int) -> tuple[float, float]:
    """Wilson's: within it lies the share, 95 of 100 times. ``of`` is at least 1."""
    share, square = number / of, SURE**2
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = SURE * sqrt(share * (1 - share) / of + square / (4 * of**2)) / (1 + square / of)
    return max(middle - half, 0.0), min(middle + half, 1.0)


Mistakes = Mapping[str, Mapping[str, float]]
"""Of what the classifier calls so, which part people call so: called → right → share."""


def mistakes(report: Mapping[str, Any]) -> Mistakes | None:
    """As they were measured when the classifier was trained; None when nobody measured that."""
    confusion = (report.get("sentiment") or {}).get("confusion")
    if not confusion:
        return None
    called: dict[str, dict[str, float]] = {tone.value: {} for tone in ORDER}
    for right, answers in confusion.items():
        for tone, number in answers.items():
            called.setdefault(tone, {})[right] = number
    return {
        tone: {right: number / sum(of.values()) for right, number in of.items()}
        for tone, of in called.items()
        if sum(of.values())
    }


def widened(tone: str, counts: Mapping[str, int], wrong: Mistakes) -> tuple[float, float]:
    """Between what the share lies when the classifier errs as it was measured to: what it calls so
    and is not may be none of it, what it calls otherwise and is so may be of it."""
    of, number = sum(counts.values()), counts.get(tone, 0)
    sure = number * wrong.get(tone, {}).get(tone, 1.0)
    missed = sum(
        there * wrong.get(other, {}).get(tone, 0.0)
        for other, there in counts.items()
        if other != tone
    )
    return interval(sure, of)[0], interval(number + missed, of)[1]


def feelings(
    user: User | AnonymousUser, since: datetime, everybody: str, wrong: Mistakes | None = None
) -> list[Feeling]:
    """Of all, then by department, most first. One query."""
    rows = Conversation.objects.visible_to(user).filter(created_at__gte=since)
    known = rows.exclude(sentiment="").order_by().values("department__name", "sentiment")
    counts: dict[str, dict[str, int]] = {everybody: {}}
    for row in known.annotate(number=Count("pk")):
        for name in filter(None, (everybody, row["department__name"])):
            of = counts.setdefault(name, {})
            of[row["sentiment"]] = of.get(row["sentiment"], 0) + row["number"]
    whole, *others = [feeling(name, of, wrong) for name, of in counts.items()]
    return [whole, *sorted(others, key=lambda one: (-one.of, one.name))]


def feeling(name: str, counts: dict[str, int], wrong: Mistakes | None = None) -> Feeling:
    of = sum(counts.values())
    if of < LEAST:
        return Feeling(name, of, ())
    return Feeling(name, of, [_share(one, counts, of, wrong or {}) for one in ORDER])


def _share(tone: Sentiment, counts: Mapping[str, int], of: int, wrong: Mistakes) -> Share:
    number, (least, most) = counts.get(tone.value, 0), widened(tone.value, counts, wrong)
    return Share(
        str(tone.label), number, round(100 * number / of), round(100 * least), round(100 * most)
    )


def report() -> dict[str, Any]:
    """Of the classifier that is used; empty when none is. One query."""
    return Trained.objects.filter(active=True).values_list("report", flat=True).first() or {}


def measured(report: Mapping[str, Any]) -> int | None:
    """How often of 100 it names the tone that a person names; None when nobody measured that."""
    found = (report.get("sentiment") or {}).get("accuracy")
    return round(100 * found) if isinstance(found, int | float) else None
