"""Until when a department has, in words first and colour second."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.agreed import Calendars, calendars
from routing.models import Referral
from routing.promises import State, soon_from

register = template.Library()

MINUTE = timedelta(minutes=1)
HOUR = 60  # minutes
DAY = 24 * HOUR
MOST_HOURS = 48  # beyond that, days say more
KNOWN = "_service_hours"


@register.simple_tag(takes_context=True)
def due(context: Context, referral: Referral) -> SafeString:
    """Such as "3 hours left" or "2 days too late", with the exact moment; "" without a deadline."""
    if referral.deadline is None:
        return SafeString("")
    return format_html(
        '<time class="due due--{}" datetime="{}" title="{}">{}</time>',
        due_state(context, referral),
        referral.deadline.isoformat(timespec="seconds"),
        date_format(timezone.localtime(referral.deadline), "DATETIME_FORMAT"),
        due_words(referral.deadline),
    )


@register.simple_tag(takes_context=True)
def due_state(context: Context, referral: Referral) -> str:
    """ "calm", "soon" from 80 % of the department's service time on, or "late".

    At the same moments the reminders are sent.
    """
    if referral.deadline is None:
        return State.CALM.value
    now = timezone.now()
    if now >= referral.deadline:
        return State.LATE.value
    hours = _calendars(context).of(referral.department_id)
    soon = now >= soon_from(referral.theirs_since, referral.deadline, hours)
    return (State.SOON if soon else State.CALM).value


def _calendars(context: Context) -> Calendars:
    """Everybody's service hours; asked for once a page, however many deadlines it shows."""
    request = context.get("request")
    known: Calendars | None = getattr(request, KNOWN, None)
    if known is None:
        known = calendars()
        if request is not None:
            setattr(request, KNOWN, known)
    return known


@register.filter
def due_words(deadline: datetime) -> str:
    """How long there is, or was, in one unit."""
    left = deadline - timezone.now()
    how_long = span(abs(left))
    if left > timedelta():
        return _("%(span)s left") % {"span": how_long}
    return _("%(span)s too late") % {"span": how_long}


def span(time: timedelta) -> str:
    """How long, in one unit: “34 min”, “21 hours”, “6 days”."""
    minutes = max(time // MINUTE, 1)
    if minutes < HOUR:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    if minutes < MOST_HOURS * HOUR:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = minutes // DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}
