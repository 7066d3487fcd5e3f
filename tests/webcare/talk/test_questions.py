"""What is asked often, with the answer given most, and whether the website answers it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import Conversation, Message
from inbox.refusals import Refused
from routing.models import Department
from tests.factories import AuthorFactory, MessageFactory
from tests.webcare.talk.town import NOW, said
from webcare.models import User
from webcare.talk import actions, keeping
from webcare.talk.alike import Asked, group
from webcare.talk.asking import MOST_ANSWERS, WEEKS, ask, most_given
from webcare.talk.models import Asking, Question

pytestmark = pytest.mark.django_db

PASSPORT = (
    "Hoe kan ik mijn paspoort verlengen?",
    "Waar moet ik mijn paspoort verlengen?",
    "paspoort verlengen, hoe werkt dat?",
    "Kan ik het paspoort verlengen zonder afspraak?",
    "Mijn paspoort verlengen: wat heb ik nodig?",
)
OTHERS = (
    "Wanneer is de milieustraat open?",
    "De lantaarn in de Molenweg is stuk",
    "Mag ik een dakkapel plaatsen?",
    "Waar vind ik de hondenlosloopplek?",
)
MOST_QUERIES = 12


def asked(*texts: str, **kwargs: Any) -> list[Conversation]:
    found = [
        one
        for number, text in enumerate(texts)
        for one in said(text, timedelta(days=1, hours=number), kind="vraag", **kwargs)
    ]
    keeping.rebuild()
    return found


def test_the_same_question_is_one() -> None:
    passports = asked(*PASSPORT)
    asked(*OTHERS)
    assert ask(NOW) == 1
    question = Question.objects.get()
    found = set(Asking.objects.values_list("conversation", flat=True))
    assert found == {one.pk for one in passports}
    assert {"paspoort", "verlengen"} <= set(question.terms)
    assert question.example_id in found


def test_it_stays_the_same_while_citizens_go_on_asking() -> None:
    asked(*PASSPORT)
    ask(NOW)
    [later] = asked("Ik wil een paspoort verlengen, kan dat?")
    assert ask(NOW) == 0
    assert Question.objects.count() == 1
    assert Asking.objects.filter(conversation=later).exists()
    assert ask(NOW) == 0  # nothing twice
    assert Asking.objects.count() == 6


def test_who_goes_on_in_an_old_conversation_makes_no_new_question() -> None:
    passports = asked(*PASSPORT)
    ask(NOW)
    Asking.objects.update(at=NOW - timedelta(weeks=WEEKS + 1))
    assert ask(NOW) == 0
    assert Asking.objects.count() == len(passports)
    assert Question.objects.count() == 1


def test_one_citizen_who_goes_on_asking_is_no_frequent_question() -> None:
    author = AuthorFactory()
    asked(*PASSPORT, author=author, account=author.account)
    assert ask(NOW) == 0


def test_nobody_is_known_by_the_words_of_a_question() -> None:
    asked("Paspoort verlengen voor mijn alpaca", *PASSPORT[:4])
    ask(NOW)
    assert "alpaca" not in Question.objects.get().terms


def test_nor_by_words_that_one_citizen_repeats() -> None:
    author = AuthorFactory()
    alpaca = "Paspoort verlengen voor mijn alpaca"
    asked(alpaca, alpaca, author=author, account=author.account)
    asked(*PASSPORT)
    ask(NOW)
    assert "alpaca" not in Question.objects.get().terms


def test_what_citizens_take_back_is_no_question_any_more() -> None:
    made = asked(*PASSPORT)
    ask(NOW)
    gone = Message.objects.filter(conversation__in=made[:4])
    gone.update(text="", deleted_at=NOW)
    keeping.behind([one.pk for one in made])
    keeping.keep_up()
    assert [one.conversation for one in Asking.objects.all()] == made[4:]
    ask(NOW)
    assert not Question.objects.exists()


def test_grouping_does_not_depend_on_the_order() -> None:
    rows = [Asked(n, n, text.lower().split()) for n, text in enumerate((*PASSPORT, *OTHERS))]
    back = list(reversed(rows))
    one = {frozenset(rows[n].conversation for n in g.members) for g in group(rows)}
    other = {frozenset(back[n].conversation for n in g.members) for g in group(back)}
    assert one == other


def test_the_answer_given_most() -> None:
    answers = [
        (5, "Hoi Noor, maak een afspraak op onze site voor een nieuw paspoort."),
        (4, "Dat kan alleen met pasfoto."),
        (3, "Dag Bo, maak een afspraak op onze site voor een nieuw paspoort!"),
    ]
    assert most_given(answers) == (5, 2)
    assert most_given([]) == (None, 0)


def answered(conversations: list[Conversation], text: str, by: User) -> None:
    for one in conversations:
        outbound = actions_reply(one, text, by)
        assert outbound


def actions_reply(conversation: Conversation, text: str, by: User) -> Message:
    made: Message = MessageFactory(
        conversation=conversation,
        incoming=False,
        author=None,
        text=text,
        created_at=NOW - timedelta(hours=1),
    )
    return made


def test_only_what_was_said_after_the_question_answers_it(lena: User) -> None:
    passports = asked(*PASSPORT)
    for one in passports:
        before = {"created_at": NOW - timedelta(days=9), "text": "Graag gedaan!"}
        MessageFactory(conversation=one, incoming=False, author=None, **before)
    ask(NOW)
    assert Question.objects.get().answer is None
    answered(passports[:2], "Maak een afspraak op onze site.", lena)
    ask(NOW)
    answer = Question.objects.get().answer
    assert answer
    assert answer.text == "Maak een afspraak op onze site."


def test_the_newest_answer_counts_wherever_it_was_given(lena: User) -> None:
    passports = asked(*PASSPORT)
    for hours, one in enumerate(passports):
        answer = actions_reply(one, "Maak een afspraak op onze site.", lena)
        Message.objects.filter(pk=answer.pk).update(created_at=NOW - timedelta(hours=1 + hours))
    ask(NOW)
    question = Question.objects.get()
    assert question.answer
    assert question.answer.conversation == passports[0]


def test_answers_of_long_ago_are_not_read_again(lena: User) -> None:
    passports = asked(*PASSPORT)
    answered(passports, "Maak een afspraak op onze site.", lena)
    ask(NOW)
    old = Asking.objects.filter(conversation__in=passports[:2])
    old.update(at=NOW - timedelta(weeks=WEEKS + 1))
    ask(NOW)
    assert Question.objects.get().answered == 3


def test_as_many_are_counted_as_are_compared(lena: User) -> None:
    many = asked(*(PASSPORT * 7))
    answered(many, "Maak een afspraak op onze site.", lena)
    ask(NOW)
    question = Question.objects.get()
    assert (question.alike, question.answered) == (MOST_ANSWERS, MOST_ANSWERS)


def test_the_page(as_user: Any, lena: User, openbare_ruimte: Department) -> None:
    passports = asked(*PASSPORT, department=openbare_ruimte)
    answered(passports[:3], "Maak een afspraak op onze site.", lena)
    answered(passports[3:4], "Neem een pasfoto mee.", lena)
    ask(NOW)
    question = Question.objects.get()
    assert (question.alike, question.answered) == (3, 4)
    client = as_user(lena)
    page = client.get("/onderwerpen/vragen/")
    [shown] = page.context["rows"]
    assert shown.number == 5
    assert shown.departments == [(openbare_ruimte.name, 5)]
    assert "Maak een afspraak op onze site." in page.content.decode()
    form = client.get(shown.canned).context["form"]
    assert form["text"].value() == "Maak een afspraak op onze site."
    behind = client.get(f"/onderwerpen/vragen/{question.pk}/").content.decode()
    assert all(f"/inbox/{one.pk}/" in behind for one in passports)


def test_the_answer_is_written_without_the_name_of_the_citizen(as_user: Any, lena: User) -> None:
    author = AuthorFactory(name="Tinus Kwakkelstein")
    [named] = asked(PASSPORT[0], author=author, account=author.account)
    asked(*PASSPORT[1:])
    whole = "maak een afspraak op https://voorbeeld.nl/paspoort. " + "Neem een foto mee. " * 30
    actions_reply(named, f"Dag Tinus Kwakkelstein, {whole}", lena)
    ask(NOW)
    client = as_user(lena)
    [shown] = client.get("/onderwerpen/vragen/").context["rows"]
    assert "Kwakkelstein" not in shown.canned
    written = client.get(shown.canned).context["form"]["text"].value()
    assert written == f"Dag {{{{naam}}}}, {whole}"


def test_no_canned_answer_is_made_of_what_is_not_ours(as_user: Any, lena: User) -> None:
    [said] = asked("Mijn paspoort is kwijt, wat nu?")
    client = as_user(lena)
    for pk in (said.messages.get().pk, 999_999, "x"):
        page = client.get(f"/standaardantwoorden/nieuw/?antwoord={pk}")
        assert not page.context["form"]["text"].value()


def test_the_website(as_user: Any, anouk: User, lena: User) -> None:
    asked(*PASSPORT)
    ask(NOW)
    question = Question.objects.get()
    client, here = as_user(anouk), f"/onderwerpen/vragen/{question.pk}/website/"
    client.post(here, {"website": "answers", "address": "https://example.org/paspoort"})
    question.refresh_from_db()
    assert (question.website, question.by) == ("answers", anouk)
    assert b"example.org/paspoort" in client.get("/onderwerpen/vragen/?website=answers").content
    client.post(here, {"website": "should", "owner": lena.pk})
    question.refresh_from_db()
    assert (question.website, question.address, question.owner) == ("should", "", lena)


@pytest.mark.parametrize(
    "given",
    [
        {"website": "answers"},
        {"website": "answers", "address": "javascript:alert(1)"},
        {"website": "should"},
        {"website": "mad"},
    ],
)
def test_half_a_mark_is_refused(as_user: Any, anouk: User, given: dict[str, str]) -> None:
    asked(*PASSPORT)
    ask(NOW)
    question = Question.objects.get()
    page = as_user(anouk).post(f"/onderwerpen/vragen/{question.pk}/website/", given)
    assert 'role="alert"' in page.content.decode()
    question.refresh_from_db()
    assert question.website == ""


def test_only_who_works_here_marks(otto: User) -> None:
    question = Question.objects.create(terms=["paspoort"], since=NOW)
    with pytest.raises(Refused):
        actions.mark(question, "no", otto, address="", owner=None)


def test_words_taken_back_are_not_shown(as_user: Any, anouk: User) -> None:
    asked(*PASSPORT)
    ask(NOW)
    Message.objects.update(text="", deleted_at=NOW)
    assert "afspraak?" not in as_user(anouk).get("/onderwerpen/vragen/").content.decode()


def test_as_cheap_for_many(as_user: Any, lena: User, openbare_ruimte: Department) -> None:
    client: Client = as_user(lena)
    for texts in (
        PASSPORT,
        ["Waar kan ik parkeren bij het zwembad?"] * 5,
        ["Is de kermis open?"] * 5,
    ):
        answered(asked(*texts, department=openbare_ruimte), "Dat staat op de site.", lena)
    ask(NOW)
    pk = Question.objects.order_by("pk")[0].pk
    for address in ("/onderwerpen/vragen/", f"/onderwerpen/vragen/{pk}/"):
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        assert len(counted) <= MOST_QUERIES


def test_hostile_words_stay_words(as_user: Any, lena: User) -> None:
    texts = [f"{text} <script>alert(1)</script>" for text in PASSPORT]
    answered(asked(*texts), "<script>alert(2)</script>", lena)
    ask(NOW)
    client = as_user(lena)
    pk = Question.objects.get().pk
    for address in ("/onderwerpen/vragen/", f"/onderwerpen/vragen/{pk}/"):
        assert "<script>alert" not in client.get(address).content.decode()
