"""What the house knows of a channel beyond its connector: answers on their way, and alarms."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Count, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from connectors.health import Line, Section
from connectors.models import Account
from inbox.models import Alarm, Outbound
from inbox.workflow import Sending

OVER_SHOWN = 5


def answers(account: Account) -> Section:
    return Section(_("Going out"), tuple(_answers(account)))


def _answers(account: Account) -> Iterator[Line]:
    ours = Outbound.objects.filter(conversation__account=account)
    sent = ours.filter(state=Sending.SENT, sent_at__isnull=False).order_by("-sent_at")
    last = sent.values_list("sent_at", flat=True).first()
    yield Line(_("Last answer"), "" if last else _("none yet"), at=last)
    waiting = ours.filter(state__in=[Sending.QUEUED, Sending.SENDING])
    found = waiting.aggregate(number=Count("pk"), oldest=Min("message__created_at"))
    yield _waiting(account, found)
    stuck = ours.filter(state__in=[Sending.UNCERTAIN, Sending.FAILED]).count()
    if stuck:
        words = ngettext(
            "%(number)d answer needs a person", "%(number)d answers need a person", stuck
        )
        more = _("They stand in the inbox, each in its conversation.")
        yield Line(_("Not placed"), words % {"number": stuck}, good=False, more=more)


def _waiting(account: Account, found: dict[str, object]) -> Line:
    label = _("Waiting answers")
    number = int(str(found["number"]))
    if not number:
        return Line(label, _("nothing"))
    words = ngettext("%(number)d answer, since", "%(number)d answers, since", number)
    works = account.active and account.state == Account.State.OK
    more = "" if works else _("They leave once the channel works again.")
    oldest = found["oldest"]
    return Line(
        label,
        words % {"number": number},
        at=oldest,  # type: ignore[arg-type] # Min of a moment
        good=None if works else False,
        more=more,
    )


def alarms(account: Account) -> Section | None:
    """Those that go on, and the last few that are over; None when there never was one."""
    rows = Alarm.objects.filter(account=account)
    going_on = list(rows.filter(over_at=None))
    over = list(rows.exclude(over_at=None)[:OVER_SHOWN])
    if not going_on and not over:
        return None
    lines = [
        Line(str(alarm.get_kind_display()).capitalize(), _("since"), at=alarm.since, good=False)
        for alarm in going_on
    ]
    lines += [
        Line(str(alarm.get_kind_display()).capitalize(), _("over since"), at=alarm.over_at)
        for alarm in over
    ]
    return Section(_("Alarms"), tuple(lines))
