"""Nobody is sent from one desk to the next for ever: the second hand-back asks the team lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from inbox.bells import wake
from inbox.models import Conversation, Event
from inbox.standing import tell
from routing.models import Referral

if TYPE_CHECKING:
    from webcare.models import User

MOST_HAND_BACKS = 2  # since it was last closed; then the lead chooses the next desk
LEADS = "inbox.refer_again"


def past_too_many_desks(conversation: Conversation, by: User) -> str:
    """Why this person may not forward it once more, or ""."""
    if not conversation.needs_lead or by.has_perm(LEADS):
        return ""
    return _(
        "This question came back %(count)d times. Answer it, or let the team lead choose the "
        "next department."
    ) % {"count": conversation.hand_backs}


def count_hand_back(row: Conversation) -> None:
    """It came back once more. Call it with the conversation locked."""
    row.hand_backs += 1
    again = _came_back(row) >= MOST_HAND_BACKS
    raised = again and not row.needs_lead
    row.needs_lead = row.needs_lead or again
    row.save(update_fields=["hand_backs", "needs_lead", "updated_at"])
    if raised:
        tell(row, Event.Verb.RAISED, because="handed_back", count=row.hand_backs)
        wake("tell_lead", row.pk)


def _came_back(row: Conversation) -> int:
    """How often since it was last closed: what was asked after that is another question."""
    back = row.forwardings.filter(referral__state=Referral.State.HANDED_BACK)
    closed = row.events.filter(verb=Event.Verb.CLOSED).last()
    return (back.filter(referral__closed_at__gt=closed.at) if closed else back).count()
