"""A conversation sleeps out of sight, and wakes by itself when something happens."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from inbox import actions, snoozed
from inbox.actions.locking import locked
from inbox.models import Conversation, Event
from inbox.refusals import Refused
from inbox.standing import settle, tell
from inbox.tasks import wake_snoozed
from inbox.workflow import Status
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.browsing import at, page_of, pressed_by_enter, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db

HERE = ZoneInfo("Europe/Amsterdam")
HOUR = timedelta(hours=1)


def later(hours: int = 1) -> datetime:
    return timezone.now() + hours * HOUR


def sleeps(conversation: Conversation) -> bool:
    conversation.refresh_from_db()
    return conversation.snoozed_at is not None


def woken(conversation: Conversation) -> list[dict[str, Any]]:
    return list(conversation.events.filter(verb="woken").values_list("data", flat=True))


def shown(client: Client, status: str = "open") -> list[int]:
    return rows_of(page_of(client, "/inbox/", status=status))


@pytest.mark.parametrize("hours", [1, None], ids=["time", "citizen"])
def test_what_sleeps_is_in_a_list_of_its_own(
    agent: Client, conversation: Conversation, anouk: User, hours: int | None
) -> None:
    awake = ConversationFactory()
    actions.snooze(conversation, later(hours) if hours else None, anouk)
    assert shown(agent) == [awake.pk]
    assert shown(agent, "snoozed") == [conversation.pk]
    assert sleeps(conversation)
    assert conversation.status == Status.OPEN


def test_enter_in_the_field_of_an_own_moment_chooses_that_moment(
    agent: Client, conversation: Conversation
) -> None:
    page = page_of(agent, at("conversation", conversation))
    assert pressed_by_enter(page)["snooze-at"] == "until=own"


def test_what_a_colleague_is_on_is_not_offered_to_sleep(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    actions.claim(conversation, bas)
    assert 'id="snooze-menu"' not in page_of(agent, at("conversation", conversation))


def test_new_words_of_the_citizen_wake_it(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, later(), anouk)
    MessageFactory(conversation=conversation, created_at=timezone.now())
    with locked(conversation) as row:
        settle(row, heard=True)
    assert not sleeps(conversation)
    assert woken(conversation) == [{"because": "citizen"}]


def test_settling_without_news_lets_it_sleep(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, later(), anouk)
    with locked(conversation) as row:
        settle(row)
    assert sleeps(conversation)


def test_whatever_else_happens_wakes_it(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, later(), anouk)
    with locked(conversation) as row:
        tell(row, Event.Verb.ASKED)
        settle(row)
    assert not sleeps(conversation)
    assert woken(conversation) == [{"because": "news"}]


def test_our_answer_ends_it_without_another_line(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, later(), anouk)
    actions.reply(conversation, "In maart.", anouk)
    assert not sleeps(conversation)
    assert woken(conversation) == []


def test_closing_ends_it(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, None, anouk)
    actions.close(conversation, anouk)
    assert not sleeps(conversation)


def test_it_is_back_at_its_time_before_any_task_ran(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    actions.snooze(conversation, later(), anouk)
    Conversation.objects.update(snoozed_until=timezone.now())
    assert shown(agent) == [conversation.pk]
    assert shown(agent, "snoozed") == []


@pytest.mark.parametrize("passed", ["snoozed_until", "answer_soon", "answer_by", "solve_by"])
def test_task_wakes_what_is_due(conversation: Conversation, anouk: User, passed: str) -> None:
    actions.snooze(conversation, later(), anouk)
    Conversation.objects.update(snoozed_at=later(-2), **{passed: later(-1)})
    [found] = snoozed.due(timezone.now())
    wake_snoozed(found.pk)
    assert not sleeps(conversation)
    assert woken(conversation) == [{}]


def test_what_was_late_before_it_slept_lets_it_sleep(
    conversation: Conversation, anouk: User
) -> None:
    Conversation.objects.update(answer_by=later(-1), answer_soon=later(-2))
    actions.snooze(conversation, later(), anouk)
    assert not snoozed.due(timezone.now()).exists()


def test_task_that_comes_too_early_changes_nothing(conversation: Conversation, anouk: User) -> None:
    actions.snooze(conversation, later(), anouk)
    wake_snoozed(conversation.pk)
    assert sleeps(conversation)


def test_promised_time_goes_on_counting(conversation: Conversation, anouk: User) -> None:
    promised = later(3)
    Conversation.objects.update(answer_by=promised)
    actions.snooze(conversation, later(), anouk)
    conversation.refresh_from_db()
    assert conversation.answer_by == promised


def test_danger_does_not_sleep(conversation: Conversation, anouk: User) -> None:
    Conversation.objects.update(danger="gas")
    with pytest.raises(Refused):
        actions.snooze(conversation, later(), anouk)


def test_danger_noticed_later_stands_in_the_queue_at_once(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    actions.snooze(conversation, None, anouk)
    Conversation.objects.update(danger="gas")
    assert shown(agent) == [conversation.pk]
    assert list(snoozed.due(timezone.now())) == [conversation]


@pytest.mark.parametrize("hours", [-1, 24 * 400])
def test_moment_has_to_be_to_come_and_within_a_year(
    conversation: Conversation, anouk: User, hours: int
) -> None:
    with pytest.raises(Refused):
        actions.snooze(conversation, later(hours), anouk)


def test_colleague_who_is_on_it_is_not_passed_over(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    actions.claim(conversation, bas)
    with pytest.raises(Refused):
        actions.snooze(conversation, later(), anouk)


def test_what_was_added_meanwhile_stops_it(conversation: Conversation, anouk: User) -> None:
    seen = conversation.version
    actions.reply(conversation, "In maart.", anouk)
    with pytest.raises(Refused):
        actions.snooze(conversation, later(), anouk, version=seen)


def names(now: datetime) -> dict[str, datetime]:
    return {moment.name: moment.at.astimezone(HERE) for moment in snoozed.moments(now)}


def test_moments_follow_the_clock_on_the_wall_through_summer_time() -> None:
    saturday = datetime(2027, 3, 27, 12, 30, tzinfo=HERE)  # the clock goes on that night
    found = names(saturday)
    assert found["afternoon"] == datetime(2027, 3, 27, 14, 0, tzinfo=HERE)
    assert found["tomorrow"].astimezone(UTC) == datetime(2027, 3, 28, 7, 0, tzinfo=UTC)
    assert found["monday"].astimezone(UTC) == datetime(2027, 3, 29, 7, 0, tzinfo=UTC)
    midnight = datetime(2027, 3, 28, 0, 30, tzinfo=HERE)
    assert names(midnight)["soon"].astimezone(UTC) == midnight.astimezone(UTC) + 2 * HOUR


def test_no_afternoon_when_it_is_late_and_no_monday_when_that_is_tomorrow() -> None:
    sunday = datetime(2026, 11, 22, 16, 0, tzinfo=HERE)
    assert set(names(sunday)) == {"soon", "tomorrow"}
    monday = datetime(2026, 11, 23, 9, 0, tzinfo=HERE)
    assert names(monday)["monday"] == datetime(2026, 11, 30, 9, 0, tzinfo=HERE)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2027-01-04T10:15", datetime(2027, 1, 4, 9, 15, tzinfo=UTC)),
        ("2027-03-28T02:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),  # is skipped
        ("2027-10-31T02:30", datetime(2027, 10, 31, 0, 30, tzinfo=UTC)),  # comes twice
    ],
)
def test_own_moment_is_by_the_clock_on_the_wall(
    agent: Client, conversation: Conversation, typed: str, meant: datetime
) -> None:
    with time_machine.travel(datetime(2026, 12, 1, tzinfo=UTC), tick=True):
        agent.force_login(User.objects.get(username="anouk"))
        agent.post(at("snooze", conversation), {"until": "own", "at": typed})
    conversation.refresh_from_db()
    assert conversation.snoozed_until == meant


def test_it_is_put_away_and_taken_back_by_form(agent: Client, conversation: Conversation) -> None:
    page = page_of(agent, at("conversation", conversation))
    assert 'data-testid="snooze-tomorrow"' in page
    sent = {"until": "citizen", "version": conversation.version}
    assert agent.post(at("snooze", conversation), sent).status_code == 303
    assert sleeps(conversation)
    assert 'data-testid="wake"' in page_of(agent, at("conversation", conversation))
    agent.post(at("wake", conversation))
    assert not sleeps(conversation)


@pytest.mark.parametrize("typed", ["", "morgen"])
def test_moment_that_is_none_is_refused_on_the_page(
    agent: Client, conversation: Conversation, typed: str
) -> None:
    response = agent.post(at("snooze", conversation), {"until": "own", "at": typed}, follow=True)
    assert "notice--error" in response.content.decode()
    assert not sleeps(conversation)


@pytest.fixture
def slept(conversation: Conversation, anouk: User) -> Callable[[], None]:
    return lambda: actions.snooze(conversation, None, anouk)


def test_history_says_who_and_until_when(
    agent: Client, conversation: Conversation, slept: Callable[[], None], in_english: None
) -> None:
    slept()
    agent.cookies["django_language"] = "en"
    said = page_of(agent, at("conversation", conversation), "thread")
    assert "Anouk de Wit snoozed it until the citizen writes" in said
