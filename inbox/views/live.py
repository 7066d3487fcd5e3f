"""Server-sent events: bells for open pages. A page that hears none looks by itself."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from typing import cast

import redis.asyncio
from asgiref.sync import sync_to_async
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import connections
from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from inbox.bells import CHANNEL, CRISIS, KEPT_SECONDS, PRESENCE, REFERRALS, RUNG
from inbox.colleagues import presence
from inbox.views.sparing import Spared

HEARTBEAT_SECONDS = 15
RETRY_MILLISECONDS = 3000
CLOCKS_SECONDS = 0.5  # how far the clocks of two of our machines may be apart
LIFE_SECONDS = 300  # then the browser asks again, and who may no longer listen is told so


@require_GET
async def live(request: HttpRequest) -> StreamingHttpResponse:
    """Which bells this person may hear: the inbox's with the inbox, else those of all.

    ``since`` in the query: when the page that listens was asked for, in seconds since 1970. What
    rang since then rings at once.
    """
    user = await request.auser()
    if not user.is_authenticated:
        raise PermissionDenied
    whole_inbox = await sync_to_async(user.has_perm)("inbox.view_conversation")
    await sync_to_async(_let_the_database_go)()
    since = _moment(request.GET.get("since", ""))
    heard = _events(user.pk, get_language() or "", whole_inbox, since)
    response = StreamingHttpResponse(heard, content_type="text/event-stream")
    response["Cache-Control"] = "no-cache"
    response["X-Accel-Buffering"] = "no"  # nginx would hold the events back
    return response


def _let_the_database_go() -> None:
    """The stream needs none; as it is, every open page would hold a connection for itself."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close()


def _moment(given: str) -> float | None:
    """None where none is given, or so long ago that the page looks again by itself anyway."""
    try:
        since = float(given)
    except ValueError:
        return None
    return since - CLOCKS_SECONDS if time.time() - since < KEPT_SECONDS else None


async def _events(
    user_id: int, language: str, whole_inbox: bool, since: float | None
) -> AsyncIterator[str]:
    client = redis.asyncio.Redis.from_url(settings.REDIS_URL)
    async with client, client.pubsub() as bells:
        await bells.subscribe(CHANNEL)
        yield f"retry: {RETRY_MILLISECONDS}\nevent: hello\ndata: \n\n"
        if whole_inbox:
            yield await _presence(client, user_id, language)
        until = time.monotonic() + LIFE_SECONDS
        spared = Spared()
        for name in await _rung(client, since, whole_inbox):
            spared.ring(name)
        while (now := time.monotonic()) < until:
            patience = min(HEARTBEAT_SECONDS, spared.due_in(now))
            bell = await bells.get_message(ignore_subscribe_messages=True, timeout=patience)
            if bell is not None and _may_hear(bell["data"].decode(), whole_inbox):
                spared.ring(bell["data"].decode())
            rung = spared.take(time.monotonic())
            for name in rung:
                if name == PRESENCE:
                    yield await _presence(client, user_id, language)
                else:
                    yield f"event: {name}\ndata: \n\n"
            if bell is None and not rung:
                yield ": still here\n\n"


async def _rung(client: redis.asyncio.Redis, since: float | None, whole_inbox: bool) -> list[str]:
    """Without that of who is here, which every page is told when it begins to listen."""
    if since is None:
        return []
    found = cast("list[bytes]", await client.zrangebyscore(RUNG, since, "+inf"))
    names = [name.decode() for name in found]
    return [name for name in names if name != PRESENCE and _may_hear(name, whole_inbox)]


def _may_hear(name: str, whole_inbox: bool) -> bool:
    return whole_inbox or name in (REFERRALS, CRISIS)


async def _presence(client: redis.asyncio.Redis, user_id: int, language: str) -> str:
    """The one bell that says what it is about: it stands nowhere but in Redis."""
    here = presence.known(await client.hgetall(presence.KEY))
    with translation.override(language):
        return f"event: {PRESENCE}\ndata: {presence.said(here, user_id)}\n\n"
