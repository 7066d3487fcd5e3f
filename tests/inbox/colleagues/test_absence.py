"""Handing over, and giving back what somebody holds who is not there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from inbox import actions
from inbox.actions import Words
from inbox.colleagues import absence
from inbox.models import Conversation, Draft, Event, Outbound, Seen
from inbox.refusals import Refused
from inbox.standing import settle
from inbox.templatetags.happenings import quoted, sentence
from inbox.workflow import Sending, Status
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(conversation: Conversation, bas: User) -> Conversation:
    """Bas took it an hour ago, and was not seen since."""
    actions.claim(conversation, bas)
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    Seen.objects.create(user=bas, at=timezone.now() - timedelta(minutes=16))
    return conversation


def _holder(conversation: Conversation) -> User | None:
    absence.give_back_of_absent(timezone.now())
    conversation.refresh_from_db()
    return conversation.assignee


# Absence -----------------------------------------------------------------------------------------


def test_who_was_not_seen_gives_back_what_they_hold(held: Conversation, in_english: None) -> None:
    assert _holder(held) is None
    event = held.events.get(verb=Event.Verb.RELEASED)
    assert event.actor is None
    assert sentence(event) == "Bas Visser is away: back in the queue"


def test_who_was_seen_keeps_it(held: Conversation, bas: User) -> None:
    absence.note_seen(bas, timezone.now())
    assert _holder(held) == bas


def test_who_did_something_without_a_page_keeps_it(held: Conversation, bas: User) -> None:
    """As over the API, or without JavaScript."""
    actions.note(held, "Even bellen.", bas)
    assert _holder(held) == bas


def test_what_was_just_handed_over_waits_for_who_got_it(
    held: Conversation, bas: User, anouk: User
) -> None:
    actions.hand_over(held, anouk, bas, "Jij kent deze straat.")
    assert _holder(held) == anouk


def test_answer_on_its_way_is_not_given_back(held: Conversation, bas: User) -> None:
    actions.reply(held, "Dinsdag.", bas)
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    Outbound.objects.update(state=Sending.UNCERTAIN)
    held.refresh_from_db()
    settle(held)
    assert held.status == Status.OPEN
    assert _holder(held) == bas


def test_what_was_answered_stays_with_who_answered(held: Conversation, bas: User) -> None:
    actions.reply(held, "Dinsdag.", bas)
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    assert _holder(held) == bas


def test_absence_of_nought_minutes_is_never(held: Conversation, bas: User, settings: Any) -> None:
    settings.ABSENCE_MINUTES = 0
    assert _holder(held) == bas


def test_draft_of_the_absent_stays_theirs_and_is_there_for_who_continues(
    held: Conversation, agent: Client, bas: User
) -> None:
    words = Words(mode="reply", text="Beste Noor, we", page=Draft().page, number=1)
    actions.save_draft(held, bas, words)
    assert _holder(held) is None
    assert "Beste Noor, we" in page_of(agent, at("begun", held), target="begun")
    assert Draft.objects.get().user == bas


# Any page in use ---------------------------------------------------------------------------------


@pytest.fixture
def uses(as_user: Any, django_capture_on_commit_callbacks: Any) -> Iterator[Any]:
    """``uses(user, name)``: they open the page of that name."""
    cache.clear()

    def use(user: User, name: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            as_user(user).get(reverse(name))

    yield use
    cache.clear()


@pytest.mark.parametrize("name", ["inbox", "canned_answers", "bundles", "crisis_band"])
def test_who_works_on_another_page_keeps_what_they_hold(
    held: Conversation, uses: Any, bas: User, name: str
) -> None:
    uses(bas, name)
    assert _holder(held) == bas


def test_tab_that_nobody_looks_at_is_nobody_at_work(
    held: Conversation, uses: Any, bas: User
) -> None:
    uses(bas, "news")
    assert _holder(held) is None


def test_it_is_written_once_a_minute(uses: Any, bas: User) -> None:
    uses(bas, "crisis_band")
    first = Seen.objects.get().at
    uses(bas, "crisis_band")
    assert Seen.objects.get().at == first
    cache.clear()  # a minute later
    uses(bas, "crisis_band")
    assert Seen.objects.get().at > first


def test_nobody_is_remembered_who_can_hold_nothing(
    uses: Any, otto: User, bram: User, conversation: Conversation
) -> None:
    for user in (otto, bram):
        uses(user, "inbox")
    assert not Seen.objects.exists()


# Handing over ------------------------------------------------------------------------------------


def test_handed_over_with_a_sentence(
    agent: Client, conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.claim(conversation, anouk)
    given = {"to": bas.pk, "why": "Jij kent deze straat."}
    assert agent.post(at("hand_over", conversation), given).status_code == 303
    conversation.refresh_from_db()
    event = conversation.events.get(verb=Event.Verb.HANDED_OVER)
    assert conversation.assignee == bas
    with translation.override("en"):
        assert sentence(event) == "Anouk de Wit handed it over to Bas Visser"
    assert quoted(event) == "Jij kent deze straat."
    agent.post("/inbox/undo/")
    conversation.refresh_from_db()
    assert conversation.assignee == anouk


def test_colleagues_to_choose_from_are_those_who_work_here_and_who_is_there_comes_first(
    agent: Client,
    conversation: Conversation,
    bas: User,
    lena: User,
    otto: User,
    bram: User,
) -> None:
    absence.note_seen(lena, timezone.now())
    page = page_of(agent, at("hand_over", conversation), target="hand-over")
    assert page.index("Lena Mulder") < page.index("Bas Visser")
    assert not {"Anouk", "Otto", "Bram"} & set(page.split())


def test_form_is_a_page_without_javascript(agent: Client, conversation: Conversation) -> None:
    assert "<html" in page_of(agent, at("hand_over", conversation))
    assert "<html" not in page_of(agent, at("hand_over", conversation), target="hand-over")


@pytest.mark.parametrize("given", [{}, {"why": " "}, {"to": "999"}])
def test_form_that_says_too_little_comes_back(
    agent: Client, conversation: Conversation, bas: User, given: dict[str, str]
) -> None:
    said = {"why": "Jij kent deze straat.", **given} | ({} if given else {"to": ""})
    response = agent.post(at("hand_over", conversation), said)
    conversation.refresh_from_db()
    assert response.status_code == 422
    assert 'data-testid="hand-over-form"' in response.content.decode()
    assert conversation.assignee is None


def test_what_a_colleague_is_on_is_not_handed_over_by_another(
    agent: Client, conversation: Conversation, bas: User, lena: User
) -> None:
    actions.claim(conversation, bas)
    response = agent.post(at("hand_over", conversation), {"to": lena.pk, "why": "Zomaar."})
    conversation.refresh_from_db()
    assert response.status_code == 422
    assert "Zomaar." in response.content.decode()
    assert conversation.assignee == bas


def test_who_cannot_work_gets_nothing(conversation: Conversation, anouk: User, otto: User) -> None:
    with pytest.raises(Refused):
        actions.hand_over(conversation, otto, anouk, "Kijk eens.")


def test_what_is_closed_is_not_handed_over(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.close(conversation, anouk)
    with pytest.raises(Refused):
        actions.hand_over(conversation, bas, anouk, "Voor jou.")
