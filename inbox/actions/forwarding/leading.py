"""Nobody is sent from one desk to the next for ever: the second hand-back asks the team lead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from inbox.bells import wake
from inbox.hops import handed_back
from inbox.models import Conversation, Event
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

LEADS = "inbox.refer_again"


def past_too_many_desks(conversation: Conversation, by: User, *, often: bool | None = None) -> str:
    """Why this person may not forward it once more, or "".

    Whatever was said or withdrawn since: it is the lead's until it is closed.

    often   whether it came back too often, for who knows; else at most one query
    """
    if by.has_perm(LEADS):
        return ""
    if not (handed_back.too_often(conversation) if often is None else often):
        return ""
    return _(
        "This question came back %(count)d times. Answer it, or let the team lead choose the "
        "next department."
    ) % {"count": conversation.hand_backs}


def count_hand_back(row: Conversation) -> None:
    """It came back once more. Call it with the conversation locked."""
    row.hand_backs += 1
    again = handed_back.too_often(row)
    raised = again and not row.needs_lead
    row.needs_lead = row.needs_lead or again
    row.save(update_fields=["hand_backs", "needs_lead", "updated_at"])
    if raised:
        tell(row, Event.Verb.RAISED, because="handed_back", count=row.hand_backs)
        wake("tell_lead", row.pk)
