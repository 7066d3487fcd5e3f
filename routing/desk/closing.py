"""The ways a question ends: answered, given back, or no longer needed. Exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from routing.desk.holding import held, ring
from routing.models import Answer, Department, Referral, Source
from routing.signals import answered, withdrawn

if TYPE_CHECKING:
    from webcare.models import User


def answer(
    referral: Referral,
    text: str,
    by: User | None = None,
    *,
    sender: str = "",
    source: Source = Source.PAGE,
) -> Answer:
    """The department's answer, for the agent to place. Raises AlreadyClosed.

    sender   who it was, where ``by`` is None: a name or an address
    """
    return speak(referral, text, by, sender=sender, source=source)


def hand_back(
    referral: Referral,
    reason: str,
    by: User | None = None,
    *,
    suggestion: Department | None = None,
    sender: str = "",
    source: Source = Source.PAGE,
) -> Answer:
    """This is not ours, why, and whose it is if they know. Raises AlreadyClosed."""
    return speak(
        referral,
        reason,
        by,
        sender=sender,
        source=source,
        handed_back=True,
        suggestion=suggestion,
    )


def withdraw(referral: Referral) -> None:
    """The inbox no longer needs an answer. Raises AlreadyClosed."""
    with held(referral):
        _close(referral, Referral.State.WITHDRAWN)
        ring(referral, withdrawn, referral_id=referral.pk)


def speak(referral: Referral, text: str, by: User | None, **said: object) -> Answer:
    """Close the question with these words. ``said``: other fields of Answer."""
    back = bool(said.get("handed_back"))
    with held(referral):
        _close(referral, Referral.State.HANDED_BACK if back else Referral.State.ANSWERED)
        given = Answer.objects.create(referral=referral, text=text.strip(), by=by, **said)
        ring(referral, answered, answer_id=given.pk)
    return given


def _close(referral: Referral, state: Referral.State) -> None:
    referral.state, referral.closed_at = state, timezone.now()
    referral.waiting_for = Referral.WaitingFor.NOBODY
    referral.save(update_fields=["state", "closed_at", "waiting_for"])
