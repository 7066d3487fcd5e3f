"""Which messages are looked up again, to see whether the citizen changed or removed them."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from connectors import polling
from connectors.models import Account
from inbox.models import Message
from inbox.workflow import Status

BATCH = 100  # one look-up request on X takes as many
OPEN = 70  # of those; a thread with very many messages may not hide what was dealt with
SECOND_LOOK = timedelta(days=7)  # a platform can call something gone that it shows again later
SETTLED = timedelta(days=1)  # until the first look at what was dealt with


def follow(account: Account) -> None:
    """Look again: first at what an answer may still be written to, then at what was dealt with."""
    waiting = list(_open(account)[:OPEN])
    settled = list(_dealt_with(account)[: BATCH - len(waiting)])
    if not (waiting or settled):
        return
    looked = polling.refresh(account, [message.newest_id for message in (*waiting, *settled)])
    # What was dealt with is looked at so seldom that a failure may not count as a look; but one
    # that can never be looked up may not stay in front of the others for ever.
    seen = [*waiting, *(settled if looked else settled[:1])]
    Message.objects.filter(pk__in=[message.pk for message in seen]).update(
        followed_at=timezone.now()
    )


def _open(account: Account) -> QuerySet[Message]:
    """Longest unseen first."""
    waiting = Q(deleted_at=None, conversation__status__in=[Status.OPEN, Status.REFERRED])
    lately_gone = Q(deleted_at__gt=timezone.now() - SECOND_LOOK)
    return _public(account).filter(waiting | lately_gone)


def _dealt_with(account: Account) -> QuerySet[Message]:
    """A day after they were placed, and then after twice as long each time.

    Looking costs money on X: a message is looked at five times in thirty days.
    """
    now = timezone.now()
    age_then = F("followed_at") - F("created_at")
    long_ago = Q(followed_at__lt=now - SETTLED) & Q(followed_at__lt=Now() - age_then)
    due = Q(followed_at=None) | long_ago
    return _public(account).filter(
        due,
        deleted_at=None,
        conversation__status__in=[Status.ANSWERED, Status.CLOSED],
        created_at__lt=now - SETTLED,
        created_at__gt=now - timedelta(days=settings.FOLLOW_DAYS),
    )


def _public(account: Account) -> QuerySet[Message]:
    """Not what is private: platforms tell of that themselves, and do not show it one by one."""
    theirs = Message.objects.filter(incoming=True, conversation__private=False, account=account)
    return theirs.order_by(F("followed_at").asc(nulls_first=True), "pk")
