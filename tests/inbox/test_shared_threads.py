"""Several citizens under one comment: everyone keeps a conversation and an answer of their own."""

from __future__ import annotations

import pytest

from connectors import polling
from connectors.base import Raw
from connectors.models import Account
from inbox import actions, outbox
from inbox.models import Conversation, Event, Message, Outbound
from inbox.workflow import Sending, Status
from tests.town import Town, conversation_of, read_all
from webcare.models import User

pytestmark = pytest.mark.django_db

SAME = "Dank je wel, we geven het door."


@pytest.fixture(params=["facebook", "instagram"])
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def first(town: Town, platform: str) -> str:
    return town.says(platform, "Wanneer snoeien jullie?", parent=town.own_post(platform))


@pytest.fixture
def second(town: Town, platform: str, first: str) -> str:
    """Another citizen, under the first one's comment."""
    return town.says(platform, "En mijn lamp is stuk", parent=first, author="sem_voorbeeld")


def test_reply_is_not_taken_for_the_comment_above_it(
    town: Town, platform: str, first: str, second: str
) -> None:
    town.listen(platform)
    town.changes(platform, first, "Wanneer maaien jullie?")
    town.says(platform, "Nog iemand", parent=town.own_post(platform), author="lot_voorbeeld")
    town.listen(platform)
    assert Message.objects.get(external_id=first).text == "Wanneer maaien jullie?"
    assert Message.objects.get(external_id=second).edited_at is None
    assert Event.objects.filter(verb=Event.Verb.EDITED).count() == 1


def test_deleted_comment_leaves_the_reply_alone(
    town: Town, platform: str, first: str, second: str
) -> None:
    town.listen(platform)
    account = Account.objects.get(kind=platform)
    polling.store(account, [Raw("missing", b'{"error": {}}', first)])
    read_all()
    assert Message.objects.get(external_id=first).text == ""
    assert Message.objects.get(external_id=second).text == "En mijn lamp is stuk"


def test_answer_to_the_second_leaves_the_first_waiting(
    town: Town, platform: str, first: str, second: str, anouk: User
) -> None:
    town.listen(platform)
    outbound = actions.reply(conversation_of(second), "De lamp wordt gemaakt.", anouk)
    town.fault(platform, "lost")
    outbox.deliver(outbound.pk)
    town.listen(platform)
    outbox.reconcile(outbound.pk)
    assert conversation_of(first).status == Status.OPEN
    assert conversation_of(second).status == Status.ANSWERED
    assert Outbound.objects.get().state == Sending.SENT


def test_same_words_to_both_are_two_answers(
    town: Town, platform: str, first: str, second: str, anouk: User
) -> None:
    town.listen(platform)
    outbox.deliver(actions.reply(conversation_of(second), SAME, anouk).pk)
    again = actions.reply(conversation_of(first), SAME, anouk)
    town.fault(platform, "reset")
    outbox.deliver(again.pk)
    outbox.reconcile(again.pk)
    outbox.deliver(again.pk)
    assert [post["text"] for post in town.placed()] == [SAME, SAME]
    assert not Outbound.objects.exclude(state=Sending.SENT).exists()


def test_message_called_gone_by_mistake_comes_back(town: Town, platform: str, first: str) -> None:
    town.listen(platform)
    town.fault(platform, "graph:100/33", method="GET")
    town.follow(platform)
    assert conversation_of(first).status == Status.CLOSED
    town.follow(platform)
    assert Message.objects.get(external_id=first).text == "Wanneer snoeien jullie?"
    assert conversation_of(first).status == Status.OPEN


def test_everyone_is_followed_in_turn(town: Town) -> None:
    top = town.own_post("facebook")
    drafts = [
        {"platform": "facebook", "author": f"inwoner_{n}", "text": f"vraag {n}", "parent": top}
        for n in range(120)
    ]
    town.simulator.control("POST", "bulk", drafts)
    town.listen("facebook")
    town.follow("facebook")
    town.follow("facebook")
    waiting = Message.objects.filter(account__kind="facebook", incoming=True)
    assert not waiting.filter(followed_at=None).exists()


def test_edit_after_our_answer_is_heard(town: Town, platform: str, first: str, anouk: User) -> None:
    town.listen(platform)
    outbox.deliver(actions.reply(conversation_of(first), "Dinsdag.", anouk).pk)
    town.changes(platform, first, "Er is brand bij de school!")
    town.listen(platform)
    assert Conversation.objects.get().status == Status.OPEN
