"""Until when a department has, in words first and colour second."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.models import Referral

register = template.Library()

MINUTE = timedelta(minutes=1)
HOUR = 60  # minutes
DAY = 24 * HOUR
MOST_HOURS = 48  # beyond that, days say more
SOON = 0.2  # of the time between question and deadline


@register.simple_tag
def due(referral: Referral) -> SafeString:
    """Such as "3 hours left" or "2 days too late", with the exact moment; "" without a deadline."""
    if referral.deadline is None:
        return SafeString("")
    return format_html(
        '<time class="due due--{}" datetime="{}" title="{}">{}</time>',
        due_state(referral),
        referral.deadline.isoformat(timespec="seconds"),
        date_format(timezone.localtime(referral.deadline), "DATETIME_FORMAT"),
        due_words(referral.deadline),
    )


@register.filter
def due_state(referral: Referral) -> str:
    """ "calm", "soon" in the last fifth of its time, or "late"."""
    if referral.deadline is None:
        return "calm"
    left = referral.deadline - timezone.now()
    if left <= timedelta():
        return "late"
    return "soon" if left < (referral.deadline - referral.asked_at) * SOON else "calm"


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
