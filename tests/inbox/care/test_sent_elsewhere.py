"""An answer that sends the citizen elsewhere: said while writing, noted when it is sent anyway."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox import actions
from inbox.models import Conversation, Event, Outbound
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db
SAID = "sends-elsewhere"


def test_said_while_it_is_written(agent: Client, conversation: Conversation) -> None:
    page = agent.post(at("count", conversation), {"text": "Mail ons even."}).content.decode()
    assert SAID in page
    assert "“mail ons”" in page


def test_said_once(agent: Client, conversation: Conversation) -> None:
    """What stands on the page already is not read out anew with every letter."""
    page = agent.post(at("count", conversation), {"text": "Mail ons even nu.", "warned": "mail"})
    assert 'id="elsewhere"' not in page.content.decode()


def test_taken_away_when_it_is_gone(agent: Client, conversation: Conversation) -> None:
    page = agent.post(at("count", conversation), {"text": "In maart.", "warned": "mail"})
    assert 'id="elsewhere"' in page.content.decode()
    assert SAID not in page.content.decode()


def test_never_said_of_a_private_answer(agent: Client) -> None:
    asked = ConversationFactory(account=AccountFactory(kind="facebook"), private=True)
    page = agent.post(at("count", asked), {"text": "Mail ons even."}).content.decode()
    assert SAID not in page


def test_answer_leaves_all_the_same_and_is_noted(agent: Client, conversation: Conversation) -> None:
    agent.post(at("reply", conversation), {"text": "Bel 14 070.", "key": _key()})
    assert Outbound.objects.get().elsewhere == "phone"
    noted = conversation.events.get(verb=Event.Verb.ELSEWHERE)
    assert noted.data["elsewhere"] == "phone"
    assert "sent-elsewhere" in agent.get(at("conversation", conversation)).content.decode()


def test_answer_that_stays_here_is_not_noted(conversation: Conversation, anouk: User) -> None:
    actions.reply(conversation, "In maart.", anouk)
    assert Outbound.objects.get().elsewhere == ""
    assert not conversation.events.filter(verb=Event.Verb.ELSEWHERE).exists()


def test_found_by_its_state(agent: Client, conversation: Conversation, anouk: User) -> None:
    other = ConversationFactory()
    actions.reply(conversation, "Mail ons even.", anouk)
    actions.reply(other, "In maart.", anouk)
    page = agent.get("/inbox/", {"q": "is:doorverwezen"}).content.decode()
    assert at("conversation", conversation) in page
    assert at("conversation", other) not in page


def _key() -> str:
    return "6f2d7a52-6f1c-4a7c-9d52-0d8f0a4f7c11"
