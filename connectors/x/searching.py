"""Saved searches: what people say who do not name us."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import tweepy

from connectors.base import LISTENING, ConnectorError, Page, Raw, Trial
from connectors.http import Response
from connectors.payloads import expect
from connectors.x import reading, refusals
from connectors.x.client import Client
from connectors.x.costs import COUNTING, PERSON, POST, flat, per_post
from connectors.x.fields import FIELDS, PAGE_SIZE
from connectors.x.payloads import Counted, Listing
from connectors.x.phrasing import without_reposts
from connectors.x.progress import Mark, id_at
from connectors.x.walking import Ask, Poll

SEARCHES = "searches"  # in the cursor
FIRST_SEARCH = timedelta(days=1)  # a new search starts with the news, not with a bill
SEARCH_REACH = timedelta(days=6, hours=23)  # X refuses what is beyond seven days
TRIED = 10  # posts of a first try: the least that X gives at once
LEAST = TRIED
# Each with its author, what it answers and what it quotes; and counting them.
TRIAL_COSTS = TRIED * (POST + PERSON + 2 * POST) + COUNTING


def ask_search(
    query: str,
    x: tweepy.Client,
    since: int,
    until: int | None,
    token: str | None,
    size: int = PAGE_SIZE,
) -> Response:
    """One page of recent search (X docs, "Search Posts")."""
    span: dict[str, Any] = {"since_id": since, "until_id": until, "next_token": token}
    search: Ask = x.search_recent_tweets
    return search(query, **span, max_results=size, **FIELDS)


def forget(poll: Poll) -> None:
    """Whatever was remembered of a search that is no longer saved."""
    stored = poll.cursor.get(SEARCHES)
    known = stored if isinstance(stored, Mapping) else {}
    poll.cursor[SEARCHES] = {query: known[query] for query in poll.us.searches if query in known}
    poll.refused.forget_searches(poll.us.searches)


def pages(poll: Poll) -> Iterator[Page]:
    """Each saved search from where it came; the one that waits longest first, for the budget may
    end before the last."""
    known, first = poll.cursor[SEARCHES], datetime.now(UTC) - FIRST_SEARCH
    marks = {query: Mark.of(known.get(query), first) for query in poll.us.searches}
    for query, mark in sorted(marks.items(), key=lambda each: each[1].asked):
        if not 0 <= time.time() - mark.asked < poll.us.rest_of(query).total_seconds():
            yield from poll.perhaps(refusals.SEARCH + query, _search(poll, query, mark))


def _search(poll: Poll, query: str, mark: Mark) -> Iterator[Page]:
    mark.reach(id_at(datetime.now(UTC) - SEARCH_REACH))
    mark.asked = int(time.time())
    size = affordable(poll.us.meter.left(LISTENING))
    ask = partial(ask_search, without_reposts(query), size=size)
    for step in poll.walk(LISTENING, mark, ask, per_post(mark.seen), about=query):
        poll.cursor[SEARCHES] = {**poll.cursor[SEARCHES], query: mark.stored()}
        yield poll.page(Raw(reading.SEARCH, step.response.content, query))


def affordable(left: int | None) -> int:
    """Posts on a page: no more than what is left of the budget pays for, as far as X lets us."""
    return PAGE_SIZE if left is None else min(max(left // (POST + PERSON), LEAST), PAGE_SIZE)


def try_out(client: Client, query: str) -> Trial:
    """The newest it finds, and how many there were in seven days. Raises ConnectorError.

    Counting takes the token of the app (X docs, "Get count of recent Posts"). Where there is none,
    or it is refused, the posts themselves tell when there are few of them.
    """
    whole = without_reposts(query)

    def search(x: tweepy.Client) -> Response:
        ask: Ask = x.search_recent_tweets
        return ask(whole, max_results=TRIED, **FIELDS)

    response = client.call(LISTENING, search, per_post())
    listing = expect(Listing, response.content)
    few = None if listing.meta.next_token else len(listing.ids)
    count = few if few is not None else _count(client, whole)
    return Trial((Raw(reading.SEARCH, response.content, query),), count, POST + PERSON)


def _count(client: Client, query: str) -> int | None:
    def ask(x: tweepy.Client) -> Response:
        count: Ask = x.get_recent_tweets_count
        return count(query, granularity="day")

    try:
        response = client.call_as_app("counts", ask, flat(COUNTING))
        return expect(Counted, response.content).meta.total
    except ConnectorError:
        return None
