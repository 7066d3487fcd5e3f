"""The way of a question: departments, other channels, bundles, and whether it came back."""

from __future__ import annotations

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from webcare.figures.measures.kinds import Better, Share, Unit, Worked, always, mean, number
from webcare.figures.measures.which import ANSWERED, DEALT_WITH
from webcare.figures.models import Case

WRONG_DESKS = 3  # more of them than this is too many, says the mission

WAY = (
    Share(
        "one_touch",
        _("Right the first time"),
        _(
            "Of the questions that were answered and dealt with: how many took one answer, no "
            "department, and were never opened again."
        ),
        Unit.SHARE,
        Better.MORE,
        always(DEALT_WITH),
        always(Q(answers=1, hops=0, reopened=0)),
    ),
    Share(
        "reopened",
        _("Asked again after it was finished"),
        _(
            "Of the questions of this period that a colleague ever finished or that were "
            "answered: how many were asked again after a colleague had finished them."
        ),
        Unit.SHARE,
        Better.LESS,
        always(Q(outcome__in=[Case.Outcome.ANSWERED, Case.Outcome.FINISHED]) | Q(reopened__gt=0)),
        always(Q(reopened__gt=0)),
    ),
    Worked(
        "hops",
        _("Departments for each question"),
        _("How often a question of this period was put before a department, on average."),
        Unit.TIMES,
        Better.LESS,
        always(Q()),
        mean,
        F("hops"),
    ),
    Share(
        "handed_back",
        _("Given back"),
        _("Of the questions that a department got: how many came back at least once."),
        Unit.SHARE,
        Better.LESS,
        always(Q(hops__gt=0)),
        always(Q(hand_backs__gt=0)),
    ),
    number(
        "too_many_desks",
        _("Past too many desks"),
        _("Questions of this period that were given back more than three times."),
        Better.LESS,
        Q(hand_backs__gt=WRONG_DESKS),
    ),
    Share(
        "switched",
        _("Sent to another channel"),
        _("Of the answered questions: in how many an answer sent the citizen to another channel."),
        Unit.SHARE,
        Better.LESS,
        always(ANSWERED),
        always(Q(switches__gt=0)),
    ),
    Share(
        "bundled",
        _("Answered together"),
        _("Of the answered questions: how many were answered together with others, in a bundle."),
        Unit.SHARE,
        Better.NEITHER,
        always(ANSWERED),
        always(Q(bundled=True)),
    ),
    Share(
        "native",
        _("Answered in the app of the platform"),
        _("Of the answered questions: of how many the first answer was written outside Webcare."),
        Unit.SHARE,
        Better.NEITHER,
        always(ANSWERED),
        always(Q(native=True)),
    ),
)
