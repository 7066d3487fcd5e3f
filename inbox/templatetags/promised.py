"""The clock of a promise, in words first and colour second."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox.models import Conversation
from inbox.workflow import Status
from routing.promises import State
from routing.promises.norms import spoken

register = template.Library()
register.filter("spoken", spoken)

MINUTE = timedelta(minutes=1)
HOUR = 60  # minutes
DAY = 24 * HOUR
SAID_IN_MINUTES = 90  # beyond that, a moment says more
SAID_IN_HOURS = 48
STILL = "still"
WORSE = (State.CALM, State.SOON, State.LATE)


@dataclass(frozen=True)
class Clock:
    """What is shown of a promise.

    words   such as "34 min left"
    state   a ``State``, or STILL when nobody waits for us
    at      the moment that is meant, None where there is none
    norm    the promise in a sentence
    """

    words: str
    state: str
    at: datetime | None = None
    norm: str = ""


@register.simple_tag
def clock_of(conversation: Conversation) -> Clock | None:
    """The clock of this conversation; None where nothing was promised. Without a query.

    Of two promises the one that is in a worse state, else the one that comes first. Where danger
    waits for us, no promise beyond this moment is named.
    """
    danger = bool(conversation.danger) and conversation.status == Status.OPEN
    if conversation.status == Status.CLOSED or not (conversation.norm or danger):
        return None
    promises = [
        _Promised(by, _state(by, soon), words)
        for by, soon, words in (
            (conversation.answer_by, conversation.answer_soon, until),
            (conversation.solve_by, conversation.solve_soon, _solved),
        )
        if by
    ]
    pressing = min(promises, key=lambda one: (-WORSE.index(one.state), one.by), default=None)
    if danger and not (pressing and pressing.state == State.LATE):
        return Clock(_("now"), State.SOON, norm=conversation.norm)
    if conversation.status == Status.ANSWERED:
        return _answered(conversation, pressing)
    if pressing is None:
        return None
    return Clock(pressing.words(pressing.by), pressing.state, pressing.by, conversation.norm)


@dataclass(frozen=True)
class _Promised:
    by: datetime
    state: State
    words: Callable[[datetime], str]


def _answered(conversation: Conversation, pressing: _Promised | None) -> Clock:
    if pressing is None:
        return Clock(_("waits for the citizen"), STILL, norm=conversation.norm)
    return Clock(_("answer on its way"), pressing.state, pressing.by, conversation.norm)


def _solved(by: datetime) -> str:
    if by <= timezone.now():
        return _("not dealt with: %(time)s") % {"time": until(by)}
    return _("deal with it: %(time)s") % {"time": until(by)}


def _state(by: datetime, soon: datetime | None) -> State:
    now = timezone.now()
    if now >= by:
        return State.LATE
    return State.SOON if soon and now >= soon else State.CALM


@register.filter
def until(by: datetime) -> str:
    """Such as "34 min left", "12 min too late", "tomorrow before 10:00"."""
    now = timezone.now()
    if by <= now:
        return _("%(time)s too late") % {"time": _span((now - by) // MINUTE)}
    left = -((now - by) // MINUTE)  # what is left of the last minute counts
    if left <= SAID_IN_MINUTES:
        return ngettext("%(count)d min left", "%(count)d min left", left) % {"count": left}
    return before(by)


@register.filter
def before(by: datetime) -> str:
    """Such as "today before 16:30", "Mon 16 Nov before 10:00"."""
    local, today = timezone.localtime(by), timezone.localdate()
    said = {"time": local.strftime("%H:%M")}
    if local.date() == today:
        return _("today before %(time)s") % said
    if local.date() == today + timedelta(days=1):
        return _("tomorrow before %(time)s") % said
    style = "SHORT_DATE_FORMAT" if local.year == today.year else "DATE_FORMAT"
    return _("%(day)s before %(time)s") % {"day": date_format(local.date(), style), **said}


def _span(minutes: int) -> str:
    """One unit; at least a minute."""
    if minutes < SAID_IN_MINUTES:
        minutes = max(minutes, 1)
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    if minutes < SAID_IN_HOURS * HOUR:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = minutes // DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
