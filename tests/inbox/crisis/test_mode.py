"""Crisis mode: while it lasts nothing is said automatically, and everybody knows."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction
from django.test import Client

from inbox import actions, crisis, greeting, outbox
from inbox.models import Conversation, Crisis, Event, Greeting, Outbound
from inbox.refusals import Refused
from inbox.workflow import Sending
from tests.inbox.browsing import at as address_of
from tests.inbox.browsing import page_of
from tests.inbox.promised import again, at
from webcare.models import User

pytestmark = pytest.mark.django_db

PAGE = "/crisis/"
NOW = at("wo 20:02")


@pytest.fixture(autouse=True)
def _wednesday_evening() -> Any:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def evening(conversation: Conversation) -> Conversation:
    """Asked in the evening, on a channel that has an automatic answer."""
    Greeting.objects.create(account=conversation.account, text="Wij zijn dicht.", active=True)
    asked = NOW - timedelta(minutes=5)
    Conversation.objects.update(created_at=asked, waiting_since=asked)
    conversation.messages.update(created_at=asked, observed_at=asked)
    return again(conversation)


@pytest.fixture
def leading(client: Client, lena: User) -> Client:
    client.force_login(lena)
    client.cookies["django_language"] = "en"
    return client


def _due() -> list[Outbound]:
    return list(Outbound.objects.due(NOW))


# What it does ------------------------------------------------------------------------------------


def test_nothing_is_said_automatically(evening: Conversation, lena: User) -> None:
    crisis.begin("Brand in de haven", lena)
    greeting.greet()
    assert not Outbound.objects.exists()
    assert again(evening).greeted_at is None


def test_what_was_ready_to_leave_is_dropped_and_the_history_says_so(
    evening: Conversation, lena: User, agent: Client
) -> None:
    greeting.greet()
    crisis.begin("Brand in de haven", lena)
    assert Outbound.objects.get().state == Sending.DROPPED
    assert Event.objects.filter(verb=Event.Verb.DROPPED, actor=None).count() == 1
    agent.cookies["django_language"] = "en"
    page = page_of(agent, address_of("conversation", evening))
    assert "The automatic answer was not sent after all" in page


def test_what_came_between_does_not_leave(evening: Conversation, lena: User) -> None:
    """It was written in the moment in which crisis mode began."""
    greeting.greet()
    Crisis.objects.create(reason="Brand", begun_by=lena)
    assert _due() == []
    outbox.deliver(Outbound.objects.get().pk)
    assert Outbound.objects.get().state == Sending.QUEUED
    greeting.greet()
    assert Outbound.objects.get().state == Sending.DROPPED


def test_try_that_failed_before_it_does_not_leave_again(evening: Conversation, lena: User) -> None:
    greeting.greet()
    Outbound.objects.update(state=Sending.SENDING, claimed_at=NOW)
    crisis.begin("Brand", lena)
    assert Outbound.objects.get().state == Sending.SENDING
    outbox.outcome.queue_again(Outbound.objects.get(), timedelta())
    assert _due() == []


def test_answer_of_a_colleague_leaves(evening: Conversation, lena: User, anouk: User) -> None:
    crisis.begin("Brand", lena)
    sent = actions.reply(evening, "Houd ramen en deuren dicht.", anouk)
    assert _due() == [sent]


def test_after_it_automatic_answers_go_on(evening: Conversation, lena: User) -> None:
    crisis.end(crisis.begin("Brand", lena), lena)
    greeting.greet()
    assert _due() == [Outbound.objects.get()]


# Beginning and ending ----------------------------------------------------------------------------


def test_it_remembers_who_when_and_why(lena: User, fatma: User) -> None:
    row = crisis.begin("  Brand in de haven ", lena)
    with time_machine.travel(at("wo 23:00"), tick=False):
        crisis.end(row, fatma)
    row = Crisis.objects.get()
    assert (row.reason, row.begun_by, row.begun_at) == ("Brand in de haven", lena, NOW)
    assert (row.ended_by, row.ended_at) == (fatma, at("wo 23:00"))
    assert list(LogEntry.objects.order_by("pk").values_list("user__username", flat=True)) == [
        "lena",
        "fatma",
    ]


@pytest.mark.parametrize("reason", ["", "  "])
def test_it_needs_a_reason(lena: User, reason: str) -> None:
    with pytest.raises(Refused):
        crisis.begin(reason, lena)
    assert not Crisis.objects.exists()


def test_there_is_one_at_a_time(lena: User, fatma: User) -> None:
    crisis.begin("Brand", lena)
    with pytest.raises(Refused):
        crisis.begin("Storm", fatma)
    assert Crisis.objects.get().reason == "Brand"


def test_who_ends_it_second_is_told(lena: User, fatma: User) -> None:
    row = crisis.begin("Brand", lena)
    crisis.end(row, lena)
    with pytest.raises(Refused):
        crisis.end(row, fatma)
    assert Crisis.objects.get().ended_by == lena


def test_it_is_ended_by_someone(lena: User) -> None:
    crisis.begin("Brand", lena)
    with pytest.raises(IntegrityError, match="inbox_crisis_ended_by_someone"), transaction.atomic():
        Crisis.objects.update(ended_at=NOW)


# On the screen -----------------------------------------------------------------------------------


def test_lead_begins_it_and_ends_it(leading: Client, lena: User) -> None:
    response = leading.post(f"{PAGE}begin/", {"reason": "Brand in de haven"})
    assert (response.status_code, response["Location"]) == (303, PAGE)
    row = Crisis.objects.get()
    assert (row.begun_by, row.ended_at) == (lena, None)
    assert "Brand in de haven" in page_of(leading, PAGE)
    assert leading.post(f"{PAGE}{row.pk}/end/").status_code == 303
    assert Crisis.objects.get().ended_by == lena


def test_without_a_reason_the_page_says_so(leading: Client) -> None:
    response = leading.post(f"{PAGE}begin/", {"reason": " "})
    assert response.status_code == 422
    assert "This field is required." in response.content.decode()


def test_who_begins_a_second_is_told(leading: Client, fatma: User) -> None:
    crisis.begin("Storm", fatma)
    page = leading.post(f"{PAGE}begin/", {"reason": "Brand"}, follow=True)
    assert "Crisis mode is on already." in page.content.decode()


def test_agent_begins_none(agent: Client) -> None:
    assert agent.post(f"{PAGE}begin/", {"reason": "Brand"}).status_code == 404
    assert not Crisis.objects.exists()


@pytest.mark.parametrize("name", ["anouk", "bram", "lena", "otto", "fatma", "chris"])
def test_everybody_sees_it_on_every_page_while_it_lasts(
    as_user: Any,
    anouk: User,
    bram: User,
    lena: User,
    otto: User,
    fatma: User,
    chris: User,
    name: str,
) -> None:
    client = as_user(User.objects.get(username=name))
    row = crisis.begin("Brand in de <haven>", lena)
    for address in ("/login/password/", f"{PAGE}nu/"):
        assert "Brand in de &lt;haven&gt;" in page_of(client, address)
    crisis.end(row, lena)
    for address in ("/login/password/", f"{PAGE}nu/"):
        assert "Brand in de" not in page_of(client, address)


def test_only_who_may_end_it_is_led_to_it(agent: Client, lena: User) -> None:
    crisis.begin("Brand", lena)
    assert f'href="{PAGE}"' not in page_of(agent, "/inbox/")
    agent.force_login(lena)
    assert f'href="{PAGE}"' in page_of(agent, "/inbox/")
