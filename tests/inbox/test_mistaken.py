"""Same words, other answer: what is taken for ours, and what a mistake must never cost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from connectors.base import ConnectorError, Reason, Receipt
from connectors.models import Account
from inbox import actions, acts, outbox
from inbox.models import Act, Message, Outbound
from inbox.workflow import Sending
from tests.inbox.pigeon.connector import Loft
from tests.inbox.pigeon.post import SEM, arrives, conversation, message, says
from webcare.models import User

pytestmark = pytest.mark.django_db

SAME = "Dank je wel, we geven het door."
THROTTLED = ConnectorError(Reason.THROTTLED, retry_after=timedelta(minutes=5))
LOST = ConnectorError(Reason.UNAVAILABLE, uncertain=True)


def _now() -> str:
    return timezone.now().isoformat()


def _asked(account: Account, **more: Any) -> None:
    """Noor and Sem ask under one comment, that of Noor."""
    arrives(account, says("1", created_at=_now(), **more))
    below = {"thread_id": "1", "parent_id": "1", "author": SEM, **more}
    arrives(account, says("2", created_at=_now(), **below))


def _ours(account: Account, number: str, parent: str, **more: Any) -> dict[str, Any]:
    where = {"thread_id": "1", "parent_id": parent, "created_at": _now(), **more}
    return says(number, SAME, author=[account.external_id], **where)


def _answer(loft: Loft, number: str, by: User, failure: ConnectorError, **more: Any) -> Outbound:
    """The same answer to this one, of which the platform says ``failure``."""
    outbound = actions.reply(conversation(number), SAME, by, **more)
    loft.failures = [failure]
    outbox.deliver(outbound.pk)
    return outbound


def _state(outbound: Outbound) -> str:
    return Outbound.objects.get(pk=outbound.pk).state


def test_answer_in_doubt_goes_before_one_that_was_refused(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """On Instagram both stand under the comment at the top."""
    _asked(pigeons, answer_to="1")
    refused = _answer(loft, "1", anouk, THROTTLED)
    lost = _answer(loft, "2", anouk, LOST)
    arrives(pigeons, _ours(pigeons, "9", "1"))
    assert (_state(refused), _state(lost)) == (Sending.QUEUED, Sending.SENT)


def test_same_words_to_somebody_else_leave_our_answer_in_line(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """A colleague answered Noor on the platform itself; Sem still has to hear from us."""
    _asked(pigeons)
    refused = _answer(loft, "2", anouk, THROTTLED)
    arrives(pigeons, _ours(pigeons, "9", "1"))
    assert _state(refused) == Sending.QUEUED
    assert conversation("9") == conversation("1")


def test_answer_that_the_platform_put_under_the_top_is_known(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    _asked(pigeons)
    lost = _answer(loft, "2", anouk, LOST)
    arrives(pigeons, _ours(pigeons, "9", "1"))
    assert _state(lost) == Sending.SENT


def test_next_part_is_known_under_the_part_before_it(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    arrives(pigeons, says("1", created_at=_now()))
    long = f"{'Eerst dit. ' * 5}{SAME}"
    outbox.deliver(actions.reply(conversation("1"), long, anouk, split=True).pk)
    first, second = Outbound.objects.order_by("pk")
    loft.failures = [LOST]
    outbox.deliver(second.pk)
    Outbound.objects.filter(pk=second.pk).update(state=Sending.QUEUED, reason="")  # too early
    assert first.message.external_id
    arrives(pigeons, _ours(pigeons, "9", first.message.external_id))
    assert (second.message.text, _state(second)) == (SAME, Sending.SENT)


def test_private_words_to_one_are_not_those_to_another(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    _asked(pigeons)
    lost = _answer(loft, "1", anouk, LOST, way="private_reply")
    arrives(pigeons, _ours(pigeons, "9", "", private=True, thread_id=SEM[0]))
    assert _state(lost) == Sending.UNCERTAIN
    arrives(pigeons, _ours(pigeons, "10", "", private=True, thread_id="900"))
    assert _state(lost) == Sending.SENT


def test_letter_with_the_same_words_is_not_the_private_answer(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """It stands in the same place, and ``find`` must not take it for the other."""
    arrives(pigeons, says("1", created_at=_now()))
    arrives(pigeons, says("2", created_at=_now(), private=True, thread_id="900"))
    letter = actions.reply(conversation("2"), SAME, anouk)
    outbox.deliver(letter.pk)
    lost = _answer(loft, "1", anouk, LOST, way="private_reply")
    looked_for = outbox.outgoing(Outbound.objects.get(pk=lost.pk))
    assert Message.objects.get(outbound=letter).external_id in looked_for.others


def test_number_from_the_platform_goes_before_a_guess(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """Else the one would be placed again, and the other never."""
    _asked(pigeons, answer_to="1")
    guessed = _answer(loft, "1", anouk, LOST)
    arrives(pigeons, _ours(pigeons, "p1", "1"))
    assert _state(guessed) == Sending.SENT
    proven = actions.reply(conversation("2"), SAME, anouk)
    outbox.deliver(proven.pk)  # the pigeons' first number is p1
    assert (_state(guessed), _state(proven)) == (Sending.UNCERTAIN, Sending.SENT)
    assert message("p1").outbound == proven
    outbox.reconcile(guessed.pk)
    outbox.deliver(guessed.pk)
    assert (_state(guessed), len(loft.placed)) == (Sending.SENT, 2)


def test_answer_that_was_seen_to_stand_is_not_doubted_by_who_heard_nothing(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """The platform told of it while we still waited for its response."""
    _asked(pigeons)
    outbound = actions.reply(conversation("1"), SAME, anouk)
    Outbound.objects.filter(pk=outbound.pk).update(state=Sending.SENDING)
    outbox.placed(Outbound.objects.get(pk=outbound.pk), Receipt("p1"))
    outbox.outcome.doubt(Outbound.objects.get(pk=outbound.pk), Reason.UNAVAILABLE)
    assert _state(outbound) == Sending.SENT


def test_refusal_that_may_have_placed_it_stays_in_doubt(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    """Also when the channel turns out to work: Meta has such a code, 1/99."""
    _asked(pigeons)
    refusal = ConnectorError(Reason.PERMISSION, reauthorise=True, uncertain=True)
    assert _state(_answer(loft, "1", anouk, refusal)) == Sending.UNCERTAIN


def test_channel_that_cannot_be_asked_now_is_not_given_up(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    _asked(pigeons)
    outbound = actions.reply(conversation("1"), SAME, anouk)
    away = ConnectorError(Reason.UNAVAILABLE)
    loft.failures = [ConnectorError(Reason.PERMISSION, reauthorise=True), away]
    outbox.deliver(outbound.pk)
    pigeons.refresh_from_db()
    assert (_state(outbound), pigeons.state) == (Sending.QUEUED, Account.State.OK)


@pytest.mark.parametrize(
    ("stands", "state"), [(Receipt("9"), Sending.SENT), (None, Sending.FAILED)]
)
def test_answered_already_can_be_our_own_earlier_attempt(
    pigeons: Account, loft: Loft, anouk: User, stands: Receipt | None, state: Sending
) -> None:
    _asked(pigeons)
    outbound = _answer(loft, "1", anouk, LOST, way="private_reply")
    outbox.reconcile(outbound.pk)  # looked too early
    loft.failures = [ConnectorError(Reason.ALREADY_ANSWERED, permanent=True)]
    outbox.deliver(outbound.pk)
    assert _state(outbound) == Sending.UNCERTAIN
    loft.found = stands
    outbox.reconcile(outbound.pk)
    assert _state(outbound) == state
    assert not loft.placed


def test_permission_missing_for_one_act_does_not_stop_the_channel(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    _asked(pigeons)
    act = actions.act(message("1"), "hide", anouk)
    loft.failures = [ConnectorError(Reason.PERMISSION, reauthorise=True)]
    acts.perform(act.pk)
    act.refresh_from_db()
    pigeons.refresh_from_db()
    assert (act.state, pigeons.state) == (Act.State.FAILED, Account.State.OK)


def test_search_that_is_not_allowed_does_not_stop_the_channel(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    _asked(pigeons)
    lost = _answer(loft, "1", anouk, LOST)
    loft.found = ConnectorError(Reason.PERMISSION, reauthorise=True)
    outbox.reconcile(lost.pk)
    pigeons.refresh_from_db()
    assert (_state(lost), pigeons.state) == (Sending.UNCERTAIN, Account.State.OK)
