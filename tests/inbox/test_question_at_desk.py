"""What an agent sees of a question that a department has: its mail, its clock, who is on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Event, Forwarding, Hop
from inbox.refusals import Refused
from routing import desk
from routing.models import Answer, Delivery, Department, Letter, Referral, Source
from tests.factories import DepartmentFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    return actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)


def _shown(client: Client, asked: Forwarding, target: str = "context") -> str:
    return page_of(client, at("conversation", asked.conversation), target)


# The mail about it -------------------------------------------------------------------------------


@pytest.fixture
def unmailed(asked: Forwarding, openbare_ruimte: Department) -> Forwarding:
    """Its mail came back, and the department has another address now."""
    Referral.objects.update(mail_problem="550 No such mailbox", mailed_at=timezone.now())
    Department.objects.filter(pk=openbare_ruimte.pk).update(email="groen@example.nl")
    return asked


def test_mail_that_did_not_arrive_is_told_at_the_question_and_in_the_queue(
    agent: Client, unmailed: Forwarding
) -> None:
    shown = _shown(agent, unmailed)
    assert 'data-testid="mail-trouble"' in shown
    assert "550 No such mailbox" in shown
    assert 'data-testid="row-mail-failed"' in page_of(agent, "/inbox/", status="referred")


def test_question_that_arrived_has_no_warning(agent: Client, asked: Forwarding) -> None:
    assert 'data-testid="mail-trouble"' not in _shown(agent, asked)
    assert 'data-testid="row-mail-failed"' not in page_of(agent, "/inbox/", status="referred")


def test_question_is_mailed_again_to_the_new_address(agent: Client, unmailed: Forwarding) -> None:
    response = agent.post(at("mail_again", unmailed.conversation, unmailed.pk))
    assert response.status_code == 303
    assert "groen@example.nl" in Delivery.objects.values_list("to", flat=True)
    assert 'data-testid="mail-trouble"' not in _shown(agent, unmailed)
    assert unmailed.conversation.events.filter(verb=Event.Verb.MAILED_AGAIN).count() == 1


def test_question_that_is_closed_is_not_mailed_again(
    unmailed: Forwarding, anouk: User, bram: User
) -> None:
    desk.answer(unmailed.referral, "In week 48.", bram)
    with pytest.raises(Refused):
        actions.mail_again(unmailed, anouk)
    assert not unmailed.conversation.events.filter(verb=Event.Verb.MAILED_AGAIN).exists()


def test_who_looks_on_mails_nothing(as_user: Any, otto: User, unmailed: Forwarding) -> None:
    client = as_user(otto)
    assert 'data-testid="mail-again"' not in _shown(client, unmailed)
    address = at("mail_again", unmailed.conversation, unmailed.pk)
    assert client.post(address).status_code == 404


@pytest.mark.parametrize(
    ("state", "testid"),
    [("tray", "letter-waiting"), ("automatic", "letter-away"), ("bounce", "letter-bounced")],
)
def test_letters_about_it_are_shown_with_a_link(
    agent: Client, asked: Forwarding, state: str, testid: str
) -> None:
    letter = Letter.objects.create(
        digest="d",
        size=1,
        state=state,
        why="sender",
        referral=asked.referral,
        sender="b@example.nl",
    )
    shown = _shown(agent, asked)
    assert f'data-testid="{testid}"' in shown
    assert "b@example.nl" in shown
    assert reverse("letter", args=[letter.pk]) in shown


def test_letter_about_another_question_is_not_shown(agent: Client, asked: Forwarding) -> None:
    Letter.objects.create(digest="d", size=1, state="tray", why="sender")
    assert "letter-waiting" not in _shown(agent, asked)


# Until when, and who -----------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "state"), [(-1, "late"), (30, "calm")])
def test_deadline_has_its_colour(agent: Client, asked: Forwarding, days: int, state: str) -> None:
    Referral.objects.update(deadline=timezone.now() + timedelta(days=days))
    assert f'data-testid="desk-deadline" data-state="{state}"' in _shown(agent, asked)


def test_clock_that_stands_still_is_never_late(agent: Client, asked: Forwarding) -> None:
    Referral.objects.update(deadline=timezone.now() - timedelta(days=1), waiting_for="agent")
    assert 'data-testid="desk-deadline" data-state="still"' in _shown(agent, asked)


def test_question_that_nobody_sees_is_told(
    agent: Client, asked: Forwarding, openbare_ruimte: Department
) -> None:
    assert 'data-testid="desk-unseen"' in _shown(agent, asked)  # nobody works there
    Department.objects.update(email="groen@example.nl")
    assert 'data-testid="desk-unseen"' not in _shown(agent, asked)


def test_who_claimed_it_is_shown(agent: Client, asked: Forwarding, bram: User) -> None:
    who = 'data-testid="desk-who"><bdi>'
    assert f"{who}Bram Smit" not in _shown(agent, asked)
    desk.claim(asked.referral, bram)
    assert f"{who}Bram Smit" in _shown(agent, asked)


def test_way_shows_that_it_was_withdrawn(agent: Client, asked: Forwarding, anouk: User) -> None:
    actions.withdraw(asked, anouk)
    hop = asked.conversation.passed.last()
    assert hop
    assert (hop.how, hop.went_to) == (Hop.How.WITHDRAWN, None)
    assert hop.get_how_display() in _shown(agent, asked)


# A mailed answer that is none --------------------------------------------------------------------


def _mailed(asked: Forwarding, text: str = "Dat is niet van ons, vraag Afval.") -> Answer:
    answer = desk.answer(asked.referral, text, None, sender="bram@example.nl", source=Source.MAIL)
    actions.take_answer(answer)
    return answer


def test_what_was_left_out_of_the_mail_is_told(agent: Client, asked: Forwarding) -> None:
    _mailed(asked)
    letter = Letter.objects.create(
        digest="d",
        size=1,
        state="taken",
        referral=asked.referral,
        left_out=[{"name": "plan.pdf", "size": 26_000_000, "why": "too_large"}],
    )
    told = _shown(agent, asked, "thread").partition('data-testid="left-out"')[2]
    assert "plan.pdf" in told
    assert reverse("letter", args=[letter.pk]) in told


def test_mailed_answer_becomes_a_hand_back_that_counts(agent: Client, asked: Forwarding) -> None:
    afval, answer = DepartmentFactory(name="Afval"), _mailed(asked)
    offered = _shown(agent, asked, "thread").partition('data-testid="go-back"')[2]
    assert f'<option value="{afval.pk}">Afval</option>' in offered
    address = at("as_given_back", asked.conversation, asked.pk)
    assert agent.post(address, {"suggestion": afval.pk}).status_code == 303
    asked.conversation.refresh_from_db()
    assert asked.conversation.hand_backs == 1
    assert [hop.how for hop in asked.conversation.passed.all()] == ["referred", "handed_back"]
    shown = _shown(agent, asked, "thread")
    assert 'data-testid="given-back"' in shown
    assert 'data-testid="refer-onward"' in shown
    actions.take_answer(Answer.objects.get(pk=answer.pk))  # the bell comes after it
    asked.conversation.refresh_from_db()
    assert asked.conversation.hand_backs == 1


def test_answer_that_was_used_is_no_hand_back(asked: Forwarding, anouk: User) -> None:
    _mailed(asked)
    asked.refresh_from_db()
    actions.reply(asked.conversation, "In week 48.", anouk, proposal=asked.pk)
    with pytest.raises(Refused):
        actions.take_as_hand_back(asked, None, anouk)


def test_answer_is_no_hand_back_once_another_department_was_asked(
    agent: Client, asked: Forwarding, anouk: User
) -> None:
    """Else it would seem that that one gave the question back."""
    _mailed(asked)
    actions.refer(asked.conversation, DepartmentFactory(name="Afval"), "Wanneer?", anouk)
    asked.refresh_from_db()
    assert 'data-testid="go-back"' not in _shown(agent, asked, "thread")
    with pytest.raises(Refused):
        actions.take_as_hand_back(asked, None, anouk)
    assert [hop.how for hop in asked.conversation.passed.all()] == ["referred", "referred"]


def test_answer_from_the_page_offers_no_hand_back(
    agent: Client, asked: Forwarding, bram: User
) -> None:
    actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    assert 'data-testid="go-back"' not in _shown(agent, asked, "thread")


@pytest.mark.parametrize("wanted", ["x", "²", "9" * 30])
def test_department_that_is_not_there_changes_nothing(
    agent: Client, asked: Forwarding, wanted: str
) -> None:
    _mailed(asked)
    address = at("as_given_back", asked.conversation, asked.pk)
    assert agent.post(address, {"suggestion": wanted}).status_code == 404
