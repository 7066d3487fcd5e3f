"""Shorthand for tests of promised times: norms, hours, and moments of one week in November 2026.

``at("wo 13:00")`` is a moment of the week of Monday 16 November, by the clock in Amsterdam; the
citizen of ``ConversationFactory`` writes on Wednesday at 13:00.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from connectors.base import Receipt
from inbox import promises
from inbox.models import Conversation, Outbound
from inbox.outbox import placed
from routing.models import ResponseNorm, ServiceHours
from routing.moments import DAYS
from routing.promises import OFFICE_HOURS, Hours

MONDAY = date(2026, 11, 16)


def at(words: str, weeks: int = 0) -> datetime:
    """ "wo 13:00" → that moment."""
    day, clock = words.split()
    hour, minute = map(int, clock.split(":"))
    on = MONDAY + timedelta(days=DAYS.index(day) + 7 * weeks)
    return datetime(on.year, on.month, on.day, hour, minute, tzinfo=ZoneInfo("Europe/Amsterdam"))


def said(moment: datetime | None) -> str:
    """The other way round; "" for None, and another week with its number behind it."""
    if moment is None:
        return ""
    local = timezone.localtime(moment)
    weeks = (local.date() - MONDAY).days // 7
    return f"{DAYS[local.weekday()]} {local:%H:%M}" + (f" {weeks:+}" if weeks else "")


def norm(first: int | None = 60, whole: int | None = None, **what: Any) -> ResponseNorm:
    return ResponseNorm.objects.create(first_response=first, resolution=whole, **what)


def keep_hours(hours: Hours = OFFICE_HOURS, department: Any = None) -> ServiceHours:
    row, _ = ServiceHours.objects.update_or_create(
        department=department, defaults={"hours": hours.to_json()}
    )
    return row


def again(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def reckoned(conversation: Conversation) -> Conversation:
    """As it stands after it was worked out anew."""
    row = again(conversation)
    promises.reckon(row)
    return again(conversation)


def place(outbound: Outbound) -> None:
    """The platform takes it."""
    placed(outbound, Receipt(f"placed-{outbound.pk}", ""))
