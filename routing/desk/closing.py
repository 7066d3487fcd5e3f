"""The ways a question ends: answered, given back, or no longer needed. Exactly once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.desk.holding import held, ring
from routing.desk.refusals import Refused
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


def may_be_hand_back(answer: Answer) -> bool:
    """Whether these words, mailed or written by a link, could mean that it is not theirs."""
    by_mail = answer.source in (Source.MAIL, Source.LINK)
    return by_mail and not answer.handed_back and not answer.direct


@transaction.atomic
def take_as_hand_back(answer: Answer, suggestion: Department | None, by: User) -> Answer:
    """Somebody of the webcare team reads in an answer that the question is given back after all.

    The words stay, and ``answered`` is sent for it again. suggestion: whose it is, if they say so.
    Whether the words were placed already is for the caller to check. Raises Refused.
    """
    row = Answer.objects.select_for_update(of=("self",)).get(pk=answer.pk)
    if not may_be_hand_back(row):
        raise Refused(
            _("Only an answer that came by mail or by its link can be read as given back.")
        )
    if suggestion and suggestion.pk == row.referral.department_id:
        raise Refused(_("It is this department that gives the question back. Choose another."))
    row.handed_back, row.suggestion, row.turned_by = True, suggestion, by
    row.save(update_fields=["handed_back", "suggestion", "turned_by"])
    row.referral.state = Referral.State.HANDED_BACK
    row.referral.save(update_fields=["state"])
    ring(row.referral, answered, answer_id=row.pk)
    return row


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
