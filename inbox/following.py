"""Which messages are looked up again, to see whether the citizen changed or removed them."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from connectors import polling
from connectors.models import Account
from inbox.models import Message
from inbox.workflow import Status

BATCH = 100  # one look-up request on X takes as many
SECOND_LOOK = timedelta(days=7)  # a platform can call something gone that it shows again later


def follow(account: Account) -> None:
    """Look again at messages that an answer may still be written to, longest unseen first."""
    messages = list(_to_follow(account)[:BATCH])
    if not messages:
        return
    polling.refresh(account, [message.newest_id for message in messages])
    Message.objects.filter(pk__in=[message.pk for message in messages]).update(
        followed_at=timezone.now()
    )


def _to_follow(account: Account) -> QuerySet[Message]:
    """Not what is private: platforms tell of that themselves, and do not show it one by one."""
    waiting = Q(deleted_at=None, conversation__status__in=[Status.OPEN, Status.REFERRED])
    lately_gone = Q(deleted_at__gt=timezone.now() - SECOND_LOOK)
    public = Q(incoming=True, conversation__private=False)
    return Message.objects.filter(waiting | lately_gone, public, account=account).order_by(
        F("followed_at").asc(nulls_first=True), "pk"
    )
