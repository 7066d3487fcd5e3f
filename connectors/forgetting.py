"""Raw bodies are kept until they were read, and a while longer to look into; then they go.

What a citizen removed may not stay behind in them, and X gives us a day for that (Developer
Policy, "Content compliance").
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from connectors.models import Arrival

AT_ONCE = 5000
LONG_AGO = timedelta(days=60)  # no list is compared with something that old
DONE = [Arrival.State.PARSED, Arrival.State.PUT_AWAY]
UNREAD = [Arrival.State.NEW, Arrival.State.UNKNOWN, Arrival.State.FAILED]


def forget_arrivals() -> int:
    """Clear what was read or put away and is old enough; how many rows went.

    Of each list the newest stays, without its words: the next poll is compared with it.
    """
    before = timezone.now() - timedelta(hours=settings.ARRIVAL_HOURS)
    old = Arrival.objects.filter(state__in=DONE, received_at__lt=before)
    parts = Arrival.objects.filter(whole=OuterRef("pk"))
    old = old.exclude(Exists(parts.filter(state__in=UNREAD)))
    newer = Arrival.objects.filter(
        account=OuterRef("account"),
        source=OuterRef("source"),
        subject=OuterRef("subject"),
        pk__gt=OuterRef("pk"),
    )
    useless = Exists(newer) | Q(received_at__lt=timezone.now() - LONG_AGO)
    going = old.filter(useless).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    gone, _rows = Arrival.objects.filter(pk__in=list(going)).delete()
    old.exclude(body=b"").update(body=b"")
    return gone
