"""How often departments gave a question back, and when that is for the team lead."""

from __future__ import annotations

from django.db.models import QuerySet

from inbox.models import Conversation, Event, Forwarding
from routing.models import Referral

MOST_HAND_BACKS = 2  # in one case; then the lead chooses the next desk
State = Referral.State


def too_often(conversation: Conversation) -> bool:
    """Whether only the lead may forward it now. No query before it came back so often at all."""
    if conversation.hand_backs < MOST_HAND_BACKS:
        return False
    return in_this_case(conversation).count() >= MOST_HAND_BACKS


def waits_for_lead(conversation: Conversation) -> bool:
    """Whether the lead has to choose, because what was chosen last came to nothing."""
    if conversation.hand_backs < MOST_HAND_BACKS:
        return False
    last = conversation.forwardings.select_related("referral").last()
    came_to_nothing = last and last.referral.state in (State.HANDED_BACK, State.WITHDRAWN)
    return bool(came_to_nothing) and too_often(conversation)


def in_this_case(conversation: Conversation) -> QuerySet[Forwarding]:
    """What came back since it was last closed, or since the citizen began about something else,
    oldest first. One query, beside its own."""
    closed = conversation.events.filter(verb=Event.Verb.CLOSED).order_by("pk").last()
    begun = [closed.at if closed else None, conversation.case_since]
    back = conversation.forwardings.filter(referral__state=State.HANDED_BACK).order_by("pk")
    since = max(filter(None, begun), default=None)
    return back.filter(referral__closed_at__gt=since) if since else back
