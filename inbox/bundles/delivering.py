"""Giving each conversation of a bundle its answer, by itself: one that fails stops no other."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from inbox.actions.answering import reply
from inbox.actions.locking import locked
from inbox.bells import QUEUE, ring
from inbox.danger import check_looked_at
from inbox.models import Delivery
from inbox.refusals import Refused

LONGEST_WHY = 500


def lost(before: datetime) -> QuerySet[Delivery]:
    """What a lost bell left unwritten."""
    return Delivery.objects.filter(state=Delivery.State.WAITING, at__lt=before)


@transaction.atomic
def write(delivery_id: int) -> None:
    """Answer this conversation, unless something happened there since it was looked at."""
    row = (
        Delivery.objects.select_for_update(of=("self",))
        .select_related(
            "answer__by", "answer__approved_by", "conversation__account", "conversation__author"
        )
        .get(pk=delivery_id)
    )
    if row.state != Delivery.State.WAITING:
        return
    try:
        with locked(row.conversation) as now:
            check_looked_at(now)  # it may have been noticed since
            row.outbound = reply(
                row.conversation,
                row.text,
                row.answer.by,
                way=row.way,
                split=row.split,
                key=row.key,
                version=row.version,
                keeps_draft=True,
                approved_by=row.answer.approved_by,
            )
        row.state = Delivery.State.WRITTEN
    except Refused as refused:
        row.state, row.why = Delivery.State.REFUSED, str(refused)[:LONGEST_WHY]
        ring(QUEUE)  # a page that shows the bundle looks again
    row.save(update_fields=["state", "outbound", "why"])
