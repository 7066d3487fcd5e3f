"""What comes back from a department: an answer, or the question itself."""

from __future__ import annotations

from inbox.actions.forwarding.leading import count_hand_back
from inbox.actions.forwarding.placing import place_directly
from inbox.actions.locking import locked
from inbox.bells import REFERRALS, ring
from inbox.hops import pass_on
from inbox.models import Conversation, Event, Forwarding, Hop
from inbox.standing import settle, tell
from routing.models import Answer, Referral

AT_A_DESK = (Hop.How.REFERRED, Hop.How.TAKEN_UP)


def take_answer(answer: Answer) -> None:
    """The department spoke: its words become a proposal for the agent. Repeating does nothing.

    Of a department with a mandate they leave at once; what is not to be placed is a proposal.
    """
    forwarding = Forwarding.objects.select_related("conversation", "referral__department").get(
        referral=answer.referral_id
    )
    with locked(forwarding.conversation) as row:
        taken = Forwarding.objects.filter(pk=forwarding.pk, answer=None).update(answer=answer)
        if not taken:
            return
        _note_moved(row, forwarding.referral)
        if answer.handed_back:
            _came_back(row, forwarding.referral, answer)
        else:
            _answered(row, forwarding, answer)
        settle(row)
        ring(REFERRALS)


def _came_back(row: Conversation, referral: Referral, answer: Answer) -> None:
    tell(
        row,
        Event.Verb.HANDED_BACK,
        answer.by,
        department=referral.department.name,
        text=answer.text,
        sender=answer.sender,
        suggestion=answer.suggestion.name if answer.suggestion else "",
    )
    pass_on(row, Hop.How.HANDED_BACK, None, answer.text, answer.by)
    count_hand_back(row)


def _answered(row: Conversation, forwarding: Forwarding, answer: Answer) -> None:
    """``held``: why the words of a department with a mandate wait for an agent after all."""
    told: dict[str, object] = {
        "department": forwarding.referral.department.name,
        "text": answer.text,
        "sender": answer.sender,
        "forwarding": forwarding.pk,
    }
    if answer.direct:
        held = place_directly(row, forwarding, answer)
        told |= {"held": held} if held else {"direct": True}
    if answer.approved_by:
        told["approved_by"] = str(answer.approved_by)
    tell(row, Event.Verb.ANSWERED, answer.by, **told)


def note_taken_up(referral: Referral) -> None:
    """Another department took the question. Repeating does nothing."""
    forwarding = Forwarding.objects.select_related("conversation").get(referral=referral)
    with locked(forwarding.conversation) as row:
        if _note_moved(row, referral):
            settle(row)


def _note_moved(row: Conversation, referral: Referral) -> bool:
    """Whether it lies at another desk than we last heard."""
    last = row.passed.filter(how__in=AT_A_DESK).select_related("went_to").last()
    if last is None or last.went_to_id == referral.department_id:
        return False
    before, by = last.went_to.name if last.went_to else "", referral.claimed_by
    pass_on(row, Hop.How.TAKEN_UP, referral.department, "", by)
    row.department, row.why = referral.department, ""
    row.save(update_fields=["department", "why", "updated_at"])
    tell(row, Event.Verb.TAKEN_UP, by, **{"department": referral.department.name, "from": before})
    return True
