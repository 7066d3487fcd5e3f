"""How soon a question got its first answer."""

from __future__ import annotations

from datetime import datetime

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from webcare.figures.measures.kinds import (
    Better,
    Share,
    Unit,
    Worked,
    always,
    median,
    minutes_until,
    p90,
)
from webcare.figures.measures.which import ANSWERED, ASKED

_FIRST_IN_TIME = ANSWERED & Q(answered_at__lt=F("first_due"))


def _first_decided(now: datetime) -> Q:
    """It was answered in time, or time is over. What was finished in time without an answer wanted
    none."""
    too_late = ASKED & (
        Q(answered_at__gte=F("first_due"))
        | Q(answered_at=None, done_at__gte=F("first_due"))
        | Q(answered_at=None, done_at=None, first_due__lte=now)
    )
    return _FIRST_IN_TIME | too_late


FIRST = (
    Worked(
        "first_median",
        _("First answer, half within"),
        _(
            "Service time between the first words and the first answer on the platform: half of "
            "the answered questions took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        always(ANSWERED),
        median,
        F("first_minutes"),
    ),
    Worked(
        "first_p90",
        _("First answer, nine of ten within"),
        _(
            "Service time between the first words and the first answer: nine of ten answered "
            "questions took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        always(ANSWERED),
        p90,
        F("first_minutes"),
    ),
    Share(
        "first_within",
        _("First answer in time"),
        _(
            "Of the questions for which a first answer was promised and that were answered or "
            "whose time is over: how many were answered in time. Without an answer when time was "
            "over counts as too late."
        ),
        Unit.SHARE,
        Better.MORE,
        _first_decided,
        always(_FIRST_IN_TIME),
    ),
    Worked(
        "first_wall_median",
        _("First answer by the clock, half within"),
        _(
            "Time by the clock, nights and weekends too, until the first answer: half of the "
            "answered questions took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        always(ANSWERED),
        median,
        minutes_until("answered_at"),
    ),
    Worked(
        "first_wall_p90",
        _("First answer by the clock, nine of ten within"),
        _(
            "Time by the clock, nights and weekends too, until the first answer: nine of ten "
            "answered questions took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        always(ANSWERED),
        p90,
        minutes_until("answered_at"),
    ),
)
