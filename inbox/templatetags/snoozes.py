"""Until when a conversation can sleep, for the menu."""

from __future__ import annotations

from django import template
from django.utils import timezone

from inbox import snoozed

register = template.Library()


@register.simple_tag
def snooze_moments() -> list[snoozed.Moment]:
    return snoozed.moments(timezone.now())
