"""The conversations behind a number."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import Conversation
from tests.factories import NOON, ConversationFactory, MessageFactory
from tests.inbox.browsing import load, page_of
from tests.webcare.figures.making import answered, case
from webcare.dashboards import behind
from webcare.figures.models import Case
from webcare.models import User

pytestmark = pytest.mark.django_db
BEHIND = "/cijfers/achter/"


@pytest.fixture(autouse=True)
def _today() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


def of(made: Case, conversation: Conversation | None = None) -> Conversation:
    """The case as that of a conversation which is there."""
    row: Conversation = conversation or ConversationFactory()
    Case.objects.filter(pk=made.pk).update(conversation=row.pk)
    return row


def rows(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'behind__name" href="/inbox/(\d+)/"', page)]


def test_from_the_headline_to_the_conversations(lead: Client) -> None:
    good, bad = of(answered(10)), of(case())
    page = page_of(lead, "/cijfers/periode/", period="week")
    [address] = re.findall(r'headline__number"><a href="([^"]+)"', page)
    assert rows(page_of(lead, unescape(address))) == [good.pk]
    [unanswered] = re.findall(r'href="([^"]+)" data-testid="unanswered"', page)
    assert rows(page_of(lead, unescape(unanswered))) == [bad.pk]


def test_each_question_is_told_in_its_own_first_words(lead: Client) -> None:
    """Two in one conversation, the newest first."""
    row = ConversationFactory()
    first, second = case(NOON - timedelta(hours=3)), case(NOON - timedelta(hours=1))
    Case.objects.filter(pk=second.pk).update(number=2)
    for made, text in ((first, "Is de markt open?"), (second, "En het zwembad?")):
        of(made, row)
        MessageFactory(conversation=row, text=text, created_at=made.asked_at, incoming=True)
    said = re.findall(r'behind__words"[^>]*>([^<]+)<', page_of(lead, BEHIND, measure="received"))
    assert said == ["En het zwembad?", "Is de markt open?"]


def test_the_page_says_how_many_got_no_answer(lead: Client) -> None:
    answered(10), answered(20), case(), case(), case()
    page = page_of(lead, "/cijfers/periode/", period="week")
    [said] = re.findall(r'data-testid="unanswered">([^<]+)<', page)
    assert "3" in said


def test_every_number_of_the_page_opens_as_many_as_it_says(lead: Client) -> None:
    """The table by kind, the columns and the week, each with their own narrowing."""
    for minutes in (10, 20, 30):
        of(answered(minutes, kind="klacht"))
    of(case(NOON - timedelta(days=1), kind="idee"))
    page = unescape(page_of(lead, "/cijfers/periode/", period="week"))
    for address in set(re.findall(r'href="(/cijfers/achter/[^"]+)"', page)):
        found = page_of(lead, address)
        [said] = re.findall(r"behind-number\"><strong>(\d+)", found)
        assert int(said) == len(rows(found)) > 0, address


def test_a_cell_of_the_week_is_narrowed_to_that_hour(lead: Client) -> None:
    there, _elsewhere = of(case("wo 10:15")), of(case("wo 11:15"))
    page = page_of(lead, BEHIND, measure="received", period="week", weekday=3, hour=10)
    assert rows(page) == [there.pk]
    assert "woensdag 10:00–11:00" in page.lower()


def test_conversations_that_are_gone_are_counted_and_said(lead: Client) -> None:
    there = of(answered(10))
    answered(10)
    page = page_of(lead, BEHIND, measure="answered", period="week")
    assert rows(page) == [there.pk]
    assert "Van 1 is het gesprek op tijd vernietigd" in page


def test_pages_follow_each_other(lead: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(behind, "PAGE_SIZE", 2)
    made = [of(case(NOON - timedelta(minutes=each))).pk for each in range(5)]
    address, found = f"{BEHIND}?measure=received&period=week", []
    while address:
        page = unescape(page_of(lead, address))
        found += rows(page)
        address = next(iter(re.findall(r'href="([^"]+)" data-testid="more"', page)), "")
    assert found == made


@pytest.mark.parametrize(
    "query",
    [
        "",
        "measure=nothing",
        "measure=received&others=1",
        "measure=received&weekday=8",
        "measure=received&hour=24",
        "measure=received&hour=%C2%B2",
        "measure=received&since=yesterday",
        "measure=received&since=0001-01-01",
        "measure=received&since=2026-02-31",
        "measure=received&after=x",
        "measure=received&after=2026-11-18T12:00:00_1",
        "measure=received&after=9999-12-31T23:59:59%2B00:00_99999999999999999999",
        "measure=received&period=yesterday",
        "measure=received&channel=999999",
    ],
)
def test_an_address_that_nobody_gave_out_is_not_there(lead: Client, query: str) -> None:
    assert lead.get(f"{BEHIND}?{query}").status_code == 404


def test_who_does_not_read_the_inbox_sees_the_number_alone(client: Client, fatma: User) -> None:
    of(answered(10))
    client.force_login(fatma)
    page = page_of(client, BEHIND, measure="answered", period="week")
    assert rows(page) == []
    assert "<strong>1 vraag</strong>" in page


def test_an_agent_has_no_business_here(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    assert client.get(BEHIND, {"measure": "answered"}).status_code == 404


def test_it_costs_as_much_for_many_as_for_few(lead: Client) -> None:
    costs = []
    for many in (2, 30):
        for _ in range(many):
            of(answered(10))
        load(lead, f"{BEHIND}?measure=answered")
        with CaptureQueriesContext(connection) as cost:
            page_of(lead, BEHIND, measure="answered")
        costs.append(len(cost))
    assert costs[0] == costs[1] <= 12
