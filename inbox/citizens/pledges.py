"""What was promised in words comes back to the queue on its day."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from inbox.bells import show
from inbox.models import Conversation, Event, Pledge
from inbox.promises import reckon
from inbox.standing import tell
from inbox.workflow import Status

RESTS = (Status.ANSWERED, Status.CLOSED)
MOST_AT_ONCE = 200


def remind() -> None:
    """Bring back what has to be kept today, once."""
    due = Pledge.objects.standing().filter(reminded_at=None, until__lte=timezone.localdate())
    for pk, conversation in due.values_list("pk", "conversation")[:MOST_AT_ONCE]:
        _bring_back(pk, conversation)


@transaction.atomic
def _bring_back(pk: int, conversation: int) -> None:
    row, now = Conversation.objects.select_for_update().get(pk=conversation), timezone.now()
    if row.status == Status.REFERRED:  # when it is with us again
        return
    mine = Pledge.objects.standing().filter(pk=pk, reminded_at=None)
    if not mine.update(reminded_at=now):
        return
    if row.status in RESTS:
        row.status = Status.OPEN
        row.waiting_since = row.reopened_at = now
        row.save(update_fields=["status", "waiting_since", "reopened_at", "updated_at"])
    if row.snoozed_at:
        row.snoozed_at = row.snoozed_until = None
        row.save(update_fields=["snoozed_at", "snoozed_until", "updated_at"])
        tell(row, Event.Verb.WOKEN)
    tell(row, Event.Verb.PLEDGE_DUE, text=Pledge.objects.get(pk=pk).words)
    reckon(row)
    show(row.pk)
