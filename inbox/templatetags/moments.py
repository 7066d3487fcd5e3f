"""Times as people say them, exact for who points at them and for screen readers."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

register = template.Library()

HOUR = 60
DAY = 24 * HOUR


@register.filter
def day(moment: datetime) -> str:
    """Such as "today", "tomorrow", "Mon 16 Nov"; the year only where it is another one."""
    local = timezone.localtime(moment).date()
    today = timezone.localdate()
    if local == today:
        return _("today")
    if local == today - timedelta(days=1):
        return _("yesterday")
    if local == today + timedelta(days=1):
        return _("tomorrow")
    return date_format(local, "SHORT_DATE_FORMAT" if local.year == today.year else "DATE_FORMAT")


@register.filter
def when(moment: datetime) -> str:
    """Such as "today 14:05"."""
    return f"{day(moment)} {clock(moment)}"


@register.filter
def clock(moment: datetime) -> str:
    """Such as "14:05"."""
    return timezone.localtime(moment).strftime("%H:%M")


@register.filter
def exact(moment: datetime) -> str:
    """Such as "16 november 2026 14:05"."""
    return _exact(timezone.localtime(moment), get_language() or "")


@lru_cache(maxsize=4096)
def _exact(local: datetime, _language: str) -> str:
    """The same moments stand on every page, and writing one out takes longer than all around it."""
    return date_format(local, "DATETIME_FORMAT")


@register.filter
def since(moment: datetime) -> str:
    """How long ago, in one unit: "34 min", "2 hours", "3 days"."""
    minutes = max(int((timezone.now() - moment).total_seconds() // 60), 1)
    if minutes < HOUR:
        return ngettext("%(count)d min", "%(count)d min", minutes) % {"count": minutes}
    if minutes < DAY:
        hours = minutes // HOUR
        return ngettext("%(count)d hour", "%(count)d hours", hours) % {"count": hours}
    days = minutes // DAY
    return ngettext("%(count)d day", "%(count)d days", days) % {"count": days}


@register.simple_tag
def moment(at: datetime, words: str = "when") -> SafeString:
    """A ``<time>`` with the exact moment on hover; ``words`` is "when", "since" or "clock"."""
    spoken = {"when": when, "since": since, "clock": clock}[words](at)
    written = at.isoformat(timespec="seconds")
    return format_html('<time datetime="{}" title="{}">{}</time>', written, exact(at), spoken)
