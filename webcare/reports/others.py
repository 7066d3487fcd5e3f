"""Tables of what other pages of Insight show: forwardings, sending elsewhere, what stands out."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.care.report import switches
from inbox.hops.pace import Pace, beside, paces
from inbox.hops.report import PERIODS, Tally, report
from webcare.charts import Unit
from webcare.reports.tables import Cell, Column, Row, Table, Term
from webcare.reports.wishes import Asked
from webcare.talk.leaving import may_leave
from webcare.talk.models import Finding

DAYS = 30


def hops(asked: Asked) -> Table:
    """What each department got and gave back, how long it took, and what waits for it. Seven
    queries."""
    days, now = _days(asked), timezone.now()
    found = report(asked.user, days, now)
    rows = beside(found, paces(days, now))
    got = _("Questions that came to this department in this period.")
    back = _("How many of these it gave back, whenever that was.")
    within = _(
        "Half of the answers of the department came sooner, counted from when the question came to "
        "it, in its own service hours."
    )
    waits = _("What waits for the department at the moment this was made, whenever it came.")
    whole = Pace(waiting=sum(pace.waiting for _of, _one, pace in rows))
    return Table(
        name=f"webcare-hops-{days}-{timezone.localdate()}",
        title=_("Forwardings"),
        what=_("Department"),
        columns=(
            Column("got", _("Got"), Unit.NUMBER, got),
            Column("back", _("Gave back"), Unit.NUMBER, back),
            Column("share", _("Share"), Unit.PERCENT, back),
            Column("within", _("Half answered within"), Unit.MINUTES, within),
            Column("waits", _("Waits now"), Unit.NUMBER, waits),
        ),
        rows=tuple(
            sorted(
                (Row(str(of), _department(one, pace)) for of, one, pace in rows),
                key=lambda row: str(row.label).casefold(),
            )
        ),
        whole=Row(_("All together"), _department(found.whole, whole)),
        facts=((_("Period"), _since(days)),),
        equations=(
            (Term("got", 1), Term("share", -1, "part"), Term("share", -1, "rest")),
            (Term("back", 1), Term("share", -1, "part")),
        ),
    )


def _department(one: Tally | None, pace: Pace) -> tuple[Cell, ...]:
    """``one`` None: it got nothing."""
    received, back = (one.received, one.back) if one else (0, 0)
    return (
        Cell(received, received),
        Cell(back, back),
        _share(back, received),
        Cell(pace.minutes, pace.answers),
        Cell(pace.waiting, pace.waiting),
    )


def sent_elsewhere(asked: Asked) -> Table:
    """On each channel, how often an answer sent the citizen to another one. Two queries."""
    days = _days(asked)
    found = switches(days, timezone.now())
    answers = _("Public answers of colleagues in this period.")
    sent = _("How many of these sent the citizen to another channel.")
    rows = [
        Row(
            str(account),
            (
                Cell(one.answers, one.answers),
                Cell(one.elsewhere, one.elsewhere),
                _share(one.elsewhere, one.answers),
            ),
        )
        for account, one in found.channels
    ]
    whole = found.whole
    return Table(
        name=f"webcare-elsewhere-{days}-{timezone.localdate()}",
        title=_("Sent to another channel, by channel"),
        what=_("Channel"),
        columns=(
            Column("answers", _("Answers"), Unit.NUMBER, answers),
            Column("elsewhere", _("Elsewhere"), Unit.NUMBER, sent),
            Column("share", _("Share"), Unit.PERCENT, sent),
        ),
        rows=tuple(sorted(rows, key=lambda row: str(row.label).casefold())),
        whole=Row(
            _("All together"),
            (
                Cell(whole.answers, whole.answers),
                Cell(whole.elsewhere, whole.elsewhere),
                _share(whole.elsewhere, whole.answers),
            ),
        ),
        facts=((_("Period"), _since(days)),),
        equations=(
            (Term("answers", 1), Term("share", -1, "part"), Term("share", -1, "rest")),
            (Term("elsewhere", 1), Term("share", -1, "part")),
        ),
    )


def topics(asked: Asked) -> Table:
    """What stands out in the last seven days. Two queries."""
    found = Finding.objects.filter(span=Finding.Span.WEEK, department=None, neighbourhood="")
    rows = list(found.order_by("rank"))
    if asked.wish.leaves_the_team:
        # A word that a few said may be a name, and so may one that is written as names are.
        often = [one for one in rows if one.heard >= OFTEN]
        words = may_leave([([one.term], one.conversations) for one in often])
        rows = [one for one, only in zip(often, words, strict=True) if only]
    return Table(
        name=f"webcare-topics-{timezone.localdate()}",
        title=_("What stands out"),
        what=_("Word"),
        columns=(
            Column("heard", _("Conversations"), Unit.NUMBER, _("In which the word was said.")),
        ),
        rows=tuple(Row(one.term, (Cell(one.heard, one.of),)) for one in rows),
        facts=((_("Period"), _at(rows[0].at) if rows else "–"),),
    )


OFTEN = 10  # conversations; a word of fewer stays within the team


def _share(part: int, of: int) -> Cell:
    return Cell(100 * part / of, of, part) if of else Cell(None, 0)


def _days(asked: Asked) -> int:
    """As the page counts: back from now."""
    return next((days for days in PERIODS if str(days) == asked.wish.period), DAYS)


def _since(days: int) -> str:
    since = timezone.localdate() - timedelta(days=days)
    return _("the last %(days)d days, since %(day)s") % {"days": days, "day": since.isoformat()}


def _at(moment: datetime) -> str:
    return f"{Finding.Span.WEEK.label} ({timezone.localtime(moment):%Y-%m-%d %H:%M})"
