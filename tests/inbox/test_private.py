"""Private threads: the citizen's, with our own words in their place."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from connectors.models import Account
from inbox import actions, outbox
from inbox.models import Conversation, Message, Outbound
from inbox.workflow import Sending, Status
from tests.inbox.pigeon.connector import Loft
from tests.inbox.pigeon.post import arrives, at, conversation, message, says
from webcare.models import User

pytestmark = pytest.mark.django_db

THREAD = {"private": True, "thread_id": "900"}
ASKED = says("1", "Waar blijft mijn pas?", **THREAD)


def _us(account: Account, number: str, text: str, **more: Any) -> dict[str, Any]:
    return says(number, text, author=[account.external_id], **{**THREAD, **more})


def test_private_thread_is_one_conversation_of_the_citizen(pigeons: Account) -> None:
    arrives(pigeons, ASKED)
    arrives(pigeons, says("2", "Hallo?", **THREAD))
    found = Conversation.objects.get()
    assert (found.private, found.author.handle, found.messages.count()) == (
        True,
        "noor_voorbeeld",
        2,
    )


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_our_own_words_find_the_thread_in_whatever_order(
    pigeons: Account, order: tuple[int, ...]
) -> None:
    items = [ASKED, _us(pigeons, "2", "Die ligt klaar."), says("3", "Dank!", **THREAD)]
    for number in order:
        arrives(pigeons, items[number])
    found = Conversation.objects.get()
    assert [each.text for each in found.messages.all()] == [
        "Waar blijft mijn pas?",
        "Die ligt klaar.",
        "Dank!",
    ]
    assert found.author.external_id == "900"
    assert found.status == Status.OPEN


def test_echo_with_our_key_is_our_answer(pigeons: Account, anouk: User, loft: Loft) -> None:
    arrives(pigeons, says("1", "Waar blijft mijn pas?", created_at=_now(), **THREAD))
    outbound = actions.reply(conversation("1"), "Die ligt klaar.", anouk)
    claimed = outbox.claim(outbound.pk)
    assert claimed
    arrives(pigeons, _us(pigeons, "2", "Andere woorden", key=str(outbound.key)))
    assert Outbound.objects.get().state == Sending.SENT
    assert message("2").pk == outbound.message_id
    outbox.placed(claimed, loft_receipt("2"))
    assert Message.objects.filter(incoming=False).count() == 1


def test_key_that_is_not_ours_is_a_native_answer(pigeons: Account) -> None:
    arrives(pigeons, ASKED)
    arrives(pigeons, _us(pigeons, "2", "Van een ander programma", key="abc"))
    assert conversation("2").status == Status.ANSWERED


def test_private_answer_to_a_public_question_stays_with_it(
    pigeons: Account, anouk: User, loft: Loft
) -> None:
    arrives(pigeons, says("1", created_at=_now()))
    outbound = actions.reply(conversation("1"), "We bellen je.", anouk, way="private_reply")
    assert outbox.claim(outbound.pk)
    arrives(pigeons, _us(pigeons, "9", "We bellen je.", as_of=at(9)))
    assert Outbound.objects.get().state == Sending.SENT
    assert conversation("9") == conversation("1")


def loft_receipt(number: str) -> Any:
    from connectors.base import Receipt

    return Receipt(number)


def _now() -> str:
    from django.utils import timezone

    return timezone.now().isoformat()
