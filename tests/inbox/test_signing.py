"""The signature under an answer: counted, split and sent as one text, and never twice."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client

from connectors.models import Account
from connectors.x.text import weigh
from inbox import actions
from inbox.models import Conversation, Message
from inbox.refusals import Refused
from inbox.signing import signed
from inbox.ways import parts_of, ways
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def signing(db: None) -> Account:
    made: Account = AccountFactory(signed=True)
    return made


@pytest.fixture
def asked(signing: Account) -> Conversation:
    made: Conversation = ConversationFactory(account=signing)
    return made


def test_end_of_a_line_is_one_character_as_platforms_count(
    asked: Conversation, anouk: User
) -> None:
    actions.reply(asked, "Dag!\r\nIn maart.", anouk)
    assert Message.objects.get(incoming=False).text == "Dag!\nIn maart. ^AW"


def test_answer_is_signed_with_the_initials(asked: Conversation, anouk: User) -> None:
    actions.reply(asked, "In maart. ", anouk)
    assert Message.objects.get(incoming=False).text == "In maart. ^AW"


def test_own_signature_goes_before_the_initials(asked: Conversation, anouk: User) -> None:
    anouk.signature = "^Anouk"
    assert signed("In maart.", anouk, asked.account) == "In maart. ^Anouk"


@pytest.mark.parametrize("typed", ["In maart. ^AW", "In maart.\n^AW", "In maart. ^BV"])
def test_signature_typed_by_hand_is_not_doubled(
    asked: Conversation, anouk: User, typed: str
) -> None:
    assert signed(typed, anouk, asked.account) == typed


def test_channel_that_does_not_sign_stays_so(conversation: Conversation, anouk: User) -> None:
    actions.reply(conversation, "In maart.", anouk)
    assert Message.objects.get(incoming=False).text == "In maart."


def test_note_has_none(asked: Conversation, anouk: User) -> None:
    actions.note(asked, "Even bellen.", anouk)
    assert asked.notes.get().text == "Even bellen."


def test_signature_is_counted(agent: Client, asked: Conversation) -> None:
    counted = agent.post(at("count", asked), {"text": "Dag"}).content.decode()
    assert f"{len('Dag ^AW')} van 280" in counted
    assert "^AW" in agent.get(at("conversation", asked)).content.decode()


def test_what_only_just_fits_does_not_with_a_signature(asked: Conversation, anouk: User) -> None:
    with pytest.raises(Refused, match="280"):
        actions.reply(asked, "a" * 278, anouk)
    assert not Message.objects.filter(incoming=False).exists()


@pytest.mark.parametrize("sentence", ["Dit is zin.", "woord"])
def test_signature_never_stands_alone_in_a_part(
    asked: Conversation, anouk: User, sentence: str
) -> None:
    for number in range(20, 70):
        text = signed(f"{sentence} " * number, anouk, asked.account)
        parts = parts_of(ways(asked)[0], text)
        assert len(parts[-1].split()) > 1
        assert parts[-1].endswith(" ^AW")
        assert all(weigh(part) <= 280 for part in parts)


def test_colleague_does_not_say_the_same_with_another_signature(
    asked: Conversation, anouk: User, bas: User
) -> None:
    actions.reply(asked, "In maart.", anouk)
    asked.outbounds.update(state="sent")
    actions.claim(asked, bas, take_over=True)
    with pytest.raises(Refused):
        actions.reply(asked, "In maart.", bas)


def test_second_click_is_the_same_signed_answer(asked: Conversation, anouk: User) -> None:
    key = uuid.uuid4()
    first = actions.reply(asked, "In maart.", anouk, key=key)
    assert actions.reply(asked, "In maart.", anouk, key=key) == first


def test_administrator_lets_a_channel_sign(as_user: Any, fatma: User, account: Account) -> None:
    response = as_user(fatma).post(f"/kanalen/{account.pk}/settings/", {"signed": "on"})
    assert response.status_code in (302, 303)
    account.refresh_from_db()
    assert account.signed


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("^adw", "^adw"),
        ("adw", "^adw"),
        ("^AW", ""),
        ("", ""),
        ("te lange naam", None),
        ("BV1", None),
    ],
)
def test_everybody_chooses_a_signature_of_their_own(
    agent: Client, anouk: User, bas: User, given: str, kept: str | None
) -> None:
    User.objects.filter(pk=bas.pk).update(signature="^BV1")
    response = agent.post("/voorkeuren/", {"signature": given})
    assert (response.status_code == 422) == (kept is None)
    anouk.refresh_from_db()
    assert anouk.signature == (kept or "")
