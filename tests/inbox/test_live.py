"""Server-sent events: who hears which bell."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from typing import Any

import pytest
import redis
from asgiref.sync import async_to_sync, sync_to_async
from django.test import AsyncClient, Client

from inbox import actions, crisis
from inbox.bells import CHANNEL, CRISIS, REFERRALS, RUNG, publish, ring
from inbox.models import Conversation, Crisis
from inbox.views import live
from inbox.views.sparing import Spared
from webcare.models import User

pytestmark = pytest.mark.django_db

ADDRESS = "/inbox/live/"


@async_to_sync
async def _hears(
    user: User, happens: Callable[[], object], address: str = ADDRESS, *, last: str = CRISIS
) -> list[str]:
    """The names of the events that reach this person's browser while something happens.

    ``last`` is rung behind it: a bell that all hear, and that does not ring by itself.
    """
    client = AsyncClient()
    await client.aforce_login(user)
    response = await client.get(address)
    stream: AsyncIterator[bytes] = aiter(response.streaming_content)  # type: ignore[attr-defined]
    said = await anext(stream)
    await sync_to_async(happens)()
    await sync_to_async(publish)(last)
    said += await _until(f"event: {last}\n".encode(), stream)
    *heard, end = re.findall(r"^event: (.*)$", said.decode(), re.MULTILINE)
    assert end == last
    return heard


async def _until(end: bytes, stream: AsyncIterator[bytes]) -> bytes:
    """Then the browser leaves as browsers do: while the stream waits for a bell."""
    said = b""
    with suppress(TimeoutError):
        async with asyncio.timeout(60) as patience:
            async for part in stream:
                said += part
                if part.startswith(end):
                    patience.reschedule(0)
    return said


@pytest.fixture
def work(
    conversation: Conversation, anouk: User, django_capture_on_commit_callbacks: Any
) -> Callable[[], None]:
    """Something happens in the inbox, and something for a department."""

    def happens() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            actions.claim(conversation, anouk)
            ring("referrals")

    return happens


@pytest.mark.parametrize("name", ["anouk", "lena", "otto"])
def test_who_has_the_inbox_hears_all(
    bells: redis.Redis,
    conversation: Conversation,
    work: Any,
    lena: User,
    otto: User,
    name: str,
) -> None:
    heard = _hears(User.objects.get(username=name), work)
    assert heard == ["hello", "presence", "queue", f"conversation-{conversation.pk}", "referrals"]


@pytest.mark.parametrize("name", ["bram", "fatma", "chris"])
def test_who_has_no_inbox_hears_only_of_questions(
    bells: redis.Redis, work: Any, bram: User, fatma: User, chris: User, name: str
) -> None:
    assert _hears(User.objects.get(username=name), work) == ["hello", "referrals"]


@pytest.mark.parametrize("name", ["anouk", "bram", "chris"])
def test_everybody_hears_that_crisis_mode_begins_and_ends(
    bells: redis.Redis,
    anouk: User,
    bram: User,
    lena: User,
    chris: User,
    django_capture_on_commit_callbacks: Any,
    name: str,
) -> None:
    def begins() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            crisis.begin("Brand in de haven", lena)

    def ends() -> None:
        with django_capture_on_commit_callbacks(execute=True):
            crisis.end(Crisis.objects.get(), lena)

    for happens in (begins, ends):
        heard = _hears(User.objects.get(username=name), happens, last=REFERRALS)
        assert [bell for bell in heard if bell != "presence"] == ["hello", "crisis"]


def _rings_before(user: User, since: str) -> list[str]:
    """What a page that asks for the stream hears of what rang before that."""
    return _hears(user, lambda: None, f"{ADDRESS}?since={since}")


@pytest.mark.parametrize(
    ("name", "rings"), [("anouk", ["queue", "referrals"]), ("bram", ["referrals"])]
)
def test_what_rang_while_the_page_was_made_is_heard(
    bells: redis.Redis, anouk: User, bram: User, name: str, rings: list[str]
) -> None:
    began = time.time()
    for bell in ("queue", "referrals", "presence"):
        publish(bell)
    heard = _rings_before(User.objects.get(username=name), f"{began:.3f}")
    assert [bell for bell in heard if bell not in ("hello", "presence")] == rings


@pytest.mark.parametrize("since", ["", "gisteren", "nan", "0"])
def test_page_that_does_not_say_since_when_hears_what_rings_from_now_on(
    bells: redis.Redis, bram: User, since: str
) -> None:
    publish("referrals")
    assert _rings_before(bram, since) == ["hello"]


def test_what_rang_before_the_page_was_asked_for_is_in_it(bells: redis.Redis, bram: User) -> None:
    publish("referrals")
    assert _rings_before(bram, f"{time.time() + 1:.3f}") == ["hello"]


def test_bells_are_kept_for_a_minute(bells: redis.Redis) -> None:
    bells.zadd(RUNG, {"long ago": time.time() - 61})
    publish("queue")
    assert bells.zrange(RUNG, 0, -1) == [b"queue"]


def test_page_says_since_when_it_listens(agent: Client) -> None:
    before = time.time()
    page = agent.get("/inbox/").content.decode()
    [since] = re.findall(r'sse-connect="/inbox/live/\?since=([\d.]+)"', page)
    assert before - 0.001 <= float(since) <= time.time()


def test_stranger_is_sent_to_sign_in(client: Client) -> None:
    response = client.get(ADDRESS)
    assert response.status_code == 302
    assert response.headers["Location"] == f"/login/?next={ADDRESS}"


def test_browser_is_told_how_to_listen(bells: redis.Redis, agent: Client) -> None:
    response = agent.get(ADDRESS)
    assert response.headers["Content-Type"] == "text/event-stream"
    assert response.headers["Cache-Control"] == "no-cache"
    assert response.headers["X-Accel-Buffering"] == "no"


def test_quiet_line_is_kept_open(
    bells: redis.Redis, anouk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.05)

    async def first_three() -> bytes:
        client = AsyncClient()
        await client.aforce_login(anouk)
        response = await client.get(ADDRESS)
        stream = aiter(response.streaming_content)  # type: ignore[attr-defined]
        return b"".join([await anext(stream) for _ in range(3)])

    said = async_to_sync(first_three)()
    assert said.startswith(b"retry: 3000\nevent: hello\ndata: \n\n")
    assert said.endswith(b": still here\n\n")


def test_line_ends_so_that_the_browser_asks_again_whether_it_may_listen(
    bells: redis.Redis, anouk: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "LIFE_SECONDS", 0)

    async def all_of_it() -> bytes:
        client = AsyncClient()
        await client.aforce_login(anouk)
        response = await client.get(ADDRESS)
        return b"".join([part async for part in response.streaming_content])  # type: ignore[attr-defined]

    assert async_to_sync(all_of_it)().startswith(b"retry: 3000\nevent: hello")


def test_listener_who_left_is_forgotten(bells: redis.Redis, anouk: User, work: Any) -> None:
    _hears(anouk, work)
    for _ in range(1200):
        if bells.pubsub_numsub(CHANNEL) == [(CHANNEL.encode(), 0)]:
            return
        time.sleep(0.05)
    pytest.fail("someone still listens")


# Many bells ---------------------------------------------------------------------------------------


def test_first_bell_of_a_name_goes_at_once_and_what_follows_as_one() -> None:
    spared = Spared(4)
    spared.ring("queue")
    assert spared.take(100) == ["queue"]
    for _time in range(5):
        spared.ring("queue")
    assert spared.take(101) == []
    assert spared.due_in(101) == 3
    assert spared.take(104) == ["queue"]
    assert spared.due_in(105) == float("inf")


def test_bells_of_different_names_do_not_wait_for_each_other() -> None:
    spared = Spared(4)
    spared.ring("queue")
    spared.take(100)
    spared.ring("queue")
    spared.ring("conversation-1")
    assert spared.take(101) == ["conversation-1"]


def test_storm_of_bells_reaches_a_page_once_for_now(bells: redis.Redis, anouk: User) -> None:
    def storm() -> None:
        for _time in range(20):
            bells.publish(CHANNEL, "queue")

    assert _hears(anouk, storm).count("queue") == 1
