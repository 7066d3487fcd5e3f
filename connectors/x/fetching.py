"""Asking X what is new, what cannot be missed first and what is only listened to last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import tweepy

from connectors.base import Connection, Page, Raw, Reason
from connectors.http import Response
from connectors.payloads import expect
from connectors.x import letters, reading, searching, threads
from connectors.x.client import Client
from connectors.x.costs import per_post
from connectors.x.fields import FIELDS, PAGE_SIZE
from connectors.x.payloads import Listing, is_id
from connectors.x.progress import Mark
from connectors.x.walking import Ask, Poll

FIRST_TIME = timedelta(days=7)  # of the newest 800 mentions, which is all that X keeps


def fetch(client: Client, us: Connection, cursor: Mapping[str, Any]) -> Iterator[Page]:
    """One poll."""
    poll = Poll(client, us, cursor)
    searching.forget(poll)
    yield from _timeline(poll, reading.MENTIONS, "mentions")
    yield from _timeline(poll, reading.OWN, "own posts")
    yield from _letters(poll)
    for kind in threads.KINDS:
        yield from poll.perhaps(kind, threads.pages(poll, kind))
    yield from searching.pages(poll)


def _timeline(poll: Poll, source: str, bucket: str) -> Iterator[Page]:
    mark = Mark.of(poll.cursor.get(source), datetime.now(UTC) - FIRST_TIME)
    ask = partial(_ask_timeline, poll.us.external_id, source)
    for step in poll.walk(bucket, mark, ask, per_post(mark.seen)):
        poll.cursor[source] = mark.stored()
        if source == reading.OWN:
            threads.note(poll, step.response)
        yield poll.page(Raw(source, step.response.content))


def _ask_timeline(
    us: str, source: str, x: tweepy.Client, since: int, until: int | None, token: str | None
) -> Response:
    span: dict[str, Any] = {"since_id": since, "until_id": until, "pagination_token": token}
    span |= {"max_results": PAGE_SIZE, **FIELDS}
    if source == reading.OWN:
        span |= {"exclude": ["retweets"]}
    ask: Ask = x.get_users_mentions if source == reading.MENTIONS else x.get_users_tweets
    return ask(us, **span)


def _letters(poll: Poll) -> Iterator[Page]:
    if not poll.client.may("dm.read"):
        poll.refused.refuse(reading.DIRECT, Reason.PERMISSION, rests=False)
        yield poll.page()
    elif letters.is_time(poll):
        yield from poll.perhaps(reading.DIRECT, letters.pages(poll))


def look_up(client: Client, external_ids: Sequence[str]) -> Iterator[Page]:
    """These posts as they are now, and what they were changed into."""
    ids = [each for each in external_ids if is_id(each)]
    for start in range(0, len(ids), PAGE_SIZE):
        response = _ask_for(client, ids[start : start + PAGE_SIZE])
        yield Page((Raw(reading.LOOKUP, response.content),), {})
        # An edit made a new post: the one asked for still has the old text.
        shown = expect(Listing, response.content).data
        if newer := [tweet.newest_id for tweet in shown if tweet.newest_id != tweet.id]:
            yield Page((Raw(reading.LOOKUP, _ask_for(client, newer).content),), {})


def _ask_for(client: Client, ids: Sequence[str]) -> Response:
    return client.call("look-up", lambda x: x.get_tweets(list(ids), **FIELDS), per_post())
