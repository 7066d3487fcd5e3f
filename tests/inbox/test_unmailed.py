"""What is said on the pages when reminders do not arrive."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inbox import actions, reminding
from inbox.models import Unmailed
from inbox.reminding import unmailed
from tests.factories import ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

Problem = Unmailed.Problem


def _page(who: User) -> str:
    client = Client()
    client.force_login(who)
    return client.get("/inbox/").content.decode()


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def test_lead_reads_whom_reminders_do_not_reach(lena: User) -> None:
    unmailed.note("bram@example.nl", Problem.REFUSED, "550 No such mailbox")
    page = _page(lena)
    assert 'data-testid="reminder-trouble"' in page
    assert "bram@example.nl" in page
    assert "550" not in page


def test_what_the_mail_server_said_is_for_who_repairs_it() -> None:
    unmailed.note("bram@example.nl", Problem.REFUSED, "550 No such mailbox")
    (trouble,) = unmailed.reminder_troubles()
    assert trouble.detail == "550 No such mailbox"
    assert "address" in trouble.repair


def test_agent_reads_of_danger_only(anouk: User) -> None:
    unmailed.note("bram@example.nl", Problem.REFUSED)
    assert "reminder-trouble" not in _page(anouk)
    ConversationFactory(danger="fire")
    unmailed.note(unmailed.NOBODY, Problem.NOBODY, danger=True)
    page = _page(anouk)
    assert 'data-testid="danger-unmailed"' in page
    assert "reminder-trouble" not in page


def test_danger_is_said_until_somebody_acts_on_it(anouk: User) -> None:
    burning = ConversationFactory(danger="fire")
    reminding.alert()
    assert 'data-testid="danger-unmailed"' in _page(anouk)
    actions.claim(burning, anouk)
    assert 'data-testid="danger-unmailed"' not in _page(anouk)


def test_danger_is_said_while_nobody_acted_on_another(anouk: User) -> None:
    burning, _another = ConversationFactory(danger="fire"), ConversationFactory(danger="gas")
    reminding.alert()
    actions.claim(burning, anouk)
    assert [one.danger for one in unmailed.reminder_troubles()] == [True]


def test_since_is_the_first_time_and_a_mail_that_arrives_ends_it() -> None:
    unmailed.note("bram@example.nl", Problem.UNREACHABLE)
    first = Unmailed.objects.get().since
    unmailed.note("bram@example.nl", Problem.REFUSED)
    row = Unmailed.objects.get()
    assert (row.since, row.problem) == (first, "refused")
    unmailed.arrived("bram@example.nl")
    assert unmailed.reminder_troubles() == []


def test_what_was_not_tried_again_for_a_day_is_over() -> None:
    unmailed.note("bram@example.nl", Problem.REFUSED)
    with time_machine.travel(timezone.now() + timedelta(days=1, minutes=1)):
        assert unmailed.reminder_troubles() == []


def test_without_a_mail_server_it_is_one_line() -> None:
    for name in ("anouk", "bram", "lena"):
        unmailed.note(f"{name}@example.nl", Problem.UNREACHABLE)
    (trouble,) = unmailed.reminder_troubles()
    assert "Nobody gets reminders" in trouble.words
