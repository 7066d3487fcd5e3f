"""How many questions there were, and what became of them."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from webcare.figures.measures.kinds import Better, Share, Unit, always, number
from webcare.figures.measures.which import ANSWERED, ASKED
from webcare.figures.models import Case

QUESTIONS = (
    number(
        "received",
        _("Received"),
        _("Questions asked in this period, those that the citizen took back too."),
        Better.NEITHER,
        Q(),
    ),
    number(
        "answered",
        _("Answered"),
        _("Questions of this period that got an answer which stands on the platform."),
        Better.NEITHER,
        ANSWERED,
    ),
    Share(
        "answered_share",
        _("Answered at all"),
        _(
            "Of the questions of this period that were not taken back: how many got an answer, "
            "whenever that was."
        ),
        Unit.SHARE,
        Better.MORE,
        always(ASKED),
        always(ANSWERED),
    ),
    number(
        "waiting",
        _("Without an answer until now"),
        _("Questions of this period that nobody answered or finished yet."),
        Better.LESS,
        Q(outcome=Case.Outcome.WAITING),
    ),
    number(
        "finished",
        _("Finished without an answer"),
        _("Questions of this period that a colleague finished without an answer: thanks, say."),
        Better.NEITHER,
        Q(outcome=Case.Outcome.FINISHED),
    ),
    number(
        "withdrawn",
        _("Taken back"),
        _("Questions of this period that the citizen deleted before anybody answered."),
        Better.NEITHER,
        Q(outcome=Case.Outcome.WITHDRAWN),
    ),
)
