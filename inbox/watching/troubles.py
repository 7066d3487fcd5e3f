"""What is wrong with a channel, for who works with it and for who can repair it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.models import Alarm, Outbound
from inbox.refusals import explain
from inbox.together import put_once
from inbox.watching import lacking
from inbox.workflow import Sending

OFF = "off"  # switched off while answers wait for it
ASLEEP = "asleep"  # nobody asks the platform any more: our own background work stands still

# The gravest first: an account has one line in the banner.
GRAVEST = (
    ASLEEP,
    Alarm.Kind.RECONNECT,
    OFF,
    Alarm.Kind.SILENT,
    Alarm.Kind.CANARY,
    Alarm.Kind.UNREAD,
    Alarm.Kind.UNSENT,
    Alarm.Kind.PARTLY,
    Alarm.Kind.MISSED,
    Alarm.Kind.BUDGET,
    Alarm.Kind.WEBHOOKS,
)

# After the name of the channel.
WORDS: dict[str, Promise] = {
    OFF: _("is switched off, and answers wait for it. Switch it on, or drop them."),
    ASLEEP: _("is not being asked for news. What citizens write now is not shown here."),
    Alarm.Kind.RECONNECT: _("is disconnected. Nothing comes in, and answers wait."),
    Alarm.Kind.SILENT: _("has been silent for too long. New messages may come in late."),
    Alarm.Kind.CANARY: _("did not let our test message through. Look on the platform itself."),
    Alarm.Kind.UNREAD: _("has messages that came in and are not all shown here."),
    Alarm.Kind.UNSENT: _(
        "has answers that should have left. They wait or are in doubt; write none of them twice."
    ),
    Alarm.Kind.PARTLY: _("does not let everything in, or does not let us do everything."),
    Alarm.Kind.MISSED: _("told us of messages that it then did not show. Look for them there."),
    Alarm.Kind.BUDGET: _("has used up its budget. New messages come in late."),
    Alarm.Kind.WEBHOOKS: _("does not warn us of new messages. They come in later than usual."),
}

# What an administrator does about it.
REPAIRS: dict[str, Promise] = {
    OFF: _("Switch the channel on."),
    ASLEEP: _("See whether the worker and the clock of Webcare run."),
    Alarm.Kind.RECONNECT: _("Connect the channel again. What was missed is fetched then."),
    Alarm.Kind.SILENT: _("Check the channel. It is tried again all the time."),
    Alarm.Kind.CANARY: _("See whether the test message was written, and check the channel."),
    Alarm.Kind.UNREAD: _("See whether the worker runs, and read again what failed."),
    Alarm.Kind.UNSENT: _(
        "See whether the worker runs, and check the channel. What is in doubt waits for an agent."
    ),
    Alarm.Kind.PARTLY: _(
        "The channel's page says what. A permission: connect again and leave all of them ticked."
    ),
    Alarm.Kind.MISSED: _("Let them be looked up again, on the channel's page."),
    Alarm.Kind.BUDGET: _("Raise the most to spend in a day, or wait until tomorrow."),
    Alarm.Kind.WEBHOOKS: _("Repair the webhooks of the channel."),
}


@dataclass(frozen=True)
class Trouble:
    """One thing that is wrong. ``kind`` is of Alarm, or OFF or ASLEEP."""

    account: Account
    kind: str
    since: datetime | None = None
    alarm: Alarm | None = None

    @property
    def words(self) -> str:
        """What it means for the work, to be read after the name of the channel."""
        return str(WORDS[self.kind])

    @property
    def explanation(self) -> str:
        """What the platform said, where it said something; or what does not come in."""
        if self.kind == Alarm.Kind.PARTLY:
            return lacking.words(self.account)
        told = self.kind == Alarm.Kind.SILENT and self.account.problem
        return str(explain(self.account.problem)) if told else ""

    @property
    def repair(self) -> str:
        """What an administrator does about it."""
        return str(REPAIRS[self.kind])


def troubles() -> list[Trouble]:
    """The gravest of each channel that has any, in two queries."""
    return found_among(watched(), Alarm.objects.standing())


@put_once
def watched() -> QuerySet[Account]:
    """Channels with which something may be wrong: those in use, and those answers wait for."""
    waiting = Outbound.objects.filter(state=Sending.QUEUED, conversation__account=OuterRef("pk"))
    accounts = Account.objects.filter(Q(active=True) | Exists(waiting))
    return accounts.defer("credentials", "cursor")


def found_among(accounts: Iterable[Account], standing: Iterable[Alarm]) -> list[Trouble]:
    """The gravest of each of these that has any, from the alarms that stand. No query."""
    alarms: dict[int, list[Alarm]] = defaultdict(list)
    for alarm in standing:
        alarms[alarm.account_id].append(alarm)
    return [found for each in accounts if (found := _gravest(each, alarms[each.pk]))]


def _gravest(account: Account, alarms: Sequence[Alarm]) -> Trouble | None:
    found = {alarm.kind: Trouble(account, alarm.kind, alarm.since, alarm) for alarm in alarms}
    if not account.active:
        return Trouble(account, OFF)
    # Seen by the page itself: the watchdog may be what stands still.
    if account.state == Account.State.REAUTHORISE:
        found.setdefault(Alarm.Kind.RECONNECT, Trouble(account, Alarm.Kind.RECONNECT))
    elif is_asleep(account):
        found[ASLEEP] = Trouble(account, ASLEEP, account.poll_after)
    return next((found[kind] for kind in GRAVEST if kind in found), None)


def is_asleep(account: Account) -> bool:
    """Whether its turn to be asked for news is long past: then no worker or no clock runs."""
    turn = account.poll_after or account.contact_at or account.connected_at
    return timezone.now() - turn > timedelta(seconds=settings.NORM_CONTACT_SECONDS)
