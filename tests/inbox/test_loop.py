"""The main job without a browser: in on a platform, and out under the same message."""

from __future__ import annotations

import pytest

from inbox import actions
from inbox.models import Conversation, Message
from inbox.workflow import Status
from tests.town import PLATFORMS, Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("platform", PLATFORMS)
def test_question_becomes_an_open_conversation(town: Town, platform: str) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen()
    conversation = conversation_of(asked)
    assert conversation.status == Status.OPEN
    assert conversation.author.handle or conversation.author.name


@pytest.mark.parametrize("platform", PLATFORMS)
def test_answer_goes_out_under_the_message_it_answers(
    town: Town, anouk: User, platform: str
) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    outbound = actions.reply(conversation_of(asked), "Volgende week dinsdag.", anouk)
    send_all()
    outbound.refresh_from_db()
    assert outbound.state == "sent", outbound.detail
    [placed] = town.placed(platform)
    assert (placed["parent_id"], placed["text"]) == (asked, "Volgende week dinsdag.")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_our_answer_seen_again_by_polling_stays_one_message(
    town: Town, anouk: User, platform: str
) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    conversation = conversation_of(asked)
    actions.reply(conversation, "Volgende week dinsdag.", anouk)
    send_all()
    town.listen(platform)
    assert conversation.messages.count() == 2
    assert Conversation.objects.get(pk=conversation.pk).status == Status.ANSWERED


@pytest.mark.parametrize("platform", PLATFORMS)
def test_answer_typed_in_the_native_app_is_shown_as_ours(town: Town, platform: str) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.says(platform, "Dinsdag!", author="municipality", parent=asked)
    town.listen(platform)
    conversation = conversation_of(asked)
    native = conversation.messages.get(incoming=False)
    assert "Dinsdag!" in native.text
    assert conversation.status == Status.ANSWERED


@pytest.mark.parametrize("platform", PLATFORMS)
def test_edit_is_followed(town: Town, platform: str) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    town.changes(platform, asked, "@GemVoorbeeld wanneer snoeien jullie de eik?")
    town.follow(platform)
    message = Message.objects.get(external_id=asked)
    assert message.text.endswith("de eik?")
    assert message.edited_at


@pytest.mark.parametrize("platform", PLATFORMS)
def test_deletion_removes_the_text_and_closes_the_question(town: Town, platform: str) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    town.removes(platform, asked)
    town.follow(platform)
    message = Message.objects.get(external_id=asked)
    assert (message.text, bool(message.deleted_at)) == ("", True)
    assert conversation_of(asked).status == Status.CLOSED


@pytest.mark.parametrize("platform", PLATFORMS)
def test_citizen_who_writes_again_reopens_the_conversation(
    town: Town, anouk: User, platform: str
) -> None:
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    conversation = conversation_of(asked)
    actions.reply(conversation, "Volgende week dinsdag.", anouk)
    send_all()
    [answer] = town.placed(platform)
    again = town.says(platform, "En de eik?", parent=answer["id"])
    town.listen(platform)
    assert conversation_of(again) == conversation
    assert Conversation.objects.get(pk=conversation.pk).status == Status.OPEN


def test_other_citizen_in_the_same_thread_gets_a_conversation_of_her_own(town: Town) -> None:
    asked = town.says("facebook", "Wanneer snoeien jullie?", parent=town.own_post("facebook"))
    joined = town.says("facebook", "Dat vraag ik mij ook af", author="sem_voorbeeld", parent=asked)
    town.listen("facebook")
    assert conversation_of(asked) != conversation_of(joined)
    assert conversation_of(asked).thread_id == conversation_of(joined).thread_id


def test_own_post_stands_above_the_comment(town: Town) -> None:
    post = town.own_post("facebook")
    asked = town.says("facebook", "Geldt dat ook voor mij?", parent=post)
    town.listen("facebook")
    conversation = conversation_of(asked)
    assert conversation.post
    assert conversation.post.text
