"""How often citizens were sent elsewhere, counted by hand."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox import actions
from inbox.care.report import Switched, switches
from inbox.models import Conversation, Message, Outbound
from inbox.searching.finding import find
from inbox.searching.parsing import parse
from tests.factories import AccountFactory, ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db
ANSWERS = ("Mail ons even.", "Bel ons op 14 030.", "Dinsdag snoeien we.", "Mail ons gerust.")


@pytest.fixture
def answers(anouk: User) -> list[Outbound]:
    account = AccountFactory()
    return [actions.reply(ConversationFactory(account=account), text, anouk) for text in ANSWERS]


def test_answers_that_sent_the_citizen_elsewhere_are_counted(answers: list[Outbound]) -> None:
    found = switches(30, timezone.now())
    assert found.whole == Switched(answers=4, elsewhere=3)
    assert found.whole.share == 75
    assert [(to.value, number) for to, number in found.where] == [("mail", 2), ("phone", 1)]
    assert [one for _account, one in found.channels] == [found.whole]


def test_what_was_dropped_or_is_older_is_not_counted(answers: list[Outbound]) -> None:
    Outbound.objects.filter(pk=answers[0].pk).update(state="dropped")
    old = timezone.now() - timedelta(days=31)
    Message.objects.filter(pk=answers[1].message_id).update(created_at=old)
    assert switches(30, timezone.now()).whole == Switched(answers=2, elsewhere=1)


def test_numbers_lead_to_what_they_count(as_user: Any, lena: User, answers: list[Outbound]) -> None:
    client = as_user(lena)
    page = client.get("/doorzettingen/").content.decode()
    part = page.partition('data-testid="switches"')[2]
    links = re.findall(r'href="(/inbox/[^"]*)"[^>]*>(\d+)<', part)
    assert [int(number) for _link, number in links] == [2, 1, 3]
    for link, number in links:
        queue = client.get(link.replace("&amp;", "&")).content.decode()
        assert len(re.findall(r'id="row-', queue)) == int(number)


def test_it_costs_the_same_whatever_there_is(anouk: User, answers: list[Outbound]) -> None:
    actions.reply(ConversationFactory(), "Mail ons.", anouk)
    with CaptureQueriesContext(connection) as asked:
        switches(30, timezone.now())
    assert len(asked.captured_queries) == 2


@pytest.mark.parametrize(("said", "number"), [("mail", 2), ("telefoon", 1), ("balie", 0)])
def test_search_finds_those_of_one_kind(
    anouk: User, answers: list[Outbound], said: str, number: int
) -> None:
    rows = Conversation.objects.visible_to(anouk)
    found, problems = find(rows, parse(f"doorverwezen:{said} "), anouk, timezone.now())
    assert (found.count(), problems) == (number, [])
