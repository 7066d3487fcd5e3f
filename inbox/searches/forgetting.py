"""What nobody took in is forgotten."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q

from inbox.models import Find

DISMISSED = timedelta(days=1)  # so long somebody may want it back
AT_ONCE = 5000


def forget_finds(now: datetime) -> int:
    """Clear what was found long enough ago, and what was dismissed. How many rows went, with those
    that say the same."""
    old = Q(found_at__lt=now - timedelta(days=settings.FIND_DAYS))
    dismissed = Q(state=Find.State.DISMISSED, at__lt=now - DISMISSED)
    going = Find.objects.filter(old | dismissed).order_by("pk").values_list("pk", flat=True)
    _, rows = Find.objects.filter(pk__in=list(going[:AT_ONCE])).delete()
    return rows.get("inbox.Find", 0)
