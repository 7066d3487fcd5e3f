"""The page of a bundle costs as much for many as for a few, and is shown some at a time."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from inbox import actions, tasks
from inbox.bundles import delivering
from inbox.models import Bundle, BundleAnswer, Conversation, Delivery, Outbound
from inbox.views.bundle_page import SHOWN
from inbox.ways import offers, said_in
from inbox.workflow import Sending
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.browsing import load, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

MOST_QUERIES = 24
TEXT = "Om 18 uur is er weer stroom."


def bundle_of(number: int, by: User) -> tuple[Bundle, BundleAnswer]:
    """On a platform that takes a private answer once. Of every five one got its answer, and with
    one of those that failed."""
    account = AccountFactory(kind="facebook")
    rows = [ConversationFactory(account=account) for _one in range(number)]
    made = actions.gather(rows, by, title="Stroomstoring")
    answer = actions.write_together(made, TEXT, by)
    versions = {row.pk: Conversation.objects.get(pk=row.pk).version for row in rows[::5]}
    actions.send_together(answer, versions, by)
    for pk in Delivery.objects.filter(answer=answer).values_list("pk", flat=True):
        tasks.answer_one(pk)
    failed = Outbound.objects.filter(delivery__answer=answer).order_by("-pk").first()
    Outbound.objects.filter(pk=failed.pk if failed else 0).update(state=Sending.FAILED)
    return made, answer


def cost(client: Client, bundle: Bundle, **headers: str) -> int:
    address = f"/bundels/{bundle.pk}/"
    load(client, address, headers=headers)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address, headers=headers).status_code == 200
    return len(asked)


def test_page_of_many_costs_as_much_as_that_of_a_few(agent: Client, anouk: User) -> None:
    few, _ = bundle_of(5, anouk)
    many, _ = bundle_of(200, anouk)
    assert cost(agent, many) == cost(agent, few) <= MOST_QUERIES
    part = {"HX-Request": "true", "HX-Target": "given"}
    assert cost(agent, many, **part) == cost(agent, few, **part) < MOST_QUERIES / 2
    page = page_of(agent, f"/bundels/{many.pk}/")
    assert page.count('data-testid="member"') == SHOWN
    assert page.count('data-testid="gets"') == 160  # what is sent with one press is all there
    assert "200 gesprekken" in page
    more = re.findall(r'href="/bundels/\d+/(\?shown=\d+)#bundle-inside"', page)
    assert page_of(agent, f"/bundels/{many.pk}/{more[0]}").count('data-testid="member"') == 100


def test_what_asks_for_somebody_stands_first(agent: Client, anouk: User) -> None:
    made, _answer = bundle_of(15, anouk)
    page = page_of(agent, f"/bundels/{made.pk}/", target="given")
    assert re.findall(r'data-state="(\w+)"', page) == ["failed", "queued", "queued"]
    assert page.count('data-testid="together-again"') == 1
    numbers = page.partition('data-testid="given-numbers"')[2].partition("</p>")[0]
    assert re.findall(r"\b\d+\b", numbers) == ["1", "2", "0"]


def test_page_listens_to_the_bell_and_asks_by_the_clock_only_for_what_is_on_its_way(
    agent: Client, anouk: User
) -> None:
    made, _answer = bundle_of(5, anouk)
    assert "every " not in _trigger(agent, made)  # the one that went failed
    Outbound.objects.update(state=Sending.QUEUED)
    assert "sse:queue" in _trigger(agent, made)
    assert "every 30s" in _trigger(agent, made)


def _trigger(client: Client, bundle: Bundle) -> str:
    page = page_of(client, f"/bundels/{bundle.pk}/", target="given")
    [said] = re.findall(r'id="given"[^>]*hx-trigger="([^"]*)"', page)
    return str(said)


def test_one_that_is_skipped_rings_the_bell_of_the_page(
    anouk: User, bas: User, django_capture_on_commit_callbacks: Any
) -> None:
    made, answer = bundle_of(5, anouk)
    waiting = Conversation.objects.filter(bundled__bundle=made, deliveries=None)
    versions = dict(waiting.values_list("pk", "version"))
    actions.send_together(answer, versions, anouk)
    row = Delivery.objects.filter(state=Delivery.State.WAITING).first()
    assert row
    actions.reply(row.conversation, "Dinsdag.", bas)
    with django_capture_on_commit_callbacks() as rung:
        delivering.write(row.pk)
    row.refresh_from_db()
    assert (row.state, len(rung)) == (Delivery.State.REFUSED, 1)


def test_answer_to_one_that_was_answered_in_private_already_is_refused_before(
    anouk: User,
) -> None:
    """``once``: the platform takes one private answer to a comment."""
    row = ConversationFactory(
        account=AccountFactory(kind="facebook"),
        message__created_at=timezone.now() - timedelta(hours=1),
    )
    actions.reply(row, "Kijk in uw berichten.", anouk, way="private_reply")
    [said] = said_in([row]).values()
    told = [(one.way, str(one.refused)) for one in offers(row)]
    assert [(one.way, str(one.refused)) for one in offers(row, said=said)] == told
    assert any(refused for _way, refused in told)
