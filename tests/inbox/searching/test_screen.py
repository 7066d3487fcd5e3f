"""Searching and narrowing the queue, on the screen."""

from __future__ import annotations

import html
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Bundle, Bundled, Conversation, FollowUp, Message, Note, Outbound
from inbox.workflow import Status
from routing.models import Referral
from tests.factories import NOON, ConversationFactory, DepartmentFactory, MessageFactory
from tests.inbox.browsing import load, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db


def _about(text: str, **fields: Any) -> Conversation:
    made: Conversation = ConversationFactory(message__text=text, **fields)
    return made


def _text(page: str) -> str:
    return html.unescape(page)


def test_search_looks_everywhere(agent: Client) -> None:
    closed = _about("De lantaarn is stuk", status=Status.CLOSED)
    waits = _about("De lantaarn is stuk")
    _about("De fontein is stuk")
    page = page_of(agent, "/inbox/", q="lantaarn")
    assert {*rows_of(page)} == {closed.pk, waits.pk}


def test_tab_narrows_a_search(agent: Client) -> None:
    closed = _about("De lantaarn is stuk", status=Status.CLOSED)
    _about("De lantaarn is stuk")
    assert rows_of(page_of(agent, "/inbox/", q="lantaarn", status="closed")) == [closed.pk]


@pytest.mark.parametrize("query", [{}, {"status": "open"}])
def test_status_in_a_search_goes_before_the_tab(agent: Client, query: dict[str, str]) -> None:
    closed = _about("De lantaarn is stuk", status=Status.CLOSED)
    _about("De lantaarn is stuk")
    assert rows_of(page_of(agent, "/inbox/", q="status:gesloten", **query)) == [closed.pk]


def test_words_that_were_found_are_marked_in_the_row(agent: Client) -> None:
    _about("Is het <b>Café</b> op de hoek al open?")
    page = page_of(agent, "/inbox/", q="cafe")
    assert "&lt;b&gt;<mark>Café</mark>&lt;/b&gt; op" in page


def test_row_leads_to_the_message_that_was_found(agent: Client) -> None:
    row = _about("Goedemorgen")
    wanted = MessageFactory(conversation=row, text="De lantaarn is stuk")
    MessageFactory(conversation=row, text="Bedankt")
    page = page_of(agent, "/inbox/", q="lantaarn")
    address = f"/inbox/{row.pk}/?q=lantaarn&found=message-{wanted.pk}#message-{wanted.pk}"
    assert f'href="{address}"' in _text(page)
    opened = page_of(agent, address.partition("#")[0])
    assert re.findall(r'is-found" id="([a-z]+-\d+)"', opened) == [f"message-{wanted.pk}"]


def test_row_says_that_a_note_was_found(agent: Client, anouk: User) -> None:
    row = _about("Goedemorgen")
    note = Note.objects.create(conversation=row, text="De aannemer is gebeld", by=anouk)
    page = page_of(agent, "/inbox/", q="aannemer")
    assert f"#note-{note.pk}" in page
    assert "In een notitie:" in page


def test_deleted_words_are_nowhere(agent: Client) -> None:
    row = _about("Mijn nummer is geheim")
    Message.objects.update(text="", deleted_at=NOON)
    assert rows_of(page_of(agent, "/inbox/", q="geheim")) == []
    assert rows_of(page_of(agent, "/inbox/", q="")) == [row.pk]


def test_best_stands_first(agent: Client) -> None:
    named = _about("Goedemorgen", author__name="Willem Lantaarn")
    often = _about("Lantaarn! De lantaarn bij mijn lantaarn is stuk")
    once = _about("De stukke fontein staat in het park bij een heel oude lantaarn")
    assert rows_of(page_of(agent, "/inbox/", q="lantaarn")) == [named.pk, often.pk, once.pk]


def test_newest_stands_first_when_asked(agent: Client) -> None:
    made = [_about("Lantaarn"), _about("Lantaarn " * 3)]
    for row, hours in zip(made, (2, 1), strict=True):
        Conversation.objects.filter(pk=row.pk).update(updated_at=NOON + timedelta(hours=hours))
    page = page_of(agent, "/inbox/", q="lantaarn", order="newest")
    assert rows_of(page) == [row.pk for row in made]


@pytest.mark.parametrize("order", ["best", "newest", "queue"])
def test_pages_of_a_search_have_no_gaps_or_repeats(agent: Client, order: str) -> None:
    made = {_about("lantaarn " * (1 + number % 5)).pk for number in range(70)}
    address, seen = f"/inbox/?q=lantaarn&order={order}", []
    while address:
        page = _text(page_of(agent, address, "more"))
        seen += rows_of(page)
        further = re.search(r'href="(/inbox/\?[^"]*after=[^"]*)"', page)
        address = further[1] if further else ""
    assert len(seen) == 70
    assert {*seen} == made


