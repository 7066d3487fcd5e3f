"""Bells ring after commit, and nothing depends on their being heard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from celery import Celery
from django.db import transaction
from django.test import Client
from rest_framework.authtoken.models import Token

from connectors import polling
from connectors.base import Raw
from connectors.models import Account, Arrival
from inbox import actions
from inbox import bells as ringing
from inbox.models import Conversation, Forwarding, Outbound
from routing import desk
from routing.desk import unreached
from routing.models import Department
from tests.factories import PASSWORD
from tests.inbox.browsing import at
from webcare import celery
from webcare.models import User

pytestmark = pytest.mark.django_db

QUEUES = ("answers", "celery")

Heard = Callable[[], list[str]]


@pytest.fixture
def commit(django_capture_on_commit_callbacks: Any) -> Callable[[], Any]:
    """``with commit():`` what it holds is committed at its end."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


@pytest.fixture
def asked(conversation: Conversation, anouk: User, openbare_ruimte: Department) -> Forwarding:
    return actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)


def _woken(bells: redis.Redis) -> list[str]:
    return [str(task) for queue in QUEUES for task in bells.lrange(queue, 0, -1)]


def test_mail_that_is_refused_rings_on_the_page_of_the_conversation(
    asked: Forwarding, heard: Heard, commit: Any
) -> None:
    delivery = asked.referral.deliveries.create(
        kind="question", number=1, to="groen@voorbeeld.example", problem="Postvak vol."
    )
    with commit():
        unreached.note_problem(asked.referral)
    assert asked.referral.mail_problem == delivery.problem
    assert set(heard()) == {"referrals", "queue", f"conversation-{asked.conversation_id}"}


def test_nothing_rings_before_commit(
    conversation: Conversation, anouk: User, heard: Heard, commit: Any
) -> None:
    with commit():
        actions.claim(conversation, anouk)
        assert heard() == []
    assert set(heard()) == {"queue", f"conversation-{conversation.pk}"}


def test_nothing_rings_after_a_rollback(
    conversation: Conversation, anouk: User, heard: Heard, commit: Any, bells: redis.Redis
) -> None:
    with commit(), transaction.atomic():
        actions.reply(conversation, "Dinsdag.", anouk)
        transaction.set_rollback(True)
    assert heard() == []
    assert _woken(bells) == []


ACTIONS: dict[str, Callable[[Conversation, User], object]] = {
    "claim": actions.claim,
    "note": lambda row, by: actions.note(row, "Even bellen.", by),
    "close": actions.close,
    "kind": lambda row, by: actions.choose_kind(row, "klacht", by),
    "reply": lambda row, by: actions.reply(row, "Dinsdag.", by),
}


@pytest.mark.parametrize("name", ACTIONS)
def test_colleagues_see_what_was_done(
    conversation: Conversation, anouk: User, heard: Heard, commit: Any, name: str
) -> None:
    with commit():
        ACTIONS[name](conversation, anouk)
    assert set(heard()) == {"queue", f"conversation-{conversation.pk}"}


def test_department_hears_of_a_question(
    conversation: Conversation, anouk: User, openbare_ruimte: Department, heard: Any, commit: Any
) -> None:
    with commit():
        actions.refer(conversation, openbare_ruimte, "Wanneer snoeien we?", anouk)
    assert "referrals" in heard()


def test_department_hears_that_a_question_was_withdrawn(
    asked: Forwarding, anouk: User, heard: Heard, commit: Any
) -> None:
    with commit():
        actions.withdraw(asked, anouk)
    assert "referrals" in heard()


def test_inbox_hears_of_an_answer_of_the_department(
    asked: Forwarding, bram: User, heard: Heard, commit: Any
) -> None:
    with commit():
        actions.take_answer(desk.answer(asked.referral, "In week 48.", bram))
    assert {"queue", f"conversation-{asked.conversation_id}", "referrals"} == set(heard())


# Workers -----------------------------------------------------------------------------------------


def test_answer_wakes_its_delivery(
    conversation: Conversation, anouk: User, bells: redis.Redis, commit: Any
) -> None:
    with commit():
        actions.reply(conversation, "Dinsdag.", anouk)
    [task] = _woken(bells)
    assert "inbox.tasks.deliver" in task


def test_arrival_wakes_its_reading(account: Account, bells: redis.Redis, commit: Any) -> None:
    with commit():
        polling.store(account, [Raw("mentions", b"{}"), Raw("tweets", b"{}")])
    assert ["inbox.tasks.ingest_arrival" in task for task in _woken(bells)] == [True, True]


def test_answer_of_the_department_wakes_the_inbox(
    asked: Forwarding, bram: User, bells: redis.Redis, commit: Any
) -> None:
    with commit():
        desk.answer(asked.referral, "In week 48.", bram)
    [task] = _woken(bells)
    assert "inbox.tasks.take_answer" in task


# Without Redis -----------------------------------------------------------------------------------


@pytest.fixture
def no_redis(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Redis is away: for the bells, for Celery and for the cache."""
    monkeypatch.setattr("connectors.bells._deaf_until", 0.0)
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": settings.REDIS_URL}}
    ringing.client.cache_clear()
    Celery("away", broker=f"redis+socket://{tmp_path}/nothing", set_as_current=True)
    yield
    celery.app.set_current()
    ringing.client.cache_clear()


def test_action_stands_without_redis(
    no_redis: None, agent: Client, conversation: Conversation, commit: Any
) -> None:
    given = {"text": "Dinsdag.", "key": "11111111-1111-4111-8111-111111111111"}
    with commit():
        response = agent.post(at("reply", conversation), given)
    assert response.status_code == 303
    assert Outbound.objects.get().message.text == "Dinsdag."


def test_pages_are_shown_without_redis(
    no_redis: None, agent: Client, conversation: Conversation
) -> None:
    assert agent.get(at("conversation", conversation)).status_code == 200


def test_api_answers_without_redis(no_redis: None, anouk: User, conversation: Conversation) -> None:
    token = Token.objects.create(user=anouk)
    api = Client(headers={"Authorization": f"Token {token.key}"})
    assert api.get(f"/api/v1/conversations/{conversation.pk}/").status_code == 200


def test_people_sign_in_without_redis(no_redis: None, client: Client, anouk: User) -> None:
    response = client.post("/login/", {"login": "anouk", "password": PASSWORD})
    assert response.status_code == 302


def test_arrival_is_kept_without_redis(no_redis: None, account: Account, commit: Any) -> None:
    with commit():
        polling.store(account, [Raw("mentions", b"{}")])
    assert Arrival.objects.waiting().count() == 1


def test_bell_nobody_hears_is_in_the_log(
    no_redis: None, conversation: Conversation, anouk: User, commit: Any, caplog: Any
) -> None:
    with commit():
        actions.claim(conversation, anouk)
    assert "A bell was not heard" in caplog.text


def test_after_a_bell_nobody_hears_the_next_are_not_waited_for(
    no_redis: None, conversation: Conversation, anouk: User, commit: Any, caplog: Any
) -> None:
    with commit():
        actions.reply(conversation, "Dinsdag.", anouk)
    assert caplog.text.count("A bell was not heard") == 1
