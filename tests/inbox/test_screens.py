"""The inbox screen over HTTP: its parts, what it refuses, its filters and its pages."""

from __future__ import annotations

import re
import uuid
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from inbox import actions
from inbox.models import Conversation, Forwarding, Outbound
from inbox.pages import PAGE_SIZE
from inbox.workflow import Sending, Status
from routing import desk
from routing.models import Department
from tests.factories import ConversationFactory
from tests.inbox.browsing import at, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db


def _again(conversation: Conversation) -> Conversation:
    return Conversation.objects.get(pk=conversation.pk)


# Parts -------------------------------------------------------------------------------------------


def _still(page: str) -> str:
    """Without what differs each time: tokens, keys and the time."""
    return re.sub(r'(value=|X-CSRFToken": |seen_at=)"[\w:.+-]{30,}"', "", page)


@pytest.mark.parametrize("part", ["queue", "conversation", "thread", "context"])
def test_part_is_the_same_as_in_the_whole_page(
    agent: Client, conversation: Conversation, part: str
) -> None:
    address = at("conversation", conversation)
    beside = r'<div [^>]*(?:id="messages"|hx-swap-oob)'  # what else of the page changes with it
    fragment = re.split(beside, page_of(agent, address, part), maxsplit=1)[0].strip()
    assert f'id="{part}"' in fragment[:100]
    assert _still(fragment) in _still(page_of(agent, address))


def test_more_is_rows_only(agent: Client) -> None:
    ConversationFactory.create_batch(PAGE_SIZE + 1)
    further = re.search(r'href="(/inbox/[^"]*after=[^"]*)"', page_of(agent, "/inbox/"))
    assert further
    more = page_of(agent, further[1], "more")
    assert more.strip().startswith("<li")
    assert len(rows_of(more)) == 1


@pytest.mark.parametrize("target", ["", "elsewhere"])
def test_anything_else_gets_the_whole_page(
    agent: Client, conversation: Conversation, target: str
) -> None:
    assert "<!doctype html>" in page_of(agent, at("conversation", conversation), target)


def test_htmx_that_lost_its_history_gets_the_whole_page(
    agent: Client, conversation: Conversation
) -> None:
    headers = {
        "HX-Request": "true",
        "HX-Target": "queue",
        "HX-History-Restore-Request": "true",
    }
    response = agent.get(at("conversation", conversation), headers=headers)
    assert "<!doctype html>" in response.content.decode()


def test_caches_keep_the_parts_apart(agent: Client, conversation: Conversation) -> None:
    response = agent.get(at("conversation", conversation))
    assert {"HX-Request", "HX-Target"} <= set(response["Vary"].split(", "))


class _Ways(HTMLParser):
    """Where a link or form leads without JavaScript, and where with it."""

    def __init__(self) -> None:
        super().__init__()
        self.pairs: list[tuple[str | None, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        plain = {"a": "href", "form": "action"}.get(tag)
        with_htmx = found.get("hx-get") or found.get("hx-post")
        if plain and with_htmx:
            self.pairs.append((found.get(plain), with_htmx))


def test_everything_leads_to_the_same_place_without_javascript(
    agent: Client, conversation: Conversation
) -> None:
    ConversationFactory.create_batch(PAGE_SIZE + 1)
    ways = _Ways()
    ways.feed(page_of(agent, at("conversation", conversation), status="open"))
    assert len(ways.pairs) > PAGE_SIZE
    assert [pair for pair in ways.pairs if pair[0] != pair[1]] == []


def test_page_works_with_nothing_in_it(agent: Client) -> None:
    assert "Alles beantwoord" in page_of(agent, "/inbox/")


def test_observer_is_offered_nothing_to_do(
    as_user: Any, otto: User, conversation: Conversation
) -> None:
    page = page_of(as_user(otto), at("conversation", conversation))
    changing = re.findall(r'<form[^>]*method="post"[^>]*action="(/inbox/[^"]*)"', page)
    assert changing == []
    assert "Je kijkt mee" in page


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_conversation_that_is_not_there_is_404(agent: Client, number: str) -> None:
    assert agent.get(f"/inbox/{number}/").status_code == 404
    assert agent.post(f"/inbox/{number}/claim/").status_code == 404


# What is done without htmx -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("claim", {}),
        ("release", {}),
        ("close", {}),
        ("reopen", {}),
        ("reply", {"text": "Dinsdag.", "key": str(uuid.uuid4())}),
        ("note", {"note-text": "Even bellen."}),
        ("sort", {"department": "", "kind": "klacht"}),
    ],
)
def test_what_was_done_leads_back_to_the_conversation(
    agent: Client, conversation: Conversation, name: str, given: dict[str, str]
) -> None:
    response = agent.post(at(name, conversation), given)
    assert response.status_code == 303
    assert response.headers["Location"] == at("conversation", conversation)


