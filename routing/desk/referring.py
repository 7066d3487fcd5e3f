"""Questions come to a department, or from one to another; when they are due."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.desk.claiming import check_unclaimed, put_on
from routing.desk.holding import held, ring
from routing.desk.mailing import tell_moved
from routing.desk.refusals import NotAllowed, Refused
from routing.models import Concept, Department, Referral, Subject
from routing.signals import referred, taken_up

if TYPE_CHECKING:
    from webcare.models import User


@transaction.atomic
def refer(
    department: Department,
    question: str,
    snapshot: dict[str, Any],
    by: User,
    *,
    deadline: datetime | None = None,
    redacted: bool = True,
    subject: Subject | None = None,
    four_eyes: bool = False,
) -> Referral:
    """Ask a department. The snapshot is all it will see; its shape is that of Referral.

    redacted   names were taken out of question and snapshot: others may look whether they know it
    subject    one of this department; raises ValueError for another
    """
    if subject and subject.department_id != department.pk:
        raise ValueError(subject)
    asked = Referral.objects.create(
        department=department,
        question=question.strip(),
        snapshot=snapshot,
        asked_by=by,
        deadline=deadline,
        redacted=redacted,
        subject=subject,
        four_eyes=four_eyes,
    )
    ring(asked, referred, referral_id=asked.pk)
    return asked


def take_up(referral: Referral, department: Department, by: User) -> None:
    """An official of another department knows the answer: the question is theirs now.

    Raises AlreadyClosed, AlreadyClaimed, NotAllowed; Refused when an answer waits for a look.
    """
    with held(referral):
        check_unclaimed(referral)
        _check_may_take_up(referral, department, by)
        left = referral.department
        if left != department:
            tell_moved(referral)  # who answered there until now
        put_on(referral, by)
        if left == department:
            ring(referral)
            return
        referral.department, referral.subject = department, None
        referral.back_at = timezone.now()
        referral.save(update_fields=["department", "subject", "back_at"])
        # Links that were mailed to the department it left lead nowhere any more.
        referral.invitations.filter(ended_at=None).update(ended_at=timezone.now())
        ring(referral, taken_up, referral_id=referral.pk, department_id=left.pk)


def _check_may_take_up(referral: Referral, department: Department, by: User) -> None:
    mine = Department.objects.of(by)
    if not mine.filter(pk=department.pk, active=True).exists():
        raise NotAllowed(_("Choose a department that you answer for."))
    if mine.filter(pk=referral.department_id).exists():
        return
    if not (referral.department.open_to_others and referral.redacted):
        raise NotAllowed(_("This question is for its own department only."))
    if Concept.objects.filter(referral=referral).exists():
        raise Refused(_("An answer to this question waits for a colleague's look already."))


def move_deadline(referral: Referral, deadline: datetime | None) -> None:
    """Another moment to answer before, as after standing still. Raises AlreadyClosed."""
    with held(referral):
        referral.deadline = deadline
        referral.save(update_fields=["deadline"])
        ring(referral)


def mark_raised(referral: Referral) -> bool:
    """Nobody claimed it in time, or answered. Whether this was the first to say so."""
    waits = Referral.objects.left_lying().filter(pk=referral.pk, raised_at=None)
    with transaction.atomic():
        if not waits.update(raised_at=timezone.now()):
            return False
        referral.refresh_from_db()
        ring(referral)
    return True