@pytest.mark.parametrize("order", ["best", "newest"])
@pytest.mark.parametrize("place", ["x", "1", "1_2_3", "x_1", "0_2026-11-18T12:00:00+00:00_1"])
def test_place_nobody_gave_out_is_404(agent: Client, order: str, place: str) -> None:
    assert agent.get("/inbox/", {"q": "x", "order": order, "after": place}).status_code == 404


def test_what_is_not_understood_is_said(agent: Client) -> None:
    row = _about("De lantaarn is stuk")
    page = page_of(agent, "/inbox/", q="lantaarn is:leuk")
    assert rows_of(page) == [row.pk]
    assert "We kennen “is:leuk” niet." in page


@pytest.mark.parametrize(
    "text", ["-", '"', "kanaal:", "x" * 3000, '-- :: ""', "\x00", "' | !(", "🙂", "a:b:c:*", "\\"]
)
def test_nothing_that_is_typed_breaks_the_page(agent: Client, text: str) -> None:
    assert agent.get("/inbox/", {"q": text}).status_code == 200


def test_nothing_found_says_so(agent: Client) -> None:
    page = page_of(agent, "/inbox/", q="onvindbaar")
    assert "Niets gevonden." in page


# Filters -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "fields"),
    [
        ({"kind": "klacht"}, {"kind": "klacht"}),
        ({"urgency": "urgent"}, {"urgent": True}),
        ({"urgency": "danger"}, {"danger": "violence"}),
        ({"clock": "late"}, {"answer_by": NOON - timedelta(days=9000)}),
        ({"audience": "private"}, {"private": True}),
        ({"language": "en"}, {"language": "en"}),
        ({"neighbourhood": "Oudwijk"}, {"neighbourhood": "Oudwijk"}),
    ],
)
def test_filter(agent: Client, query: dict[str, str], fields: dict[str, Any]) -> None:
    wanted, _ = ConversationFactory(**fields), ConversationFactory()
    assert rows_of(page_of(agent, "/inbox/", **query)) == [wanted.pk]


def _in_form(form: str) -> Any:
    def write(row: Conversation, by: User) -> None:
        row.messages.update(form=form)

    return write


def _mail_failed(row: Conversation, by: User) -> None:
    actions.refer(row, DepartmentFactory(), "Wanneer?", by)
    Referral.objects.update(mail_problem="550 No such mailbox")


def _bundled(row: Conversation, by: User) -> None:
    actions.gather([row], by)
    Bundle.objects.update(number=2)


def _alike(row: Conversation, by: User) -> None:
    _bundled(row, by)
    Bundled.objects.update(state=Bundled.State.PROPOSED)


def _for_the_lead(row: Conversation, by: User) -> None:
    Conversation.objects.filter(pk=row.pk).update(needs_lead=True)


def _not_sent(row: Conversation, by: User) -> None:
    answer = MessageFactory(conversation=row, incoming=False)
    Outbound.objects.create(conversation=row, message=answer, by=by, state="failed")


def _late_soon(row: Conversation, by: User) -> None:
    soon = timezone.now() + timedelta(minutes=50)
    Conversation.objects.filter(pk=row.pk).update(answer_by=soon)


def _to_ask(row: Conversation, by: User) -> None:
    Conversation.objects.filter(pk=row.pk).update(reopened_at=NOON)
    answer = MessageFactory(conversation=row, incoming=False)
    FollowUp.objects.create(
        conversation=row, answer=answer, day=NOON.date(), by=by, state="returned", ended_at=NOON
    )


