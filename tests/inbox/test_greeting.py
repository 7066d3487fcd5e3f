"""The automatic answer: outside service hours, once, honest, and never where a person must look."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from connectors.base import ConnectorError, Form, Reason
from connectors.models import Account
from inbox import actions, greeting, outbox, promises, reminding
from inbox.models import Conversation, Event, Greeting, Message, Outbound
from inbox.standing import settle, tell
from inbox.workflow import Sending, Status
from routing.models import Department
from routing.promises import Hours
from tests.factories import AuthorFactory, ConversationFactory, MessageFactory
from tests.inbox.mailing import Postbox, running_postbox, with_mail
from tests.inbox.pigeon.connector import Loft
from tests.inbox.promised import again, at, keep_hours, norm, place
from tests.town import PLATFORMS, Town, conversation_of, send_all
from webcare.models import User

pytestmark = pytest.mark.django_db

ASKED = "wo 20:00"  # three hours after closing
TEXT = "Wij zijn dicht. Iemand leest dit {opening}."


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def evening(conversation: Conversation) -> Conversation:
    """Asked in the evening, on a channel that has an automatic answer."""
    Greeting.objects.create(account=conversation.account, text=TEXT, active=True)
    return _asked(conversation, at(ASKED))


def _asked(conversation: Conversation, when: datetime) -> Conversation:
    Conversation.objects.filter(pk=conversation.pk).update(created_at=when, waiting_since=when)
    conversation.messages.update(created_at=when, observed_at=when)
    return again(conversation)


def _greet(when: str = "wo 20:02", seconds: int = 0) -> list[str]:
    """What stands ready to be sent afterwards."""
    with time_machine.travel(at(when) + timedelta(seconds=seconds), tick=False):
        greeting.greet()
    return list(
        Outbound.objects.filter(state=Sending.QUEUED)
        .order_by("pk")
        .values_list("message__text", flat=True)
    )


# What it says, and what it does not change -------------------------------------------------------


def test_citizen_hears_when_we_are_open_again(evening: Conversation) -> None:
    assert _greet() == ["Wij zijn dicht. Iemand leest dit tomorrow at 09:00."]


def test_weekend_is_named_by_its_day(evening: Conversation) -> None:
    _asked(evening, at("vr 20:00"))
    assert _greet("vr 20:02") == ["Wij zijn dicht. Iemand leest dit Monday 23 November at 09:00."]


def test_it_is_nobodys(evening: Conversation) -> None:
    _greet()
    row, outbound = again(evening), Outbound.objects.get()
    assert (outbound.by, row.assignee, row.greeted_at) == (None, None, at("wo 20:02"))
    event = Event.objects.get(verb=Event.Verb.GREETED)
    assert (event.conversation, event.actor, event.data) == (row, None, {"outbound": outbound.pk})


def test_citizen_waits_as_before_and_so_does_the_clock(evening: Conversation) -> None:
    norm(60)
    promises.reckon(again(evening))
    before = again(evening)
    _greet()
    place(Outbound.objects.get())
    after = again(evening)
    assert Outbound.objects.get().state == Sending.SENT
    assert (after.status, after.waiting_since) == (Status.OPEN, at(ASKED))
    assert (after.answer_by, after.answered_at) == (before.answer_by, None)
    assert after.answer_by == at("do 10:00")


def test_greeting_that_failed_or_is_in_doubt_keeps_no_answered_question_open(
    evening: Conversation, anouk: User
) -> None:
    _greet()
    with time_machine.travel(at("wo 20:05"), tick=False):
        outbound = actions.reply(again(evening), "In week 48.", anouk)
    place(outbound)
    for state in (Sending.FAILED, Sending.UNCERTAIN):
        Outbound.objects.filter(by=None).update(state=state)
        row = again(evening)
        settle(row)
        assert again(evening).status == Status.ANSWERED


# Once, and to whom -------------------------------------------------------------------------------


def test_it_is_given_once(evening: Conversation) -> None:
    assert len(_greet()) == 1
    assert len(_greet("wo 20:03")) == 1
    Conversation.objects.update(greeted_at=None)
    Message.objects.filter(incoming=False).update(conversation=None)
    with pytest.raises(Exception, match="inbox_outbound_key"):
        _greet("wo 20:04")


def test_channel_is_silent_by_default(evening: Conversation) -> None:
    Greeting.objects.all().delete()
    assert _greet() == []
    Greeting.objects.create(account=evening.account, text=TEXT)
    assert _greet() == []


def test_a_person_has_two_minutes_to_be_faster(evening: Conversation, anouk: User) -> None:
    assert _greet("wo 20:01", seconds=59) == []
    actions.claim(again(evening), anouk)
    assert _greet("wo 20:02") == []


@pytest.mark.parametrize("when", ["do 09:00", "do 12:00"])
def test_nothing_is_said_while_we_are_there(evening: Conversation, when: str) -> None:
    _asked(evening, at(when) - timedelta(minutes=5))
    assert _greet(when) == []


def test_what_comes_in_after_a_long_outage_is_not_greeted(evening: Conversation) -> None:
    assert _greet("wo 22:00", seconds=1) == []


def test_nothing_is_said_when_there_is_no_opening_to_tell_of(evening: Conversation) -> None:
    keep_hours(Hours.from_json({"week": {}}))
    assert _greet() == []


def test_citizen_who_was_answered_is_not_greeted(evening: Conversation, anouk: User) -> None:
    with time_machine.travel(at("wo 20:01"), tick=False):
        outbound = actions.reply(evening, "In week 48.", anouk)
    place(outbound)
    assert _greet() == []


def test_citizen_who_was_answered_on_the_platform_is_not_greeted(evening: Conversation) -> None:
    MessageFactory(conversation=evening, incoming=False, author=None, created_at=at("wo 20:01"))
    assert _greet() == []


@pytest.mark.parametrize(
    "fields",
    [
        {"status": Status.REFERRED},
        {"status": Status.CLOSED},
        {"closed_through": 1},
        {"reopened_at": at("wo 20:01")},
    ],
)
def test_only_first_words_that_wait_are_greeted(
    evening: Conversation, fields: dict[str, Any]
) -> None:
    Conversation.objects.update(**fields)
    assert _greet() == []


def test_citizen_who_took_the_words_back_is_not_greeted(evening: Conversation) -> None:
    evening.messages.update(text="", deleted_at=at("wo 20:01"))
    assert _greet() == []


@pytest.mark.parametrize("form", [Form.FOUND, Form.QUOTE, Form.RECOMMENDS])
def test_who_talks_about_us_and_not_to_us_is_not_greeted(evening: Conversation, form: Form) -> None:
    evening.messages.update(form=form.value)
    assert _greet() == []


@pytest.mark.parametrize("fields", [{"active": False}, {"state": Account.State.REAUTHORISE}])
def test_channel_that_does_not_work_promises_nothing(
    evening: Conversation, fields: dict[str, Any]
) -> None:
    Account.objects.update(**fields)
    assert _greet() == []


def test_several_citizens_are_each_greeted(evening: Conversation) -> None:
    author = AuthorFactory(account=evening.account)
    other = ConversationFactory(account=evening.account, author=author)
    _asked(other, at(ASKED))
    assert len(_greet()) == 2


# Never to words that came in service hours -------------------------------------------------------


@pytest.mark.parametrize("asked", ["wo 15:01", "wo 16:50", "wo 16:59"])
def test_who_wrote_in_service_hours_is_not_greeted_at_closing(
    evening: Conversation, asked: str
) -> None:
    _asked(evening, at(asked))
    assert _greet("wo 17:00") == []
    assert _greet("wo 17:01") == []


def test_who_writes_at_the_minute_of_closing_is_greeted(evening: Conversation) -> None:
    _asked(evening, at("wo 17:00"))
    assert len(_greet("wo 17:02")) == 1


def test_who_wrote_before_lunch_is_not_told_that_it_is_lunch(evening: Conversation) -> None:
    keep_hours(_open("wo", "09:00-12:00", "12:30-17:00"))
    _asked(evening, at("wo 11:55"))
    assert _greet("wo 12:00") == []
    _asked(evening, at("wo 12:01"))
    assert _greet("wo 12:03") == ["Wij zijn dicht. Iemand leest dit today at 12:30."]


def test_who_wrote_before_an_hour_of_service_is_not_greeted_after_it(
    evening: Conversation,
) -> None:
    keep_hours(_open("wo", "09:00-09:30", "13:00-17:00"))
    _asked(evening, at("wo 08:59"))
    assert _greet("wo 09:30") == []


def test_newest_words_count(evening: Conversation) -> None:
    _asked(evening, at("wo 16:50"))
    MessageFactory(conversation=evening, created_at=at("wo 17:30"))
    assert len(_greet("wo 17:32")) == 1


def test_newest_words_that_were_taken_back_do_not_count(evening: Conversation) -> None:
    _asked(evening, at("wo 16:50"))
    late = {"created_at": at("wo 17:30"), "deleted_at": at("wo 17:31"), "text": ""}
    MessageFactory(conversation=evening, **late)
    assert _greet("wo 17:32") == []


def test_service_that_ends_at_midnight_ends_there(evening: Conversation) -> None:
    keep_hours(_open("wo", "20:00-24:00"))
    _asked(evening, at("wo 23:59"))
    assert _greet("do 00:05") == []
    _asked(evening, at("do 00:00"))
    assert len(_greet("do 00:05")) == 1


def test_whole_holiday_is_outside_service_hours(evening: Conversation) -> None:
    """Whit Monday 2027, at the time of day at which it is open on other Mondays."""
    _asked(evening, _amsterdam(2027, 5, 17, 11, 0))
    with time_machine.travel(_amsterdam(2027, 5, 17, 11, 2), tick=False):
        greeting.greet()
    assert Outbound.objects.count() == 1


@pytest.mark.parametrize(("written", "greeted"), [(-1, False), (1, True)])
@pytest.mark.parametrize("day", [datetime(2026, 10, 25), datetime(2027, 3, 28)])  # noqa: DTZ001
def test_night_in_which_the_clock_is_changed_closes_by_the_clock_on_the_wall(
    evening: Conversation, day: datetime, written: int, greeted: bool
) -> None:
    """Open until 03:30: at 02:30 UTC in October, at 01:30 UTC in March."""
    keep_hours(_open("zo", "00:00-03:30"))
    closing = _amsterdam(day.year, day.month, day.day, 3, 30).astimezone(UTC)
    assert closing.hour == (2 if day.month == 10 else 1)
    _asked(evening, closing + timedelta(minutes=written))
    with time_machine.travel(closing + timedelta(minutes=5), tick=False):
        greeting.greet()
    assert Outbound.objects.exists() is greeted


def _open(day: str, *spans: str) -> Hours:
    return Hours.from_json({"week": {day: list(spans)}})


def _amsterdam(*numbers: int) -> datetime:
    return datetime(*numbers, tzinfo=ZoneInfo("Europe/Amsterdam"))  # type: ignore[arg-type,misc]


# Where the platform allows it --------------------------------------------------------------------


@pytest.fixture
def pigeon(pigeons: Account) -> Conversation:
    """A private conversation with the pigeons, which close their window after a day."""
    Greeting.objects.create(account=pigeons, text="Wij zijn dicht.", active=True)
    made = ConversationFactory(account=pigeons, private=True)
    return _asked(made, at(ASKED))


def test_private_words_are_answered_in_private(pigeon: Conversation) -> None:
    assert _greet() == ["Wij zijn dicht."]
    assert Outbound.objects.get().way == "dm"


def test_way_that_is_closed_is_not_used(pigeon: Conversation) -> None:
    pigeon.messages.update(created_at=at("di 19:00"))
    assert _greet() == []


def test_text_that_has_become_too_long_is_not_sent(
    pigeon: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    Greeting.objects.update(text="Wij zijn dicht. " * 5)
    assert _greet() == []
    assert "too long" in caplog.text


def test_greeting_leaves_like_any_answer(pigeon: Conversation, loft: Loft) -> None:
    _greet()
    with time_machine.travel(at("wo 20:02"), tick=False):
        outbox.deliver(Outbound.objects.get().pk)
    assert [one.text for one in loft.placed] == ["Wij zijn dicht."]


# Danger ------------------------------------------------------------------------------------------


@pytest.fixture
def postbox(settings: Any, lena: User) -> Iterator[Postbox]:
    with_mail(lena)
    with running_postbox(settings) as box:
        yield box


def test_who_tells_of_danger_is_told_nothing_by_a_machine_and_the_lead_hears(
    evening: Conversation, postbox: Postbox
) -> None:
    evening.messages.update(text="Ik ruik gas in de hal, wat moet ik doen?")
    assert _greet() == []
    assert postbox.people() == ["lena"]
    assert "gas" in postbox.text("lena")
    _greet("wo 20:03")
    assert postbox.people() == ["lena"]


def test_danger_that_was_noted_is_not_greeted(evening: Conversation, postbox: Postbox) -> None:
    Conversation.objects.update(danger="fire")
    assert _greet() == []
    assert postbox.people() == ["lena"]


def test_what_a_colleague_saw_no_danger_in_is_greeted(
    evening: Conversation, anouk: User, postbox: Postbox
) -> None:
    evening.messages.update(text="Ik ruik gas in de hal, wat moet ik doen?")
    Conversation.objects.update(danger="gas", urgent=True)
    actions.calm(again(evening), anouk, "Het is een grap.")
    assert len(_greet()) == 1
    assert postbox.people() == []


def test_danger_after_the_greeting_is_told_for_nobody_is_on_it_yet(
    evening: Conversation, postbox: Postbox
) -> None:
    _greet()
    place(Outbound.objects.get())
    Conversation.objects.update(danger="gas", urgent=True)
    with time_machine.travel(at("wo 20:10"), tick=False):
        tell(again(evening), Event.Verb.DANGER)
        reminding.alert()
    assert postbox.people() == ["lena"]


def test_greeting_that_did_not_leave_does_not_follow_words_of_danger(
    evening: Conversation,
) -> None:
    _greet()
    Conversation.objects.update(danger="gas", urgent=True)
    assert _greet("wo 20:04") == []
    assert Outbound.objects.get().state == Sending.DROPPED


def test_danger_in_one_conversation_keeps_no_other_silent(
    evening: Conversation, postbox: Postbox
) -> None:
    evening.messages.update(text="Ik ruik gas in de hal, wat moet ik doen?")
    _asked(ConversationFactory(account=evening.account), at(ASKED))
    assert len(_greet()) == 1


# Taking back -------------------------------------------------------------------------------------


def test_what_did_not_leave_before_opening_is_taken_back(evening: Conversation) -> None:
    _greet()
    assert _greet("do 09:00") == []
    assert Outbound.objects.get().state == Sending.DROPPED
    assert again(evening).status == Status.OPEN


def test_what_would_leave_before_a_persons_answer_is_taken_back(
    evening: Conversation, anouk: User
) -> None:
    _greet()
    with time_machine.travel(at("wo 20:03"), tick=False):
        actions.reply(again(evening), "In week 48.", anouk)
    assert _greet("wo 20:04") == ["In week 48."]


def test_what_did_not_leave_before_a_person_took_it_up_is_taken_back(
    evening: Conversation, anouk: User
) -> None:
    _greet()
    with time_machine.travel(at("wo 20:03"), tick=False):
        actions.claim(again(evening), anouk)
    assert _greet("wo 20:04") == []


def test_what_did_not_leave_before_a_department_got_the_question_is_taken_back(
    evening: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    _greet()
    with time_machine.travel(at("wo 20:03"), tick=False):
        actions.refer(again(evening), openbare_ruimte, "Wanneer snoeien we?", anouk)
        actions.release(again(evening), anouk)
    assert _greet("wo 20:04") == []
    assert again(evening).status == Status.REFERRED


def test_what_the_platform_refused_is_nobodys_work(evening: Conversation) -> None:
    _greet()
    Outbound.objects.update(state=Sending.SENDING)
    outbox.refused(Outbound.objects.get(), ConnectorError(Reason.TOO_LONG, permanent=True))
    _greet("wo 20:03")
    assert Outbound.objects.get().state == Sending.DROPPED
    row = again(evening)
    assert (row.status, row.waiting_since) == (Status.OPEN, at(ASKED))


def test_answer_that_a_person_wrote_is_never_taken_back(evening: Conversation, anouk: User) -> None:
    _greet()
    with time_machine.travel(at("wo 20:03"), tick=False):
        actions.reply(again(evening), "In week 48.", anouk)
    assert _greet("do 09:00") == ["In week 48."]


# On the platforms --------------------------------------------------------------------------------


@pytest.mark.parametrize("platform", PLATFORMS)
def test_greeting_stands_under_the_words_and_seen_again_it_is_no_answer(
    town: Town, platform: str, settings: Any
) -> None:
    settings.GREETING_AFTER_SECONDS = 0
    keep_hours(_closed_now())
    Greeting.objects.create(account=town.accounts[platform], text=TEXT, active=True)
    asked = town.says(platform, "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen(platform)
    greeting.greet()
    send_all()
    [placed] = town.placed(platform)
    assert placed["parent_id"] == asked
    town.listen(platform)
    conversation = conversation_of(asked)
    assert (conversation.status, conversation.messages.count()) == (Status.OPEN, 2)
    assert conversation.answered_at is None


def _closed_now() -> Hours:
    """Open on another day of the week than today and the days beside it."""
    day = ("ma", "di", "wo", "do", "vr", "za", "zo")[(datetime.now().weekday() + 3) % 7]  # noqa: DTZ005
    return Hours.from_json({"week": {day: ["09:00-17:00"]}})
