"""How long an answer of ours waits."""

from __future__ import annotations

from django import template
from django.utils import timezone

from inbox import lateness
from inbox.models import Outbound
from inbox.workflow import Sending

register = template.Library()


@register.filter
def waits_too_long(outbound: Outbound) -> bool:
    """Whether it is in the queue and should stand on the platform by now."""
    if outbound.state != Sending.QUEUED:
        return False
    return lateness.waiting(timezone.now()).filter(pk=outbound.pk).exists()
