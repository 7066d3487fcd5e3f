"""The referral desk: every write on a forwarded question."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.models import Answer, Department, Referral
from routing.signals import answered

if TYPE_CHECKING:
    from webcare.models import User


class AlreadyClosed(Exception):
    """Someone else answered, gave back or withdrew this question first."""


def refer(department: Department, question: str, snapshot: dict[str, Any], by: User) -> Referral:
    """Ask a department. The snapshot is all it will see."""
    return Referral.objects.create(
        department=department, question=question.strip(), snapshot=snapshot, asked_by=by
    )


@transaction.atomic
def answer(referral: Referral, text: str, by: User) -> Answer:
    """The department's answer. Raises AlreadyClosed."""
    return _close(referral, Referral.State.ANSWERED, text, by)


@transaction.atomic
def hand_back(referral: Referral, reason: str, by: User) -> Answer:
    """This is not ours, and why. Raises AlreadyClosed."""
    return _close(referral, Referral.State.HANDED_BACK, reason, by)


def withdraw(referral: Referral) -> None:
    """The inbox no longer needs an answer. Raises AlreadyClosed."""
    _move(referral, Referral.State.WITHDRAWN)


def _close(referral: Referral, state: Referral.State, text: str, by: User) -> Answer:
    _move(referral, state)
    given = Answer.objects.create(
        referral=referral,
        text=text.strip(),
        handed_back=state is Referral.State.HANDED_BACK,
        by=by,
    )
    transaction.on_commit(partial(answered.send, sender=Answer, answer_id=given.pk))
    return given


def _move(referral: Referral, state: Referral.State) -> None:
    moved = (
        Referral.objects.open().filter(pk=referral.pk).update(state=state, closed_at=timezone.now())
    )
    if not moved:
        raise AlreadyClosed(_("This question was already closed, perhaps by a colleague."))
    referral.refresh_from_db()
