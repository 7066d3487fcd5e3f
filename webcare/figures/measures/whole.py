"""How soon nothing waited for us any more."""

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
from webcare.figures.measures.which import ASKED, DEALT_WITH

_WHOLE_IN_TIME = DEALT_WITH & Q(done_at__lt=F("whole_due"))


def _whole_decided(now: datetime) -> Q:
    too_late = ASKED & (Q(done_at__gte=F("whole_due")) | Q(done_at=None, whole_due__lte=now))
    return _WHOLE_IN_TIME | too_late


WHOLE = (
    Worked(
        "whole_median",
        _("Dealt with, half within"),
        _(
            "Service time until nothing waited for us any more, without the time in which the "
            "citizen was to answer: half of the questions that were answered took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        always(DEALT_WITH),
        median,
        F("whole_minutes"),
    ),
    Worked(
        "whole_p90",
        _("Dealt with, nine of ten within"),
        _(
            "Service time until nothing waited for us any more, without the time of the citizen: "
            "nine of ten took no longer."
        ),
        Unit.SERVICE_MINUTES,
        Better.LESS,
        always(DEALT_WITH),
        p90,
        F("whole_minutes"),
    ),
    Share(
        "whole_within",
        _("Dealt with in time"),
        _(
            "Of the questions for which an end was promised and that were dealt with or whose "
            "time is over: how many were dealt with in time."
        ),
        Unit.SHARE,
        Better.MORE,
        _whole_decided,
        always(_WHOLE_IN_TIME),
    ),
    Worked(
        "whole_wall_median",
        _("Dealt with by the clock, half within"),
        _(
            "Time by the clock from the first words until nothing waited for us any more: half of"
            " the questions that were answered took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        always(DEALT_WITH),
        median,
        minutes_until("done_at"),
    ),
    Worked(
        "whole_wall_p90",
        _("Dealt with by the clock, nine of ten within"),
        _(
            "Time by the clock from the first words until nothing waited for us any more: nine of"
            " ten took no longer."
        ),
        Unit.WALL_MINUTES,
        Better.LESS,
        always(DEALT_WITH),
        p90,
        minutes_until("done_at"),
    ),
)
