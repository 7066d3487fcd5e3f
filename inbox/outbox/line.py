"""Writing an answer, and with it the sending of it."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils import timezone

from connectors.base import Capability
from inbox import approving, attachments
from inbox.bells import wake
from inbox.care import elsewhere
from inbox.models import Attachment, Conversation, Message, Outbound
from inbox.workflow import Sending

if TYPE_CHECKING:
    from webcare.models import User


def place_in_line(
    conversation: Conversation,
    target: Message,
    text: str,
    by: User,
    key: uuid.UUID,
    *,
    way: Capability = Capability.REPLY,
    media: Sequence[Attachment] = (),
    after: Outbound | None = None,
    state: Sending = Sending.QUEUED,
    approved_by: User | None = None,
    approved_text: bool = False,
) -> Outbound:
    """Write the answer and its sending in the caller's transaction.

    after        the part before it; this one leaves when that one stands
    state        QUEUED, or BY_HAND for what a person places on the platform itself
    approved_by  who approved these very words already
    approved_text  they are the municipality's own, agreed on beforehand: nobody has to

    Where a colleague has to approve it first, it waits TO_CHECK, whatever ``state``.
    """
    asked = Outbound.Asked.NOBODY if approved_text else approving.asks(by, conversation)
    waits = bool(asked) and approved_by is None
    now = timezone.now()
    public = conversation.account.connector_class.way(way).public
    message = Message.objects.create(
        account=conversation.account,
        conversation=conversation,
        incoming=False,
        text=text,
        way=way.value,
        thread_id=conversation.thread_id,
        parent_id=target.external_id or "",
        created_at=now,
        observed_at=now,
    )
    if media:
        attachments.bind(message, media)
    outbound = Outbound.objects.create(
        message=message,
        conversation=conversation,
        key=key,
        # In private we answer who wrote this very message, wherever it stands.
        reply_to=target.newest_id if way is Capability.PRIVATE_REPLY else target.target_id,
        way=way.value,
        elsewhere=elsewhere.first(text, public=public) if by else "",
        after=after,
        state=Sending.TO_CHECK if waits else state,
        asked=asked,
        then=state,
        approved_by=approved_by,
        approved_at=now if approved_by else None,
        by=by,
    )
    if outbound.state == Sending.QUEUED:
        wake("deliver", outbound.pk)
    return outbound
