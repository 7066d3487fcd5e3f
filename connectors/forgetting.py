"""Raw bodies are kept until they were read, and a while longer to look into; then they go.

What a citizen removed may not stay behind in them, and X gives us a day for that (Developer
Policy, "Content compliance"). What only a saved search brought is nobody's question to us: what
could not be read of it goes as well, after as long as what was found and not taken in.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from connectors import registry
from connectors.models import Account, Arrival

AT_ONCE = 5000
LONG_AGO = timedelta(days=60)  # no list is compared with something that old
DONE = [Arrival.State.PARSED, Arrival.State.PUT_AWAY]
STRANGE = [Arrival.State.UNKNOWN, Arrival.State.FAILED]
UNREAD = [Arrival.State.NEW, Arrival.State.UNKNOWN, Arrival.State.FAILED]


def forget_arrivals() -> int:
    """Clear what was read or put away and is old enough; how many rows went.

    Of each list the newest stays, without its words: the next poll is compared with it.
    """
    _put_away_found()
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


def forget_query(account: Account, query: str) -> None:
    """Nothing stays of what this search brought."""
    sources = account.connector_class.found_in
    Arrival.objects.filter(account=account, source__in=sources, subject=query).delete()


def _put_away_found() -> None:
    """What searches brought and nobody could read, in part or at all."""
    brought = Q()
    for kind, _label in registry.kinds():
        brought |= Q(account__kind=kind, source__in=registry.connector_class(kind).found_in)
    before = timezone.now() - timedelta(days=settings.FIND_DAYS)
    unread = Arrival.objects.filter(brought, state__in=STRANGE, received_at__lt=before)
    unread.update(state=Arrival.State.PUT_AWAY, body=b"", error="")
