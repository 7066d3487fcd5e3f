"""What a conversation says of it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from inbox.actions.asking_after import DAYS
from inbox.models import Conversation, FollowUp
from inbox.workflow import Status

RESTS = (Status.ANSWERED, Status.CLOSED)


def shown(conversation: Conversation, newest_first: Iterable[FollowUp]) -> dict[str, Any]:
    """``follow_up`` that waits, with the days until then, or that came back to the queue; and
    whether one can be planned."""
    newest = next(iter(newest_first), None)
    waits = newest is not None and newest.state == FollowUp.State.WAITING
    return {
        "follow_up": newest if newest and (waits or _came_back(conversation, newest)) else None,
        "follow_up_in": (newest.day - timezone.localdate()).days if newest and waits else 0,
        "ask_after_days": DAYS,
        "can_ask_after": conversation.status in RESTS and not waits,
    }


def _came_back(conversation: Conversation, newest: FollowUp) -> bool:
    """Until somebody answered, closed it or opened it anew."""
    back = newest.state == FollowUp.State.RETURNED and newest.ended_at == conversation.reopened_at
    return back and conversation.status == Status.OPEN
