"""Answers that a person places on the platform: looked for soon, and recognised without words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import redis
from django.test import Client
from django.utils import timezone

from connectors import expecting
from connectors.base import Form
from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Message, Outbound
from inbox.ways import ENCRYPTED, offers
from inbox.workflow import Sending, Status
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import at, page_of
from tests.inbox.pigeon.post import arrives, conversation, message, says
from webcare.models import User

pytestmark = pytest.mark.django_db

SECRET = {"private": True, "thread_id": "900", "text": "", "form": "encrypted", "allows": []}


def now(**later: float) -> str:
    return (timezone.now() + timedelta(**later)).isoformat()


def theirs(number: str, **more: Any) -> dict[str, Any]:
    return says(number, **{**SECRET, "created_at": now(), **more})


def ours(account: Account, number: str, **more: Any) -> dict[str, Any]:
    return theirs(number, author=[account.external_id], **more)


def states() -> list[str]:
    return list(Outbound.objects.order_by("pk").values_list("state", flat=True))


# Encrypted ---------------------------------------------------------------------------------------


def test_encrypted_answer_is_the_one_that_was_to_be_placed(pigeons: Account, anouk: User) -> None:
    arrives(pigeons, theirs("1"))
    actions.by_hand(conversation("1"), "Kom maar langs.", anouk)
    arrives(pigeons, ours(pigeons, "2"))
    assert states() == [Sending.SENT]
    assert message("2").text == "Kom maar langs."
    assert Message.objects.filter(incoming=False).count() == 1
    assert conversation("1").status == Status.ANSWERED


def test_encrypted_answer_that_nobody_announced_ends_the_waiting(pigeons: Account) -> None:
    arrives(pigeons, theirs("1"))
    assert conversation("1").status == Status.OPEN
    arrives(pigeons, ours(pigeons, "2", created_at=now(seconds=1)))
    assert conversation("1").status == Status.ANSWERED


def test_encrypted_answer_that_a_person_vouched_for_stands_once(
    pigeons: Account, anouk: User
) -> None:
    arrives(pigeons, theirs("1"))
    actions.by_hand(conversation("1"), "Kom maar langs.", anouk)
    actions.confirm(Outbound.objects.get(), anouk)
    arrives(pigeons, ours(pigeons, "2"))
    assert message("2").text == "Kom maar langs."
    assert Message.objects.filter(incoming=False).count() == 1


def test_encrypted_answer_to_somebody_else_settles_nothing(pigeons: Account, anouk: User) -> None:
    arrives(pigeons, theirs("1"))
    actions.by_hand(conversation("1"), "Kom maar langs.", anouk)
    arrives(pigeons, ours(pigeons, "2", thread_id="901"))
    assert states() == [Sending.BY_HAND]
    assert conversation("1").status == Status.OPEN


def test_encrypted_answer_of_before_is_not_the_one(pigeons: Account, anouk: User) -> None:
    arrives(pigeons, theirs("1", created_at=now(hours=-2)))
    actions.by_hand(conversation("1"), "Kom maar langs.", anouk)
    arrives(pigeons, ours(pigeons, "2", created_at=now(hours=-1)))
    assert states() == [Sending.BY_HAND]


def test_of_two_the_last_was_placed(pigeons: Account, anouk: User) -> None:
    arrives(pigeons, theirs("1"))
    for words in ("Kom maar langs.", "Of bel ons."):
        actions.by_hand(conversation("1"), words, anouk)
    arrives(pigeons, ours(pigeons, "2"))
    assert states() == [Sending.BY_HAND, Sending.SENT]


def test_answer_that_we_send_ourselves_is_not_taken_for_encrypted(
    pigeons: Account, anouk: User
) -> None:
    arrives(pigeons, theirs("1", text="Hallo", form="message", allows=["dm"]))
    outbound = actions.reply(conversation("1"), "Kom maar langs.", anouk)
    Outbound.objects.filter(pk=outbound.pk).update(
        state=Sending.UNCERTAIN, first_attempt_at=timezone.now()
    )
    arrives(pigeons, ours(pigeons, "2"))
    assert states() == [Sending.UNCERTAIN]


def test_encrypted_conversation_says_why_it_cannot_be_answered_here(pigeons: Account) -> None:
    arrives(pigeons, theirs("1"))
    [offer] = offers(conversation("1"))
    assert offer.refused == ENCRYPTED


def test_composer_of_an_encrypted_conversation_promises_no_recognition_by_words(
    agent: Client,
) -> None:
    asked: Conversation = ConversationFactory(account=AccountFactory(kind="x"), private=True)
    asked.messages.update(form=Form.ENCRYPTED.value, allows=[])
    page = page_of(agent, at("conversation", asked))
    assert str(ENCRYPTED) in page
    assert 'data-testid="compose-by-hand"' in page
    asked.messages.update(form=Form.MESSAGE.value)
    other = page_of(agent, at("conversation", asked))
    assert str(ENCRYPTED) not in other
    assert audience(page) != audience(other)


def audience(page: str) -> str:
    return page.partition('id="audience"')[2].partition("</div>")[0]


# Soon --------------------------------------------------------------------------------------------


def woken(bells: redis.Redis) -> list[str]:
    return [str(task) for task in bells.lrange("celery", 0, -1) if b"look_again" in task]


def test_answer_by_hand_is_looked_for_within_minutes(
    pigeons: Account, anouk: User, bells: redis.Redis, django_capture_on_commit_callbacks: Any
) -> None:
    arrives(pigeons, says("1", allows=[], created_at=now()))
    with django_capture_on_commit_callbacks(execute=True):
        actions.by_hand(conversation("1"), "Dinsdag.", anouk)
    assert len(woken(bells)) == len(expecting.LOOKS)


def test_answer_that_was_refused_and_is_placed_by_hand_is_looked_for(
    pigeons: Account, anouk: User, bells: redis.Redis, django_capture_on_commit_callbacks: Any
) -> None:
    arrives(pigeons, says("1", created_at=now()))
    outbound = actions.reply(conversation("1"), "Dinsdag.", anouk)
    Outbound.objects.update(state=Sending.FAILED, reason="not_called")
    with django_capture_on_commit_callbacks(execute=True):
        actions.take_by_hand(outbound, anouk)
    assert len(woken(bells)) == len(expecting.LOOKS)


@pytest.mark.parametrize(("problem", "asked"), [("", True), ("throttled", False)])
def test_account_is_asked_unless_its_platform_wants_rest(
    account: Account, problem: str, asked: bool
) -> None:
    rests_until = timezone.now() + timedelta(minutes=14)
    Account.objects.update(poll_after=rests_until, problem=problem)
    expecting.look(account.pk)
    assert (Account.objects.get().poll_after is None) == asked
