"""The terms of conversations, from their messages."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime

from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import timezone

from connectors.models import Account
from inbox.models import Message
from webcare.talk.models import Heard
from webcare.talk.words import People, people, terms


def known() -> People:
    """Who works here, and what we are called. Two queries."""
    users = get_user_model().objects.values_list("first_name", "last_name")
    names = Account.objects.values_list("name", "handle")
    return people(
        (part for row in users for part in row),
        (settings.MUNICIPALITY, *(part for row in names for part in row)),
    )


def read(pks: Sequence[int], whom: People) -> dict[tuple[int, date], Heard]:
    """By conversation and day; not stored. One query."""
    rows = Message.objects.filter(conversation__in=pks, incoming=True, deleted_at=None)
    found: dict[tuple[int, date], dict[str, None]] = defaultdict(dict)
    first: dict[tuple[int, date], datetime] = {}
    for pk, at, text, name, handle in rows.order_by("created_at", "pk").values_list(
        "conversation", "created_at", "text", "author__name", "author__handle"
    ):
        key = (pk, timezone.localdate(at))
        for term in terms(text, (name or "", handle or ""), whom):
            found[key][term] = None
            first.setdefault(key, at)
    return {
        (pk, day): Heard(conversation_id=pk, day=day, at=first[pk, day], terms=list(said))
        for (pk, day), said in found.items()
        if said
    }
