"""What stands still is noticed, whoever is silent; a quiet town is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from connectors.base import Incoming, Person
from connectors.models import Account, Arrival
from inbox.models import Alarm, Conversation, Outbound
from inbox.watching import watchdog
from inbox.watching.troubles import troubles
from inbox.workflow import Sending
from tests.factories import AccountFactory, ConversationFactory, MessageFactory
from tests.inbox import noticeboard
from webcare.models import User

pytestmark = pytest.mark.django_db
Kind = Alarm.Kind


@pytest.fixture(autouse=True)
def _noticeboard(settings: Any) -> None:
    settings.CONNECTORS = {**settings.CONNECTORS, **noticeboard.SETTING}


@pytest.fixture
def account(db: None) -> Account:
    """A channel that was just asked for news and had none."""
    now = timezone.now()
    made: Account = AccountFactory(
        kind="noticeboard", contact_at=now, polled_at=now, poll_after=now + timedelta(minutes=1)
    )
    return made


@pytest.fixture
def later() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(timezone.now() + timedelta(minutes=20)) as traveller:
        yield traveller


def _standing() -> set[str]:
    watchdog.watch()
    return set(Alarm.objects.standing().values_list("kind", flat=True))


def _change(account: Account, **values: Any) -> None:
    Account.objects.filter(pk=account.pk).update(**values)


# What is wrong -----------------------------------------------------------------------------------


def test_channel_that_answers_is_well(account: Account) -> None:
    assert _standing() == set()


def test_platform_that_does_not_answer_is_noticed(account: Account, later: Any) -> None:
    assert _standing() == {Kind.SILENT}
    assert Alarm.objects.get().since == account.contact_at


def test_channel_beside_webhooks_is_asked_less_often(account: Account, settings: Any) -> None:
    _change(account, webhooks=Account.Webhooks.GOOD)
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert _standing() == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=40)):
        assert _standing() == {Kind.SILENT}


def test_answers_that_leave_do_not_hide_that_asking_fails(account: Account, later: Any) -> None:
    _change(account, contact_at=timezone.now(), problem="unavailable")
    assert _standing() == {Kind.SILENT}


def test_new_channel_has_time_to_be_heard(account: Account, settings: Any) -> None:
    _change(account, contact_at=None, polled_at=None, poll_after=None)
    assert _standing() == set()
    with time_machine.travel(timezone.now() + timedelta(minutes=20)):
        assert _standing() == {Kind.SILENT}


def test_disconnected_channel_is_one_alarm(account: Account, later: Any) -> None:
    _change(account, state=Account.State.REAUTHORISE)
    assert _standing() == {Kind.RECONNECT}


def test_channel_that_is_switched_off_is_left_alone(account: Account, later: Any) -> None:
    _change(account, active=False)
    assert _standing() == set()


def test_spent_budget_is_not_called_silence(account: Account, later: Any) -> None:
    _change(account, problem="budget")
    assert _standing() == {Kind.BUDGET}


def test_broken_webhooks_are_noticed(account: Account) -> None:
    checked = timezone.now() - timedelta(hours=1)
    _change(account, webhooks=Account.Webhooks.BROKEN, webhooks_checked_at=checked)
    assert _standing() == {Kind.WEBHOOKS}
    assert Alarm.objects.get().since == checked


@pytest.mark.parametrize(
    ("state", "age", "noticed"),
    [
        (Arrival.State.NEW, 6, True),
        (Arrival.State.NEW, 4, False),
        (Arrival.State.FAILED, 6, True),
        (Arrival.State.PARSED, 6, False),
        (Arrival.State.PUT_AWAY, 6, False),
    ],
)
def test_arrival_that_nobody_reads_is_noticed(
    account: Account, state: str, age: int, noticed: bool
) -> None:
    received = timezone.now() - timedelta(minutes=age)
    Arrival.objects.create(
        account=account, source="s", body=b"{}", digest="", state=state, received_at=received
    )
    assert _standing() == ({Kind.UNREAD} if noticed else set())


def _answer(
    conversation: Conversation, by: User, state: Sending, minutes: int, **values: Any
) -> Outbound:
    """One that was written so long ago."""
    message = MessageFactory(
        conversation=conversation,
        incoming=False,
        external_id=None,
        created_at=timezone.now() - timedelta(minutes=minutes),
    )
    made: Outbound = Outbound.objects.create(
        message=message, conversation=conversation, reply_to="1", by=by, state=state, **values
    )
    return made


@pytest.mark.parametrize(
    ("state", "minutes", "noticed"),
    [
        (Sending.QUEUED, 9, False),
        (Sending.QUEUED, 11, True),
        (Sending.SENDING, 9, False),
        (Sending.SENDING, 11, True),
        (Sending.UNCERTAIN, 9, False),
        (Sending.UNCERTAIN, 11, True),
        (Sending.FAILED, 11, False),
        (Sending.BY_HAND, 11, False),
        (Sending.SENT, 11, False),
    ],
)
def test_answer_that_should_have_left_is_noticed(
    account: Account, anouk: User, state: Sending, minutes: int, noticed: bool
) -> None:
    _answer(ConversationFactory(account=account), anouk, state, minutes)
    assert _standing() == ({Kind.UNSENT} if noticed else set())


def test_pause_before_the_next_try_does_not_hide_how_late_it_is(
    account: Account, anouk: User
) -> None:
    later = timezone.now() + timedelta(hours=1)
    _answer(ConversationFactory(account=account), anouk, Sending.QUEUED, 200, not_before=later)
    assert _standing() == {Kind.UNSENT}


def test_answer_counts_from_its_first_try(account: Account, anouk: User) -> None:
    tried = timezone.now() - timedelta(minutes=1)
    conversation = ConversationFactory(account=account)
    _answer(conversation, anouk, Sending.QUEUED, 200, first_attempt_at=tried)
    assert _standing() == set()


def test_channel_that_was_connected_again_has_time_to_send_what_waited(
    account: Account, anouk: User
) -> None:
    _answer(ConversationFactory(account=account), anouk, Sending.QUEUED, 200)
    _change(account, state=Account.State.REAUTHORISE)
    assert _standing() == {Kind.RECONNECT}
    _change(account, state=Account.State.OK)
    assert _standing() == set()
    Alarm.objects.update(over_at=timezone.now() - timedelta(minutes=11))
    assert _standing() == {Kind.UNSENT}


def test_alarm_ends_by_itself_and_may_come_back(account: Account, later: Any) -> None:
    assert _standing() == {Kind.SILENT}
    assert _standing() == {Kind.SILENT}
    _change(account, contact_at=timezone.now())
    assert _standing() == set()
    _change(account, contact_at=account.contact_at)
    assert _standing() == {Kind.SILENT}
    assert Alarm.objects.count() == 2


# The canary --------------------------------------------------------------------------------------


def _test_message(account: Account, handle: str = "kanarie_voorbeeld", **values: Any) -> Incoming:
    return Incoming(
        external_id="1",
        author=Person(id="900", handle=handle),
        text="Webcare",
        created_at=values.pop("created_at", timezone.now()),
        thread_id="1",
        **values,
    )


@pytest.mark.parametrize(
    ("setting", "found"),
    [
        ("noticeboard:kanarie_voorbeeld", True),
        ("noticeboard:@Kanarie_Voorbeeld", True),
        ("kanarie_voorbeeld", False),
        ("x:kanarie_voorbeeld", False),
        ("x:anders, noticeboard:900", True),
        ("iemand_anders", False),
        ("", False),
    ],
)
def test_canary_is_known_by_its_name_or_number(
    account: Account, settings: Any, setting: str, found: bool
) -> None:
    settings.CANARY_HANDLE = setting
    assert watchdog.is_canary(account, _test_message(account)) is found


def test_citizen_without_a_name_is_no_canary(account: Account, settings: Any) -> None:
    settings.CANARY_HANDLE = " , "
    assert not watchdog.is_canary(account, _test_message(account, handle=""))


def test_canary_that_keeps_coming_is_quiet(account: Account, settings: Any, later: Any) -> None:
    settings.CANARY_HANDLE = "noticeboard:kanarie_voorbeeld"
    settings.CANARY_SECONDS = 300
    _change(account, contact_at=timezone.now())
    watchdog.heard_canary(account, _test_message(account))
    assert _standing() == set()


def test_canary_that_stays_away_is_an_alarm_though_the_platform_answers(
    account: Account, settings: Any, later: Any
) -> None:
    settings.CANARY_HANDLE = "noticeboard:kanarie_voorbeeld"
    settings.CANARY_SECONDS = 300
    _change(account, contact_at=timezone.now(), polled_at=timezone.now())
    assert _standing() == {Kind.CANARY}


def test_old_test_message_that_comes_again_proves_nothing(account: Account) -> None:
    now = timezone.now()
    watchdog.heard_canary(account, _test_message(account, created_at=now))
    old = now - timedelta(hours=3)
    watchdog.heard_canary(account, _test_message(account, created_at=old))
    account.refresh_from_db()
    assert account.canary_at == now


# Who sees it -------------------------------------------------------------------------------------


def _banner(client: Client, user: User) -> str:
    client.force_login(user)
    return client.get("/inbox/" if user.username == "anouk" else "/kanalen/").content.decode()


def test_agent_reads_what_it_means_and_administrator_what_to_do(
    account: Account, client: Client, anouk: User, fatma: User
) -> None:
    _change(account, webhooks=Account.Webhooks.BROKEN)
    watchdog.watch()
    (trouble,) = troubles()
    assert escape(trouble.words) in _banner(client, anouk)
    assert escape(trouble.repair) not in _banner(client, anouk)
    assert escape(trouble.repair) in _banner(client, fatma)


def test_banner_does_not_need_the_watchdog(account: Account, later: Any) -> None:
    (trouble,) = troubles()
    assert trouble.kind == "asleep"


def test_gravest_trouble_of_a_channel_is_shown(account: Account) -> None:
    now = timezone.now()
    for kind in (Kind.WEBHOOKS, Kind.SILENT, Kind.UNSENT):
        Alarm.objects.create(account=account, kind=kind, since=now)
    (trouble,) = troubles()
    assert trouble.kind == Kind.SILENT


def test_troubles_cost_two_queries(account: Account, django_assert_num_queries: Any) -> None:
    for other in AccountFactory.create_batch(5, state=Account.State.REAUTHORISE):
        Alarm.objects.create(account=other, kind=Kind.RECONNECT, since=timezone.now())
    with django_assert_num_queries(2):
        assert len(troubles()) == 5
