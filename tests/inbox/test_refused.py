"""What is refused over HTTP: it stays in its form, with the reason."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Event, Note, Outbound
from inbox.standing import tell
from routing.models import Department
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db


def _again(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


def _reply(text: str, **more: Any) -> dict[str, Any]:
    return {"text": text, "key": str(uuid.uuid4()), **more}


def _colleague(conversation: Conversation) -> None:
    actions.claim(conversation, User.objects.get(username="bas"))


def _newer(conversation: Conversation) -> None:
    message = MessageFactory(conversation=conversation, text="Laat maar, gevonden!")
    tell(conversation, Event.Verb.RECEIVED, message=message.pk)


def _gone(conversation: Conversation) -> None:
    conversation.messages.update(text="", deleted_at=timezone.now())


def _said(conversation: Conversation) -> None:
    actions.reply(conversation, "Dat <is> dinsdag.", User.objects.get(username="anouk"))


@pytest.mark.parametrize(
    ("text", "meanwhile", "says"),
    [
        ("Dat <is> dinsdag.", _colleague, "Bas Visser is hiermee bezig"),
        ("Dat <is> dinsdag.", _newer, "terwijl je schreef"),
        ("Dat <is> dinsdag.", _gone, "bestaat niet meer"),
        ("Dat <is> dinsdag.", _said, "precies dit antwoord"),
        ("lang " * 60 + "Dat <is>", None, "te lang"),
        ("", None, "leeg"),
        ("   ", None, "leeg"),
    ],
)
def test_refused_answer_is_kept_with_its_reason(
    agent: Client, conversation: Conversation, bas: User, text: str, meanwhile: Any, says: str
) -> None:
    seen = conversation.version if meanwhile is _newer else ""
    if meanwhile:
        meanwhile(conversation)
    before = Outbound.objects.count()
    response = agent.post(at("reply", conversation), _reply(text, version=seen))
    page = response.content.decode()
    assert response.status_code == 422
    assert says in page
    assert text.strip().replace("<", "&lt;").replace(">", "&gt;") in page
    assert Outbound.objects.count() == before


def test_refused_answer_in_htmx_is_the_part_with_the_text(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    _colleague(conversation)
    headers = {"HX-Request": "true", "HX-Target": "conversation"}
    response = agent.post(at("reply", conversation), _reply("Dinsdag."), headers=headers)
    page = response.content.decode()
    assert response.status_code == 422
    assert page.strip().startswith("<article")
    assert "Dinsdag." in page


@pytest.mark.parametrize(
    ("name", "given", "says"),
    [
        ("note", {"note-text": "  "}, "De notitie is leeg"),
        ("note", {"note-text": "a" * 8001}, "8000"),
        ("refer", {"refer-question": "Wanneer snoeien we?"}, "Wanneer snoeien we?"),
        ("refer", {"refer-department": "99999", "refer-question": "Nou?"}, "Nou?"),
        ("sort", {"kind": "grap"}, "grap"),
        ("reply", {"text": "Dinsdag.", "key": "no key"}, "Dinsdag."),
        ("reply", {"text": "Dins\x00dag.", "key": str(uuid.uuid4())}, "Dins"),
    ],
)
def test_form_that_makes_no_sense_comes_back_as_it_was(
    agent: Client, conversation: Conversation, name: str, given: dict[str, str], says: str
) -> None:
    response = agent.post(at(name, conversation), given)
    assert response.status_code == 422
    assert says in response.content.decode()
    assert not Note.objects.exists()
    assert not Outbound.objects.exists()


def test_refused_question_is_kept_with_its_reason(
    agent: Client, conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    given = {"refer-department": openbare_ruimte.pk, "refer-question": "En de eik?"}
    response = agent.post(at("refer", conversation), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "En de eik?" in page
    assert "al mee bezig" in page


def test_second_click_is_one_answer(agent: Client, conversation: Conversation) -> None:
    given = _reply("Dinsdag.")
    for _ in range(2):
        assert agent.post(at("reply", conversation), given).status_code == 303
    assert Outbound.objects.count() == 1


@pytest.mark.parametrize("huge", ["9" * 30, "-1"])
def test_number_nobody_gave_out_is_no_trouble(
    agent: Client, conversation: Conversation, huge: str
) -> None:
    given = _reply("Dinsdag.", version="", proposal=huge)
    assert agent.post(at("reply", conversation), given).status_code == 303


def test_key_of_another_conversation_is_refused(agent: Client, conversation: Conversation) -> None:
    given = _reply("Dinsdag.")
    agent.post(at("reply", ConversationFactory()), given)
    response = agent.post(at("reply", conversation), given)
    assert response.status_code == 422
    assert "Dinsdag." in response.content.decode()
