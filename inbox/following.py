"""Which messages are looked up again, to see whether the citizen changed or removed them."""

from __future__ import annotations

from connectors.models import Account
from inbox.models import Message
from inbox.workflow import Status

BATCH = 100  # one look-up request on X takes as many


def to_follow(account: Account) -> list[str]:
    """Ids of messages that an answer may still be written to, longest unseen first."""
    open_messages = Message.objects.filter(
        account=account,
        incoming=True,
        deleted_at=None,
        conversation__status__in=[Status.OPEN, Status.REFERRED],
    ).order_by("observed_at")[:BATCH]
    return [message.answer_to for message in open_messages]
