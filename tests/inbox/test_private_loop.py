"""A private question and its answer on every platform, over the simulator."""

from __future__ import annotations

import pytest

from connectors.models import Account
from inbox import actions, outbox
from inbox.models import Conversation, Outbound
from inbox.refusals import Refused
from inbox.workflow import Sending, Status
from tests.town import PLATFORMS, Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(params=PLATFORMS)
def platform(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def asked(town: Town, platform: str) -> Conversation:
    written = town.writes(platform, "Waar blijft mijn paspoort?")
    town.listen(platform)
    return conversation_of(written)


def test_private_question_is_a_private_conversation(asked: Conversation) -> None:
    assert asked.private
    assert asked.status == Status.OPEN


def test_private_answer_stands_there_once_and_here_once(
    town: Town, asked: Conversation, platform: str, anouk: User
) -> None:
    actions.reply(asked, "Het ligt klaar.", anouk)
    send_all()
    town.listen(platform)
    outbound = Outbound.objects.get()
    assert (outbound.state, outbound.way) == (Sending.SENT, "dm")
    assert [one["text"] for one in town.placed(platform)] == ["Het ligt klaar."]
    assert asked.messages.count() == 2


@pytest.mark.parametrize("fault", ["lost", "reset"])
def test_doubtful_private_answer_is_placed_once(
    town: Town, asked: Conversation, platform: str, anouk: User, fault: str
) -> None:
    outbound = actions.reply(asked, "Het ligt klaar.", anouk)
    # Instagram's private messages go through the Page.
    town.fault("facebook" if platform == "instagram" else platform, fault)
    outbox.deliver(outbound.pk)
    assert Outbound.objects.get().state == Sending.UNCERTAIN
    outbox.reconcile(outbound.pk)
    outbox.deliver(outbound.pk)
    assert Outbound.objects.get().state == Sending.SENT
    assert [one["text"] for one in town.placed(platform)] == ["Het ligt klaar."]


def test_private_answer_from_the_native_app_is_shown_as_ours(
    town: Town, asked: Conversation, platform: str
) -> None:
    town.writes(platform, "We bellen je.", author="municipality", to="noor_voorbeeld")
    Account.objects.update(cursor={})  # not every poll asks for private messages
    town.listen(platform)
    assert [one.text for one in asked.messages.all()][-1] == "We bellen je."
    assert Conversation.objects.get(pk=asked.pk).status == Status.ANSWERED


def test_private_answer_cannot_be_deleted_on_the_platform(asked: Conversation, anouk: User) -> None:
    actions.reply(asked, "Het ligt klaar.", anouk)
    send_all()
    with pytest.raises(Refused):
        actions.act(Outbound.objects.get().message, "delete", anouk)
