"""What the template tags make of strangers' words, times and events."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from typing import Any

import pytest
import time_machine
from django import forms
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from connectors.base import Capability, Since, TextRule, Way, Window
from connectors.models import Account
from inbox.models import Conversation, Event, Message, Note
from inbox.templatetags.citizens import linked
from inbox.templatetags.controls import control
from inbox.templatetags.happenings import sentence
from inbox.templatetags.moments import exact, moment, since, when
from inbox.templatetags.sorted_as import kind_name
from inbox.templatetags.story import scenes
from inbox.templatetags.ways_of import closed_at, left, share_left, why_it_closes
from inbox.timeline import Entry
from inbox.ways import Offer
from webcare.models import User

NOW = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
ANOUK = User(first_name="Anouk", last_name="de Wit")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text, self.tags = "", set[str]()

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags.add(tag)


def read(html: str) -> _Reader:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader


# The words of strangers


def test_markup_of_a_citizen_is_shown_and_not_run() -> None:
    assert linked("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;"


def test_an_address_can_be_followed_and_its_full_stop_stays_outside() -> None:
    html = linked("Zie https://voorbeeld.nl/a?b=1&c=2.")
    assert 'href="https://voorbeeld.nl/a?b=1&amp;c=2"' in html
    assert html.endswith("</a>.")


def test_an_address_cannot_break_out_of_its_attribute() -> None:
    html = linked('https://x.nl/"onmouseover="alert(1)')
    assert 'onmouseover="' not in html


def test_other_schemes_are_only_text() -> None:
    assert "<a" not in linked("javascript:alert(1) data:text/html,x")


@given(st.text())
def test_no_text_is_lost_and_nothing_but_links_is_made(text: str) -> None:
    page = read(linked(text.replace("\r", "").replace("\x00", "")))
    assert page.text == text.replace("\r", "").replace("\x00", "")
    assert page.tags <= {"a"}


# Times


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        (timedelta(seconds=30), "1 min"),
        (timedelta(minutes=34), "34 min"),
        (timedelta(hours=2), "2 uur"),
        (timedelta(days=1), "1 dag"),
        (timedelta(minutes=-5), "1 min"),
    ],
)
def test_a_waiting_time_is_said_in_one_unit(ago: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False), override("nl"):
        assert since(NOW - ago) == words


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 11, 18, 9, 5, tzinfo=UTC), "vandaag 10:05"),
        (datetime(2026, 11, 17, 22, 59, tzinfo=UTC), "gisteren 23:59"),
        (datetime(2026, 11, 17, 23, 1, tzinfo=UTC), "vandaag 00:01"),
        (datetime(2025, 11, 16, 9, 0, tzinfo=UTC), "16 november 2025 10:00"),
    ],
)
def test_a_moment_is_said_as_people_in_amsterdam_do(at: datetime, words: str) -> None:
    with time_machine.travel(NOW, tick=False), override("nl"):
        assert when(at) == words


def test_a_moment_is_exact_for_machines_and_on_hover() -> None:
    with override("nl"):
        html = moment(NOW)
    assert 'datetime="2026-11-18T12:00:00+00:00"' in html
    assert 'title="18 november 2026 13:00"' in html


# Events


@pytest.mark.parametrize("verb", Event.Verb.values)
@pytest.mark.parametrize("data", [{}, {"department": "Afval", "old": "A", "new": "B"}])
@pytest.mark.parametrize("actor", [None, ANOUK])
def test_every_event_is_a_sentence_without_gaps(
    verb: str, data: dict[str, str], actor: User | None
) -> None:
    with override("en"):
        said = sentence(Event(verb=verb, data=data, actor=actor))
    assert said.strip()
    assert "%(" not in said


def test_a_moment_that_was_written_out_is_said_in_each_language() -> None:
    assert [exact(NOW), exact(NOW)] == ["18 november 2026 13:00"] * 2
    with override("en"):
        assert "18 November 2026" in exact(NOW)


@pytest.mark.parametrize(
    ("kind", "words"), [("klacht", "klacht"), ("", ""), ("of-another-version", "")]
)
def test_kind_is_named_where_it_is_known(kind: str, words: str) -> None:
    assert kind_name(Conversation(kind=kind)) == words


def test_a_change_of_department_names_both() -> None:
    event = Event(verb="department", data={"old": "Afval", "new": "Wonen"}, actor=ANOUK)
    with override("nl"):
        assert sentence(event) == "Anouk de Wit wijzigde de vakafdeling van Afval in Wonen"


def test_a_conversation_that_opens_by_itself_names_nobody() -> None:
    with override("nl"):
        assert "inwoner" in sentence(Event(verb="reopened", data={}))


def test_a_percent_sign_in_a_name_is_only_a_sign() -> None:
    event = Event(verb="routed", data={"department": "100% Afval"})
    with override("nl"):
        assert sentence(event).endswith("100% Afval")


# The story


def entry(kind: str, hours: int) -> Entry:
    its: dict[str, Message | Note | Event] = {
        "message": Message(),
        "note": Note(),
        "event": Event(),
    }
    return Entry(kind, NOW + timedelta(hours=hours), its[kind])


def test_events_in_a_row_are_told_together_and_messages_apart() -> None:
    kinds = ["message", "message", "event", "event", "note", "event"]
    told = [(scene.kind, len(scene.entries)) for scene in scenes(entry(kind, 0) for kind in kinds)]
    assert told == [("message", 1), ("message", 1), ("event", 2), ("note", 1), ("event", 1)]


def test_each_day_is_said_once_and_parts_events() -> None:
    told = scenes([entry("event", 0), entry("event", 1), entry("event", 24)])
    assert [(len(scene.entries), scene.begins_day) for scene in told] == [(2, True), (1, True)]


# Fields


class Form(forms.Form):
    text = forms.CharField(widget=forms.Textarea, help_text="Hulp")


def test_a_field_is_described_by_what_stands_beside_it_its_help_and_its_error() -> None:
    html = control(Form({"text": ""})["text"], "textarea", "audience count")
    assert 'aria-describedby="audience count id_text_helptext id_text_error"' in html


def test_a_refused_field_looks_refused() -> None:
    assert "utrecht-textarea--invalid" in control(Form({"text": ""})["text"], "textarea")
    assert "utrecht-textarea--invalid" not in control(Form()["text"], "textarea")


# Ways to answer ----------------------------------------------------------------------------------

DAY = Window(timedelta(hours=24), Since.CITIZEN, "a day", name="standard")
WEEK = Window(timedelta(days=7), Since.CITIZEN, "a week", name="human", feature="human")


def offer(hours_ago: float, closes_in: float | None = None) -> Offer:
    """A way with a day, and a week for who has that, to a message of so long ago."""
    way = Way(Capability.DM, TextRule(limit=10, count=len), windows=(DAY, WEEK))
    target = Message(created_at=NOW - timedelta(hours=hours_ago))
    end = None if closes_in is None else NOW + timedelta(hours=closes_in)
    return Offer(way, target, DAY, end)


@pytest.mark.parametrize(
    ("hours_ago", "closes_in", "share"), [(0, 24, 100), (18, 6, 25), (23.9, 0.1, 0), (1, None, 100)]
)
def test_ring_shows_what_is_left(hours_ago: float, closes_in: float | None, share: int) -> None:
    with time_machine.travel(NOW, tick=False):
        assert share_left(offer(hours_ago, closes_in)) == share


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0.2, "1 min"), (59, "59 min"), (61, "1 uur"), (60 * 47, "47 uur"), (60 * 49, "2 dagen")],
)
def test_what_is_left_is_said_in_one_unit(minutes: float, words: str) -> None:
    with time_machine.travel(NOW, tick=False), override("nl"):
        assert left(NOW + timedelta(minutes=minutes)) == words


@pytest.mark.parametrize(("features", "why"), [([], "a day"), (["human"], "a week")])
def test_rule_that_is_said_is_that_of_the_last_window(features: list[str], why: str) -> None:
    conversation = Conversation(account=Account(features=features))
    assert why_it_closes(offer(1), conversation) == why


@pytest.mark.parametrize(
    ("hours_ago", "features", "closed"), [(23, [], False), (25, [], True), (25, ["human"], False)]
)
def test_way_is_closed_once_its_last_window_is(
    hours_ago: float, features: list[str], closed: bool
) -> None:
    conversation = Conversation(account=Account(features=features))
    with time_machine.travel(NOW, tick=False):
        assert (closed_at(offer(hours_ago), conversation) is not None) == closed
