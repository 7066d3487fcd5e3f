"""The queue over HTTP: what it is narrowed to, and its pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from inbox.models import Conversation
from inbox.pages import PAGE_SIZE
from inbox.views.queue import MOST_ROWS
from inbox.workflow import Status
from tests.factories import NOON, ConversationFactory, DepartmentFactory
from tests.inbox.browsing import page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db


# Filters -----------------------------------------------------------------------------------------


def test_queue_begins_with_who_waits(agent: Client) -> None:
    waits = ConversationFactory()
    ConversationFactory(status=Status.CLOSED)
    assert rows_of(page_of(agent, "/inbox/")) == [waits.pk]


@pytest.mark.parametrize("status", Status.values)
def test_queue_shows_one_status(agent: Client, status: str) -> None:
    made = {value: ConversationFactory(status=value).pk for value in Status.values}
    assert rows_of(page_of(agent, "/inbox/", status=status)) == [made[status]]


@pytest.mark.parametrize("status", ["all", "nonsense"])
def test_queue_shows_every_status(agent: Client, status: str) -> None:
    for value in Status.values:
        ConversationFactory(status=value)
    assert len(rows_of(page_of(agent, "/inbox/", status=status))) == 4


def test_urgent_stands_on_top_then_who_waits_longest(agent: Client) -> None:
    later = ConversationFactory(waiting_since=NOON + timedelta(hours=1))
    earlier = ConversationFactory(waiting_since=NOON)
    urgent = ConversationFactory(waiting_since=NOON + timedelta(hours=2), urgent=True)
    assert rows_of(page_of(agent, "/inbox/")) == [urgent.pk, earlier.pk, later.pk]


def test_queue_of_a_department(agent: Client) -> None:
    department = DepartmentFactory()
    theirs = ConversationFactory(department=department)
    nobodys = ConversationFactory()
    assert rows_of(page_of(agent, "/inbox/", department=department.pk)) == [theirs.pk]
    assert rows_of(page_of(agent, "/inbox/", department="null")) == [nobodys.pk]


@pytest.mark.parametrize(("who", "whose"), [("me", "anouk"), ("nobody", None), ("bas", "bas")])
def test_queue_of_a_colleague(
    agent: Client, anouk: User, bas: User, who: str, whose: str | None
) -> None:
    made = {
        getattr(assignee, "username", None): ConversationFactory(assignee=assignee).pk
        for assignee in (anouk, bas, None)
    }
    asked = bas.pk if who == "bas" else who
    assert rows_of(page_of(agent, "/inbox/", assignee=asked)) == [made[whose]]


def test_queue_of_a_channel(agent: Client, conversation: Conversation) -> None:
    ConversationFactory()
    shown = rows_of(page_of(agent, "/inbox/", channel=conversation.account.pk))
    assert shown == [conversation.pk]


@pytest.mark.parametrize("field", ["department", "assignee", "channel"])
@pytest.mark.parametrize("value", ["x", "0", "9" * 30, "\x00"])
def test_filter_nobody_offered_does_not_narrow(
    agent: Client, conversation: Conversation, field: str, value: str
) -> None:
    assert rows_of(page_of(agent, "/inbox/", **{field: value})) == [conversation.pk]


def test_filters_stay_while_a_conversation_is_opened(
    agent: Client, conversation: Conversation
) -> None:
    page = page_of(agent, "/inbox/", status="open", assignee="nobody", after="")
    assert f"/inbox/{conversation.pk}/?status=open&amp;assignee=nobody" in page


# Pages -------------------------------------------------------------------------------------------


def _walk(agent: Client, between: Any) -> list[int]:
    """All rows as someone sees them who keeps asking for more."""
    address, seen = "/inbox/", []
    while address:
        page = page_of(agent, address, "more")
        seen += rows_of(page)
        further = re.search(r'href="(/inbox/\?[^"]*after=[^"]*)"', page)
        address = further[1].replace("&amp;", "&") if further else ""
        between()
    return seen


def test_hundred_rows_are_walked_without_gaps_or_repeats_while_others_come_in(
    agent: Client,
) -> None:
    moments = [NOON + timedelta(minutes=number // 3) for number in range(100)]
    made = [
        ConversationFactory(waiting_since=moment, urgent=number % 2 == 0)
        for number, moment in enumerate(moments)
    ]
    expected = list(Conversation.objects.in_queue_order().values_list("pk", flat=True))

    def others_come_in() -> None:
        ConversationFactory(waiting_since=NOON - timedelta(days=1), urgent=True)
        ConversationFactory(waiting_since=NOON - timedelta(days=1))

    seen = _walk(agent, others_come_in)
    assert [pk for pk in seen if pk in {row.pk for row in made}] == expected
    assert len(seen) == len(set(seen))


def test_row_that_leaves_takes_no_other_with_it(agent: Client) -> None:
    made = [ConversationFactory(waiting_since=NOON + timedelta(minutes=n)) for n in range(70)]

    def first_is_answered() -> None:
        Conversation.objects.filter(pk__in=[row.pk for row in made[:5]]).update(status="answered")

    assert _walk(agent, first_is_answered) == [row.pk for row in made]


@pytest.mark.parametrize(
    "place",
    [
        "x",
        "1_2",
        "1_yesterday_5",
        "1_2026-11-18T12:00:00+00:00_x",
        "1_2026-11-18T12:00:00_5",
        "1_2026-11-18T12:00:00+00:00_5_6",
        "1_9999-12-31T23:59:59-23:59_5",
        "1_0001-01-01T00:00:00+14:00_5",
    ],
)
def test_place_nobody_gave_out_is_404(agent: Client, place: str) -> None:
    assert agent.get("/inbox/", {"after": place}).status_code == 404


@pytest.mark.parametrize(
    "place",
    [
        f"0_2026-11-18T12:00:00+00:00_{'9' * 30}",
        "0_9999-12-31T23:59:59+00:00_1",
    ],
)
def test_place_behind_every_row_is_only_a_place(agent: Client, place: str) -> None:
    ConversationFactory(waiting_since=NOON - timedelta(days=9))
    assert rows_of(page_of(agent, "/inbox/", after=place)) == []


def test_place_before_every_row_is_only_a_place(agent: Client, conversation: Conversation) -> None:
    page = page_of(agent, "/inbox/", after="1_0001-01-01T00:00:00+00:00_1")
    assert rows_of(page) == [conversation.pk]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [("60", 60), ("2", PAGE_SIZE), ("x", PAGE_SIZE), ("-1", PAGE_SIZE), ("9" * 5000, MOST_ROWS)],
)
def test_refreshed_list_is_as_long_as_it_was(agent: Client, asked: str, shown: int) -> None:
    author = ConversationFactory().author
    often = {"account": author.account, "author": author, "created_at": NOON, "waiting_since": NOON}
    Conversation.objects.bulk_create(
        Conversation(thread_id=str(number), **often) for number in range(MOST_ROWS + 1)
    )
    assert len(rows_of(page_of(agent, "/inbox/", "queue", rows=asked))) == shown
