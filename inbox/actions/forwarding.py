"""Asking departments, and taking what they say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.actions.claiming import check_nobody_else
from inbox.actions.locking import locked
from inbox.bells import REFERRALS, ring
from inbox.models import Conversation, Event, Forwarding
from inbox.refusals import Refused
from inbox.standing import settle, tell
from inbox.workflow import Sending, Status
from routing import desk
from routing.models import Answer, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User


MOST_REFERRALS = 3  # nobody is sent past more wrong desks than this


def refer(
    conversation: Conversation, department: Department, question: str, by: User
) -> Forwarding:
    """Ask a department on behalf of the citizen."""
    if not question.strip():
        raise Refused(_("Write what the department should answer."))
    with locked(conversation) as row:
        _check_may_refer(row, by)
        referral = desk.refer(department, question, _snapshot(row), by)
        forwarding = Forwarding.objects.create(conversation=row, referral=referral)
        if row.department != department:
            row.department, row.why = department, ""
        if row.assignee is None:
            row.assignee = by
        row.save(update_fields=["department", "why", "assignee", "updated_at"])
        tell(row, Event.Verb.REFERRED, by, department=department.name, question=question.strip())
        settle(row)
        ring(REFERRALS)
    return forwarding


def _check_may_refer(row: Conversation, by: User) -> None:
    check_nobody_else(row, by)
    if row.status == Status.CLOSED:
        raise Refused(_("Reopen the conversation before you forward it."))
    if row.forwardings.filter(referral__state=Referral.State.OPEN).exists():
        raise Refused(_("A department is already working on this. Withdraw that question first."))
    if refusal := past_too_many_desks(row, by):
        raise Refused(refusal)


def past_too_many_desks(conversation: Conversation, by: User) -> str:
    """Why this person may not forward it once more, or ""."""
    came_back = conversation.forwardings.filter(referral__state=Referral.State.HANDED_BACK)
    back = came_back.count()
    if back < MOST_REFERRALS or by.has_perm("inbox.refer_again"):
        return ""
    return gettext(
        "This question came back %(count)d times. Answer it, or let the team lead decide."
    ) % {"count": back}


def _snapshot(row: Conversation) -> dict[str, object]:
    """What the department may see: the words, without names or addresses."""
    placed = row.messages.filter(deleted_at=None).exclude(
        outbound__state__in=[Sending.FAILED, Sending.DROPPED, Sending.BY_HAND]
    )
    return {
        "channel": row.account.label,
        "post": row.post.text if row.post else "",
        "messages": [
            {
                "ours": not message.incoming,
                "text": message.text,
                "at": message.created_at.isoformat(),
            }
            for message in placed
        ],
    }


def withdraw(forwarding: Forwarding, by: User) -> None:
    """The department need not answer any more."""
    with locked(forwarding.conversation) as row:
        try:
            desk.withdraw(forwarding.referral)
        except desk.AlreadyClosed as error:
            raise Refused(str(error)) from error
        tell(row, Event.Verb.WITHDRAWN, by, department=forwarding.referral.department.name)
        settle(row)
        ring(REFERRALS)


def take_answer(answer: Answer) -> None:
    """The department spoke: its words become a proposal for the agent. Repeating does nothing."""
    forwarding = Forwarding.objects.select_related("conversation").get(referral=answer.referral_id)
    with locked(forwarding.conversation) as row:
        taken = Forwarding.objects.filter(pk=forwarding.pk, answer=None).update(answer=answer)
        if not taken:
            return
        verb = Event.Verb.HANDED_BACK if answer.handed_back else Event.Verb.ANSWERED
        department = answer.referral.department.name
        tell(row, verb, answer.by, department=department, text=answer.text)
        settle(row)
        ring(REFERRALS)
