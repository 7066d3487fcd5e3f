"""Answers to earlier questions like this one: which, why, and never what may not be told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox import actions
from inbox.earlier import Earlier, earlier
from inbox.models import Conversation, Outbound
from inbox.workflow import Sending
from tests.factories import NOON, ConversationFactory
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db

ASKED = "Wanneer wordt de grijze container in de Bloemenstraat geleegd?"
ANSWER = "De grijze container legen we op dinsdag."


def answered(
    by: User, question: str, text: str, *, private: bool = False, **author: Any
) -> Conversation:
    """A question of somebody else, and our answer to it, which stands on the platform."""
    about = {f"author__{name}": value for name, value in author.items()}
    made: Conversation = ConversationFactory(
        message__text=question,
        message__created_at=timezone.now() - timedelta(hours=1),
        private=private,
        account__kind="facebook" if private else "x",
        **about,
    )
    actions.reply(made, text, by)
    made.outbounds.update(state=Sending.SENT, sent_at=NOON)
    return made


@pytest.fixture
def question(db: None) -> Conversation:
    made: Conversation = ConversationFactory(message__text=ASKED, author__name="Noor Bakker")
    return made


def texts(conversation: Conversation, by: User) -> list[str]:
    return [one.text for one in earlier(conversation, by)]


def test_answer_to_a_question_like_this_comes_with_its_source(
    question: Conversation, anouk: User, bas: User
) -> None:
    source = answered(bas, "Hoe laat wordt mijn grijze container geleegd?", ANSWER)
    answered(bas, "Wanneer worden de bomen gesnoeid?", "De bomen snoeien we in maart weer.")
    (found,) = earlier(question, anouk)
    assert (found.text, found.by, found.conversation) == (ANSWER, "Bas Visser", source.pk)
    assert found.words == ["container", "geleegd", "grijze"]
    assert 25 <= found.share < 100


def test_likest_question_comes_first_and_the_same_answer_once(
    question: Conversation, anouk: User
) -> None:
    answered(anouk, "De container is niet geleegd.", "Wat vervelend, we komen morgen langs.")
    answered(anouk, f"{ASKED} Ik wacht al lang.", ANSWER)
    answered(anouk, f"{ASKED} Groetjes!", ANSWER.upper())
    found = earlier(question, anouk)
    assert [one.times for one in found] == [2, 1]
    assert found[0].text.lower() == ANSWER.lower()


def test_names_and_numbers_of_the_other_citizen_are_taken_out(
    question: Conversation, anouk: User
) -> None:
    text = "Dag Piet Jansen, we bellen u op 06-12345678 over de container."
    answered(anouk, f"Piet Jansen hier. {ASKED}", text, name="Piet Jansen", handle="pietjansen")
    (found,) = earlier(question, anouk)
    assert "Piet" not in found.text + found.asked
    assert "06-12345678" not in found.text
    assert found.text.startswith(
        "Dag Noor Bakker, we bellen u op {{"
    )  # which keeps it from leaving


def test_private_words_are_not_offered_for_what_everybody_reads(
    question: Conversation, anouk: User
) -> None:
    answered(anouk, ASKED, ANSWER, private=True)
    other = answered(anouk, ASKED, "Kijk voor de dagen op onze afvalkalender.")
    other.outbounds.update(way="private_reply")
    assert texts(question, anouk) == []
    Conversation.objects.filter(pk=question.pk).update(private=True)
    question.refresh_from_db()
    assert len(texts(question, anouk)) == 2


@pytest.mark.parametrize(
    "change", [{"state": Sending.FAILED}, {"state": Sending.QUEUED}, {"by": None}]
)
def test_only_what_a_person_placed_counts(
    question: Conversation, anouk: User, change: dict[str, Any]
) -> None:
    answered(anouk, ASKED, ANSWER).outbounds.update(**change)
    assert texts(question, anouk) == []


def test_who_may_not_read_the_inbox_sees_nothing(
    question: Conversation, anouk: User, chris: User
) -> None:
    answered(anouk, ASKED, ANSWER)
    assert texts(question, chris) == []


def test_answer_in_parts_is_whole_and_unsigned(question: Conversation, anouk: User) -> None:
    long = " ".join(f"Zin nummer {number} over de container." for number in range(12))
    made = ConversationFactory(
        message__text=ASKED,
        message__created_at=timezone.now() - timedelta(hours=1),
        account__signed=True,
    )
    actions.reply(made, long, anouk, split=True)
    assert Outbound.objects.count() > 1
    made.outbounds.update(state=Sending.SENT)
    assert texts(question, anouk) == [long]


def test_cost_is_the_same_for_many(question: Conversation, anouk: User) -> None:
    def cost() -> int:
        from django.db import connection

        with CaptureQueriesContext(connection) as asked:
            earlier(question, anouk)
        return len(asked)

    answered(anouk, ASKED, ANSWER)
    cost()
    few = cost()
    for number in range(8):
        answered(anouk, ASKED, f"{ANSWER} En nummer {number} ook.")
    assert cost() == few <= 7


def test_page_shows_them_when_asked(agent: Client, question: Conversation, bas: User) -> None:
    source = answered(bas, ASKED, ANSWER)
    headers = {"HX-Request": "true", "HX-Target": "tool"}
    part = agent.post(at("tool", question), {"tool": "earlier"}, headers=headers).content.decode()
    assert ANSWER in part
    assert f"/inbox/{source.pk}/" in part
    found: Earlier = earlier(question, bas)[0]
    page = agent.post(at("tool", question), {"take-earlier": found.pk, "text": "Dag."})
    assert f"Dag.\n{ANSWER}</textarea>" in page.content.decode()
