"""How often departments gave a question back, and when that is for the team lead."""

from __future__ import annotations

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

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
    oldest first."""
    closed = Event.objects.filter(
        conversation=OuterRef("conversation"), verb=Event.Verb.CLOSED, undone_by=None
    )
    ended = Subquery(closed.order_by("-pk").values("at")[:1])
    back = conversation.forwardings.filter(referral__state=State.HANDED_BACK).order_by("pk")
    later = back.alias(ended=ended).filter(Q(ended=None) | Q(referral__closed_at__gt=F("ended")))
    since = conversation.case_since
    return later.filter(referral__closed_at__gt=since) if since else later
