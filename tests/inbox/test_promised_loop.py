"""Promised times follow what happens, whoever does it, and stand where people look."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inbox import actions, greeting
from inbox.models import Conversation, Greeting
from routing.promises import Hours
from tests.inbox.promised import again, at, keep_hours, norm, reckoned, said
from tests.town import PLATFORMS, Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db

ALWAYS = Hours.from_json(
    {"week": {day: ["00:00-24:00"] for day in ("ma", "di", "wo", "do", "vr", "za", "zo")}}
)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_words_that_come_in_are_promised_an_answer_until_it_stands(
    town: Town, anouk: User, platform: str
) -> None:
    keep_hours(ALWAYS)
    norm(60)
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    row = conversation_of(asked)
    assert row.answer_by == row.messages.get().created_at + timedelta(hours=1)
    actions.reply(row, "Volgende week dinsdag.", anouk)
    assert again(row).answer_by == row.answer_by
    send_all()
    row = again(row)
    assert row.answer_by is None
    assert row.answered_at
    assert timezone.now() - row.answered_at < timedelta(minutes=1)


def test_each_of_many_that_come_in_together_has_its_promise(town: Town) -> None:
    keep_hours(ALWAYS)
    norm(60)
    for number in range(5):
        town.says("x", f"@GemVoorbeeld lantaarn {number} is stuk", author=f"inwoner_{number}")
    town.listen("x")
    assert Conversation.objects.filter(answer_by__isnull=False).count() == 5


def test_choosing_a_kind_chooses_a_norm(conversation: Conversation, anouk: User) -> None:
    norm(60)
    norm(30, kind="klacht")
    reckoned(conversation)
    actions.choose_kind(conversation, "klacht", anouk)
    assert said(again(conversation).answer_by) == "wo 13:30"


def test_choosing_a_department_chooses_a_norm(
    conversation: Conversation, anouk: User, openbare_ruimte: Any
) -> None:
    norm(60)
    norm(30, department=openbare_ruimte)
    reckoned(conversation)
    actions.choose_department(conversation, openbare_ruimte, anouk)
    assert said(again(conversation).answer_by) == "wo 13:30"


def test_closing_ends_the_promise_and_opening_again_begins_one(
    conversation: Conversation, anouk: User
) -> None:
    norm(60)
    reckoned(conversation)
    with time_machine.travel(at("wo 13:30"), tick=False):
        actions.close(conversation, anouk)
    assert again(conversation).answer_by is None
    with time_machine.travel(at("wo 14:00"), tick=False):
        actions.reopen(conversation, anouk)
    assert said(again(conversation).answer_by) == "wo 15:00"


def test_clock_stands_in_the_queue_and_above_the_conversation(
    conversation: Conversation, agent: Client
) -> None:
    norm(60)
    reckoned(conversation)
    agent.cookies["django_language"] = "en"
    with time_machine.travel(at("wo 13:50"), tick=False):
        page = agent.get(f"/inbox/{conversation.pk}/").content.decode()
    row, head = page.split('id="conversation-title"', 1)
    for part in (row, head):
        assert "10 min left" in part
        assert 'data-state="soon"' in part


def test_greeting_is_shown_as_automatic(conversation: Conversation, agent: Client) -> None:
    Greeting.objects.create(account=conversation.account, text="Dicht.", active=True)
    when = at("wo 20:00")
    Conversation.objects.update(created_at=when)
    conversation.messages.update(created_at=when)
    with time_machine.travel(at("wo 20:02"), tick=False):
        greeting.greet()
        agent.cookies["django_language"] = "en"
        page = agent.get(f"/inbox/{conversation.pk}/").content.decode()
    thread = page.split('id="thread"', 1)[1]
    assert re.search(r'<strong class="message__who"[^>]*>Automatic answer</strong>', thread)