@pytest.mark.parametrize(
    ("happens", "name", "value", "words"),
    [
        (_in_form("mention"), "form", "mention", "vermelding"),
        (_in_form("quote"), "form", "quote", "citaat"),
        (_in_form("found"), "form", "found", "zoekopdracht"),
        (_in_form("recommends"), "form", "review", "recensie"),
        (_in_form("advises_against"), "form", "review", "recensie"),
        (_in_form("story_reply"), "form", "story", "story"),
        (_in_form("story_mention"), "form", "story", "story"),
        (_mail_failed, "mail", "mail_failed", "mail-niet-aangekomen"),
        (_not_sent, "sending", "not_sent", "niet-verstuurd"),
        (_late_soon, "clock", "hour", "binnen-het-uur-te-laat"),
        (_bundled, "bundle", "bundled", "bundel"),
        (_alike, "bundle", "alike", "dezelfde-vraag"),
        (_for_the_lead, "lead", "1", "teamleider"),
        (_to_ask, "ask", "ask", "nazorg"),
    ],
)
def test_what_a_row_shows_can_be_narrowed_to(
    agent: Client,
    conversation: Conversation,
    anouk: User,
    happens: Any,
    name: str,
    value: str,
    words: str,
) -> None:
    """In the filters with its number, by the address, as a chip, and by “is:”."""
    ConversationFactory()
    happens(conversation, anouk)
    folded = page_of(agent, "/inbox/", filters="1", status="all")
    [choices] = re.findall(rf'<select[^>]*name="{name}">(.*?)</select>', folded, re.DOTALL)
    assert re.findall(r'value="([^"]+)">[^<]*\(1\)', choices) == [value]
    page = page_of(agent, "/inbox/", status="all", **{name: value})
    assert rows_of(page) == [conversation.pk]
    assert page.count('data-testid="chip"') == 1
    assert rows_of(page_of(agent, "/inbox/", status="all", q=f"is:{words}")) == [conversation.pk]


def test_filters_and_search_combine(agent: Client) -> None:
    wanted = _about("De lantaarn is stuk", kind="klacht", language="nl")
    _about("De lantaarn is stuk", kind="klacht", language="en")
    _about("De lantaarn is stuk", kind="vraag", language="nl")
    query = {"q": "lantaarn", "kind": "klacht", "language": "nl"}
    assert rows_of(page_of(agent, "/inbox/", **query)) == [wanted.pk]


def test_each_filter_can_be_taken_away(agent: Client) -> None:
    department = DepartmentFactory(name="Afval & Reiniging")
    ConversationFactory(department=department, kind="klacht")
    page = page_of(agent, "/inbox/", department=department.pk, kind="klacht", after="")
    chips = re.findall(r'href="([^"]*)" data-testid="chip"', page)
    assert [_text(chip) for chip in chips] == [
        "/inbox/?kind=klacht",
        f"/inbox/?department={department.pk}",
    ]
    assert "Afval &amp; Reiniging" in page


def test_filter_on_what_is_gone_says_so(agent: Client, conversation: Conversation) -> None:
    gone = DepartmentFactory(active=False)
    page = page_of(agent, "/inbox/", department=gone.pk)
    assert rows_of(page) == [conversation.pk]
    assert "want wat er stond bestaat niet meer: vakafdeling." in page


def test_filters_fold_out_with_numbers(agent: Client) -> None:
    department = DepartmentFactory(name="Afval & Reiniging")
    for kind in ("klacht", "klacht", "vraag"):
        ConversationFactory(department=department, kind=kind, language="nl")
    ConversationFactory(status=Status.CLOSED, kind="idee")
    page = page_of(agent, "/inbox/", filters="1")
    assert re.findall(r'<option value="[a-z]+">((?:Klacht|Vraag|Idee)[^<]*)<', page) == [
        "Klacht (2)",
        "Vraag (1)",
    ]
    assert "Afval &amp; Reiniging (3)" in page
    assert "Nederlands (3)" in page


def test_filters_cost_one_query_more(agent: Client, django_assert_max_num_queries: Any) -> None:
    ConversationFactory(kind="klacht")
    load(agent, "/inbox/")
    with django_assert_max_num_queries(20) as asked:
        agent.get("/inbox/")
    folded = len(asked)
    load(agent, "/inbox/?filters=1")
    with django_assert_max_num_queries(folded + 1):
        agent.get("/inbox/?filters=1")


def test_search_costs_one_query_more(agent: Client, django_assert_max_num_queries: Any) -> None:
    _about("De lantaarn is stuk")
    load(agent, "/inbox/")
    with django_assert_max_num_queries(20) as asked:
        agent.get("/inbox/")
    plain = len(asked)
    load(agent, "/inbox/?q=lantaarn")
    with django_assert_max_num_queries(plain + 1):
        agent.get("/inbox/?q=lantaarn")


def test_who_may_not_read_names_finds_nobody_by_name(as_user: Any, otto: User) -> None:
    named = _about("Goedemorgen", author__name="Willem Zandbergen")
    _about("Groeten van Willem Zandbergen", author=named.author, account=named.account)
    page = page_of(as_user(otto), "/inbox/", q="van:zandbergen")
    assert "Je kunt niet zoeken op de namen van inwoners." in page
    assert named.pk not in rows_of(page_of(as_user(otto), "/inbox/", q="zandbergen"))
    assert "Zandbergen" not in page_of(as_user(otto), "/inbox/", q="groeten")
    assert "<mark>" not in page_of(as_user(otto), "/inbox/", q="groeten")
