"""How it is now: each number is that of the queue it leads to."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox.models import Conversation, Outbound, Seen
from inbox.workflow import Status
from tests.factories import NOON, ConversationFactory, MessageFactory
from tests.inbox.browsing import load, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


def tile(page: str, name: str) -> tuple[int, str]:
    """Its number, and the address behind it."""
    [found] = re.findall(rf'data-testid="tile-{name}">(.*?)</li>', page, re.DOTALL)
    [number] = re.findall(r"(\d+)</p>", found)
    return int(number), unescape(re.findall(r'href="([^"]+)"', found)[0])


def _late(row: Conversation, by: User) -> None:
    _due(row, timedelta(minutes=-5))


def _risk(row: Conversation, by: User) -> None:
    _due(row, timedelta(minutes=50))


def _due(row: Conversation, when: timedelta) -> None:
    Conversation.objects.filter(pk=row.pk).update(answer_by=timezone.now() + when)


def _taken(row: Conversation, by: User) -> None:
    Conversation.objects.exclude(pk=row.pk).update(assignee=by)


def _away(row: Conversation, by: User) -> None:
    Conversation.objects.filter(pk=row.pk).update(status=Status.REFERRED)


def _failed(row: Conversation, by: User) -> None:
    answer = MessageFactory(conversation=row, incoming=False)
    Outbound.objects.create(conversation=row, message=answer, by=by, state="failed")


def _danger(row: Conversation, by: User) -> None:
    Conversation.objects.filter(pk=row.pk).update(danger="self-harm")


@pytest.mark.parametrize(
    ("name", "happens"),
    [
        ("late", _late),
        ("risk", _risk),
        ("unclaimed", _taken),
        ("departments", _away),
        ("not_sent", _failed),
        ("danger", _danger),
    ],
)
def test_a_number_leads_to_exactly_these(
    agent: Client, anouk: User, name: str, happens: Callable[[Conversation, User], None]
) -> None:
    """One of three is of that kind."""
    row, *_others = ConversationFactory.create_batch(3)
    happens(row, anouk)
    number, address = tile(page_of(agent, "/cijfers/"), name)
    assert number == 1
    assert rows_of(page_of(agent, address)) == [row.pk]


def test_what_waits_is_the_queue(agent: Client) -> None:
    waiting = ConversationFactory.create_batch(2)
    ConversationFactory(status=Status.CLOSED)
    ConversationFactory(snoozed_until=timezone.now() + timedelta(days=1), snoozed_at=NOON)
    number, address = tile(page_of(agent, "/cijfers/"), "waiting")
    assert number == 2
    assert {*rows_of(page_of(agent, address))} == {row.pk for row in waiting}


def test_the_headline_names_who_waits_longest(agent: Client) -> None:
    now = timezone.now()
    ConversationFactory(waiting_since=now - timedelta(minutes=10))
    oldest = ConversationFactory(waiting_since=now - timedelta(hours=3))
    page = page_of(agent, "/cijfers/")
    assert f'href="/inbox/{oldest.pk}/" data-testid="oldest"' in page
    assert "3 uur" in page


def test_an_empty_inbox_says_so(agent: Client) -> None:
    page = page_of(agent, "/cijfers/")
    assert "Er wacht nu niets op ons." in page
    assert {tile(page, name)[0] for name in ("waiting", "late", "danger")} == {0}
    assert "tile--wants" not in page


@pytest.mark.parametrize(("duty", "number"), [("on", 1), ("off", 0)])
def test_on_duty_is_who_says_so(agent: Client, anouk: User, duty: str, number: int) -> None:
    User.objects.filter(pk=anouk.pk).update(duty=duty)
    Seen.objects.create(user=anouk, at=timezone.now())
    with time_machine.travel(NOON.replace(hour=2), tick=False):  # outside service hours
        page = page_of(agent, "/cijfers/")
    [shown] = re.findall(r'tile-duty">.*?(\d+)</p>', page, re.DOTALL)
    assert int(shown) == number


def test_it_looks_again_for_its_part_alone(agent: Client) -> None:
    part = agent.get("/cijfers/", headers={"HX-Request": "true", "HX-Target": "now"})
    words = part.content.decode()
    assert words.lstrip().startswith('<section id="now"')
    assert "<html" not in words


def test_it_costs_as_much_for_many_as_for_few(agent: Client) -> None:
    costs = []
    for number in (3, 40):
        ConversationFactory.create_batch(number, answer_by=timezone.now())
        load(agent, "/cijfers/")
        with CaptureQueriesContext(connection) as asked:
            page_of(agent, "/cijfers/")
        costs.append(len(asked))
    assert costs[0] == costs[1] <= 12


def test_who_only_looks_on_sees_it_too(client: Client, otto: User) -> None:
    client.force_login(otto)
    assert "tile-waiting" in page_of(client, "/cijfers/")


def test_it_is_in_the_rail_under_insight(agent: Client) -> None:
    assert agent.get("/inzicht/").headers["Location"] == "/cijfers/"
