"""What comes back from a department: an answer, or the question itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.actions.forwarding.leading import count_hand_back
from inbox.actions.forwarding.placing import place_directly
from inbox.actions.locking import locked
from inbox.bells import REFERRALS, ring
from inbox.hops import pass_on
from inbox.models import Conversation, Event, Forwarding, Hop
from inbox.refusals import Refused
from inbox.standing import proposals, settle, tell
from routing import desk
from routing.models import Answer, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User

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
        if not taken and not _was_turned(row, answer):
            return
        _note_moved(row, forwarding.referral)
        if answer.handed_back:
            _came_back(row, forwarding.referral, answer)
        else:
            _answered(row, forwarding, answer)
        settle(row)
        ring(REFERRALS)


def take_as_hand_back(forwarding: Forwarding, suggestion: Department | None, by: User) -> None:
    """What came by mail or link as an answer gives the question back: a hop like any other.

    Only as long as no other department was asked: else it would seem that that one gave it back.
    suggestion   whose it is, as this colleague reads those words; None where they name nobody
    """
    answer = forwarding.answer
    if answer is None:
        raise Refused(_("There is no answer to this question yet."))
    with locked(forwarding.conversation) as row:
        if not proposals(row).filter(pk=forwarding.pk).exists():
            raise Refused(_("This answer was used already. Look at the conversation again."))
        if row.forwardings.filter(pk__gt=forwarding.pk).exists():
            raise Refused(_("This question was forwarded already. Look at the conversation again."))
        try:
            turned = desk.take_as_hand_back(answer, suggestion, by)
        except desk.Refused as error:
            raise Refused(str(error)) from error
        _came_back(row, forwarding.referral, turned)
        settle(row)
        ring(REFERRALS)


def _was_turned(row: Conversation, answer: Answer) -> bool:
    """Whether an answer that we took became a hand-back, which the history does not say yet."""
    if not answer.handed_back or answer.turned_by_id is None:
        return False
    told = row.events.filter(verb=Event.Verb.HANDED_BACK, data__answer=answer.pk)
    return not told.exists()


def _came_back(row: Conversation, referral: Referral, answer: Answer) -> None:
    told = {"turned_by": str(answer.turned_by)} if answer.turned_by else {}
    tell(
        row,
        Event.Verb.HANDED_BACK,
        answer.by,
        department=referral.department.name,
        text=answer.text,
        sender=answer.sender,
        suggestion=answer.suggestion.name if answer.suggestion else "",
        answer=answer.pk,
        **told,
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
