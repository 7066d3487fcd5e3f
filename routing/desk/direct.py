"""Answers that leave without an agent's look, and the second colleague (vier ogen)."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from routing.desk.claiming import put_on_if_free
from routing.desk.closing import speak
from routing.desk.holding import held, ring
from routing.desk.mailing import ask_to_look
from routing.desk.refusals import NotAllowed, Refused
from routing.models import Answer, Concept, Referral, Remark

if TYPE_CHECKING:
    from webcare.models import User


class Mandate(Enum):
    """How far a department may go by itself."""

    NONE = "none"  # an agent places the answer
    FOUR_EYES = "four_eyes"  # the answer leaves after a second colleague looked at it
    DIRECT = "direct"


def mandate(referral: Referral) -> Mandate:
    """That of the subject of this question, and of the rule that brought it."""
    subject = referral.subject
    if subject is None or not subject.mandate or subject.department_id != referral.department_id:
        return Mandate.NONE
    if subject.four_eyes or referral.four_eyes:
        return Mandate.FOUR_EYES
    return Mandate.DIRECT


def answer_directly(referral: Referral, text: str, by: User) -> Answer | Concept:
    """The answer, to be placed without an agent; a Concept where a colleague has to look first.

    Raises AlreadyClosed, NotAllowed without a mandate, Refused when a Concept waits already.
    """
    with held(referral):
        allowed = mandate(referral)
        if allowed is Mandate.NONE:
            raise NotAllowed(_("The webcare team places the answer to this question."))
        if Concept.objects.filter(referral=referral).exists():
            raise Refused(_("An answer to this question waits for a colleague's look already."))
        if allowed is Mandate.DIRECT:
            return speak(referral, text, by, direct=True)
        put_on_if_free(referral, by)
        concept = Concept.objects.create(referral=referral, text=text.strip(), by=by)
        ask_to_look(concept)
        ring(referral)
        return concept


def approve(concept: Concept, by: User) -> Answer:
    """A second colleague finds it good: it leaves. Who looks, approves these very words.

    Raises AlreadyClosed, NotAllowed for who wrote it, Refused when it is no longer there.
    """
    with held(concept.referral):
        row = _second_look(concept, by)
        if mandate(concept.referral) is Mandate.NONE:
            raise NotAllowed(_("The webcare team places the answer to this question."))
        row.delete()
        return speak(concept.referral, row.text, row.by, direct=True, approved_by=by)


def refuse(concept: Concept, by: User, why: str) -> Remark:
    """A second colleague wants it otherwise, and says why. The words are kept with the question.

    Raises as ``approve`` does.
    """
    with held(concept.referral):
        row = _second_look(concept, by)
        _keep(row)
        ring(concept.referral)
        return Remark.objects.create(
            referral=concept.referral, way=Remark.Way.REFUSED, text=why.strip(), by=by
        )


def take_back(concept: Concept, by: User) -> Remark:
    """Who wrote it wants to write on. The words are kept with the question.

    Raises AlreadyClosed, NotAllowed for anybody else, Refused when it is no longer there.
    """
    with held(concept.referral):
        row = _find(concept)
        if row.by_id != by.pk:
            raise NotAllowed(_("Only who wrote this answer can take it back."))
        ring(concept.referral)
        return _keep(row)


def _second_look(concept: Concept, by: User) -> Concept:
    row = _find(concept)
    if row.by_id == by.pk:
        raise NotAllowed(_("A colleague has to look at your answer, not you."))
    return row


def _find(concept: Concept) -> Concept:
    waiting = Concept.objects.filter(referral=concept.referral_id).select_related("by")
    row = waiting.filter(pk=concept.pk).first()
    if row is None:
        raise Refused(_("This answer no longer waits for a look. Look at the question again."))
    return row


def _keep(row: Concept) -> Remark:
    row.delete()
    return Remark.objects.create(
        referral_id=row.referral_id, way=Remark.Way.CONCEPT, text=row.text, by=row.by, at=row.at
    )