def test_question_is_forwarded_and_withdrawn(
    agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    given = {"refer-department": openbare_ruimte.pk, "refer-question": "Wanneer snoeien we?"}
    page = agent.post(at("refer", conversation), given, follow=True).content.decode()
    assert "Doorgezet naar Openbare Ruimte &amp; Groen" in page
    response = agent.post(at("withdraw", conversation, Forwarding.objects.get().pk))
    assert response.status_code == 303
    assert _again(conversation).status == Status.OPEN


def test_failed_answer_is_sent_again(agent: Client, conversation: Conversation, anouk: Any) -> None:
    outbound = actions.reply(conversation, "Dinsdag.", anouk)
    Outbound.objects.update(state=Sending.FAILED, reason="unavailable")
    assert agent.post(at("sending", conversation, outbound.pk, "retry")).status_code == 303
    assert Outbound.objects.get().state == Sending.QUEUED


def test_answer_of_another_conversation_is_not_there(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    outbound = actions.reply(ConversationFactory(), "Dinsdag.", anouk)
    assert agent.post(at("sending", conversation, outbound.pk, "drop")).status_code == 404


def test_click_that_is_refused_says_why(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    actions.claim(conversation, bas)
    page = agent.post(at("claim", conversation), follow=True).content.decode()
    assert "Bas Visser is hier al mee bezig" in page
    assert _again(conversation).assignee == bas


def test_taking_over_is_said_knowingly(
    agent: Client, conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.claim(conversation, bas)
    agent.post(at("claim", conversation), {"take_over": "1"})
    assert _again(conversation).assignee == anouk


@pytest.mark.parametrize("because", ["", "spam"])
def test_what_a_colleague_is_on_is_not_closed_under_their_hands(
    agent: Client, conversation: Conversation, bas: User, because: str
) -> None:
    actions.claim(conversation, bas)
    given = {"version": conversation.version, "because": because}
    page = agent.post(at("close", conversation), given, follow=True).content.decode()
    assert "Bas Visser is hiermee bezig" in page
    assert _again(conversation).status == Status.OPEN


@pytest.mark.parametrize("status", [Status.OPEN, Status.ANSWERED])
def test_only_who_is_on_it_is_offered_to_close_it(
    agent: Client, as_user: Any, conversation: Conversation, bas: User, status: Status
) -> None:
    actions.claim(conversation, bas)
    Conversation.objects.update(status=status)
    offered = ('data-testid="close"', 'data-testid="spam"')
    theirs = page_of(agent, at("conversation", conversation))
    assert not any(one in theirs for one in offered)
    mine = page_of(as_user(bas), at("conversation", conversation))
    assert all(one in mine for one in offered)


def test_nobody_lets_go_what_a_colleague_is_on(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    actions.claim(conversation, bas)
    agent.post(at("release", conversation))
    assert _again(conversation).assignee == bas


# What the composer begins with -------------------------------------------------------------------


def _composer(page: str) -> str:
    found = re.search(r'<textarea name="text"[^>]*>([^<]*)</textarea>', page)
    assert found
    return found[1].strip()


def test_answer_of_the_department_stands_ready(
    agent: Client, conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    actions.take_answer(desk.answer(forwarding.referral, "In week 48.", bram))
    assert _composer(page_of(agent, at("conversation", conversation))) == "In week 48."


def test_question_handed_back_does_not(
    agent: Client, conversation: Conversation, anouk: User, bram: User, openbare_ruimte: Department
) -> None:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk)
    actions.take_answer(desk.hand_back(forwarding.referral, "Niet van ons.", bram))
    page = page_of(agent, at("conversation", conversation))
    assert _composer(page) == ""
    assert "Niet van ons." in page


def test_answer_that_was_not_placed_can_be_changed(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    outbound = actions.reply(conversation, "Dinsdag.", anouk)
    Outbound.objects.update(state=Sending.FAILED, reason="too_long")
    assert _composer(page_of(agent, at("conversation", conversation))) == ""
    page = agent.post(at("sending", conversation, outbound.pk, "rewrite"), follow=True)
    assert _composer(page.content.decode()) == "Dinsdag."
    assert Outbound.objects.get().state == Sending.DROPPED


def test_length_is_counted_as_the_platform_does(agent: Client, conversation: Conversation) -> None:
    counted = agent.post(at("count", conversation), {"text": "https://www.voorbeeld.nl/" * 1})
    assert 'data-length="23"' in counted.content.decode()


def test_why_this_department_is_shown(agent: Client, conversation: Conversation) -> None:
    Conversation.objects.update(why="Regel “Bomen” (woorden: berk)")
    assert "Regel “Bomen” (woorden: berk)" in page_of(agent, at("conversation", conversation))
