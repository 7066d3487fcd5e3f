"""Who looks at a conversation, and who writes there, as others are told."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
import redis
from django.test import Client
from django.utils import translation

from inbox.colleagues import presence
from inbox.models import Conversation
from tests.factories import person
from webcare.models import User

pytestmark = pytest.mark.django_db

HERE = "/inbox/here/"


@pytest.fixture
def rung(heard: Callable[[], list[str]]) -> Callable[[], int]:
    """How often open pages were told since this was asked last."""
    return lambda: heard().count("presence")


@pytest.fixture
def looks(
    bells: redis.Redis, conversation: Conversation, django_capture_on_commit_callbacks: Any
) -> Callable[..., None]:
    """``looks(bas)``: a page of his that shows the conversation pulses."""

    def pulse(user: User, page: str = "one", **more: Any) -> None:
        client = Client()
        client.force_login(user)
        given = {"page": page, "conversation": conversation.pk, **more}
        with django_capture_on_commit_callbacks(execute=True):
            assert client.post(HERE, given).status_code == 204

    return pulse


def _told(bells: redis.Redis, user: User) -> str:
    """What the open pages of this person are told."""
    with translation.override("en"):
        return str(presence.said(presence.known(bells.hgetall(presence.KEY)), user.pk))


def _later(bells: redis.Redis, seconds: float) -> None:
    """As everything stands so long after the last pulse."""
    for field, value in bells.hgetall(presence.KEY).items():
        here = json.loads(value)
        here["until"] -= seconds
        here["writing"] = max(here["writing"] - seconds, 0)
        bells.hset(presence.KEY, field, json.dumps(here))


def test_colleagues_see_who_looks_and_nobody_sees_themselves(
    looks: Any, bells: redis.Redis, conversation: Conversation, anouk: User, bas: User
) -> None:
    looks(bas)
    assert _told(bells, anouk) == f'<span data-for="{conversation.pk}">Bas is looking</span>'
    assert _told(bells, bas) == ""


def test_who_writes_goes_before_who_looks(
    looks: Any, bells: redis.Redis, anouk: User, bas: User, lena: User, otto: User
) -> None:
    looks(bas)
    looks(otto)
    looks(lena, writing=1)
    assert ">Lena is writing · Bas is looking · +1<" in _told(bells, anouk)


def test_two_of_one_name_are_told_apart(looks: Any, bells: redis.Redis, anouk: User) -> None:
    looks(person("bas1", "Bas", "Visser", "Agent"))
    looks(person("bas2", "Bas", "Bakker", "Agent"))
    assert "Bas Bakker is looking · Bas Visser is looking" in _told(bells, anouk)


def test_observer_looks_and_never_writes(
    looks: Any, bells: redis.Redis, anouk: User, otto: User
) -> None:
    looks(otto, writing=1)
    assert "Otto is looking" in _told(bells, anouk)


def test_name_is_not_trusted(looks: Any, bells: redis.Redis, anouk: User) -> None:
    looks(person("b", "<b>Bas</b>", "Visser", "Agent"))
    assert "&lt;b&gt;Bas&lt;/b&gt;" in _told(bells, anouk)


def test_page_that_closes_is_gone_at_once_and_other_pages_of_theirs_stay(
    looks: Any, bells: redis.Redis, anouk: User, bas: User
) -> None:
    looks(bas, page="one")
    looks(bas, page="two")
    looks(bas, page="one", gone=1)
    assert "Bas" in _told(bells, anouk)
    looks(bas, page="two", gone=1)
    assert _told(bells, anouk) == ""


def test_nobody_ends_the_presence_of_another(
    looks: Any, bells: redis.Redis, anouk: User, bas: User
) -> None:
    looks(bas, page="one")
    looks(anouk, page="one", gone=1)
    assert "Bas" in _told(bells, anouk)


def test_page_that_vanished_is_gone_within_seconds_and_the_others_are_told(
    looks: Any, bells: redis.Redis, rung: Any, anouk: User, bas: User
) -> None:
    looks(bas)
    looks(anouk)
    rung()
    _later(bells, presence.HERE_SECONDS)
    looks(anouk)
    assert _told(bells, anouk) == ""
    assert rung() == 1
    assert len(bells.hgetall(presence.KEY)) == 1


def test_who_stopped_writing_looks_again(
    looks: Any, bells: redis.Redis, rung: Any, anouk: User, bas: User
) -> None:
    looks(bas, writing=1)
    looks(bas)
    assert "Bas is writing" in _told(bells, anouk)
    rung()
    _later(bells, presence.WRITING_SECONDS)
    looks(bas)
    assert "Bas is looking" in _told(bells, anouk)
    assert rung() == 1


def test_only_what_changes_rings(looks: Any, rung: Any, bas: User) -> None:
    looks(bas)
    assert rung() == 1
    for _ in range(3):
        looks(bas)
    assert rung() == 0
    for _ in range(3):
        looks(bas, writing=1)
    assert rung() == 1


@pytest.mark.parametrize("name", ["bram", "fatma", "chris"])
def test_who_has_no_inbox_is_not_in_it(
    bells: redis.Redis, conversation: Conversation, as_user: Any, bram: User, fatma: User,
    chris: User, name: str, django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    client = as_user(User.objects.get(username=name))
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(HERE, {"page": "one", "conversation": conversation.pk})
    assert response.status_code in (403, 404)
    assert not bells.hgetall(presence.KEY)


@pytest.mark.parametrize("shown", ["", "x", "9" * 30, "999999"])
def test_page_without_a_conversation_shows_nowhere(
    looks: Any, bells: redis.Redis, anouk: User, bas: User, shown: str
) -> None:
    looks(bas, conversation=shown)
    assert _told(bells, anouk) == ""


def test_presence_outlives_nothing_in_redis(looks: Any, bells: redis.Redis, bas: User) -> None:
    looks(bas)
    assert 0 < bells.ttl(presence.KEY) <= 2 * presence.HERE_SECONDS
    assert json.loads(bells.hvals(presence.KEY)[0])["until"] > time.time()
