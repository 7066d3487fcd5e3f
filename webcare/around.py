"""What stands around every page: crisis mode, what waits, and what is wrong, for whom it concerns.

All of it is read in one query, and only where some of it is shown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from connectors.models import Account
from inbox import crisis
from inbox.colleagues import visiting
from inbox.models import Alarm, Crisis, Unmailed, Visit
from inbox.reminding import unmailed
from inbox.reminding.unmailed import ReminderTrouble
from inbox.together import put_once, together
from inbox.watching import troubles
from inbox.watching.troubles import Trouble
from routing.mail import mailboxes, tray
from routing.mail.mailboxes import MailTrouble
from routing.models import Letter, MailRun
from webcare import failing
from webcare.failing import WorkTrouble
from webcare.figures import lateness
from webcare.figures.models import Changed
from webcare.models import Failing
from webcare.warnings.models import Signal

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser
    from django.db.models import QuerySet

    from webcare.models import User


@dataclass(frozen=True)
class Around:
    """As it is for one person.

    crisis     the one that lasts
    watching   who looks along with them today
    letters    how many lie in the tray
    channels   what is wrong with channels, for those who work with them
    mailbox    why answers by mail do not come in, for who sorts mail
    signals    what is about to go wrong, for who works with it; not what a lead said something of
    work       what goes wrong in the background, for who repairs it
    reminders  whom mail does not reach, for who leads or repairs; danger for everybody who works
    """

    crisis: Crisis | None
    watching: list[Visit]
    letters: int
    channels: list[Trouble]
    mailbox: MailTrouble | None
    reminders: list[ReminderTrouble]
    signals: list[Signal]
    work: list[WorkTrouble]


def around(user: User | AnonymousUser) -> Around:
    may, active = user.has_perm, crisis.now()
    sorts_mail = may("routing.sort_letter")
    letters: QuerySet[Letter, Any] = _letters() if sorts_mail else Letter.objects.none()
    runs = mailboxes.runs() if sorts_mail else MailRun.objects.none()
    sees_channels = may("inbox.view_conversation") or may("connectors.view_account")
    channels = troubles.watched() if sees_channels else Account.objects.none()
    alarms = _alarms() if sees_channels else Alarm.objects.none()
    works = may("inbox.work_conversation")
    watching = visiting.watching(user) if works else Visit.objects.none()
    repairs = may("webcare.view_user")
    hears_all = may("inbox.refer_again") or repairs
    hears = hears_all or works
    unreached = unmailed.lately() if hears else Unmailed.objects.none()
    signals = Signal.objects.none()
    if may("warnings.view_signal"):
        signals = Signal.objects.going_on().in_a_line().filter(verdict="", crisis=None)
    failed = failing.lasting() if repairs else Failing.objects.none()
    uncounted: QuerySet[Changed, Any] = lateness.told() if repairs else Changed.objects.none()
    together(
        *(active, watching, letters, runs, channels, alarms, unreached, signals),
        *(failed, uncounted),
    )
    reminders = unmailed.found_among(unreached)
    return Around(
        crisis=next(iter(active), None),
        watching=list(watching),
        letters=next(iter(letters), 0),
        channels=troubles.found_among(channels, alarms),
        mailbox=mailboxes.trouble_of(next(iter(runs), None)) if sorts_mail else None,
        reminders=[one for one in reminders if hears_all or one.danger],
        signals=list(signals),
        work=[*lateness.troubles(uncounted), *failing.found_among(failed)] if repairs else [],
    )


@put_once
def _letters() -> QuerySet[Letter, int]:
    return tray.counted()


@put_once
def _alarms() -> QuerySet[Alarm]:
    return Alarm.objects.standing()
