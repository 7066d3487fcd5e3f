"""Saved searches: what people say who do not name us."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import tweepy

from connectors.base import LISTENING, Page, Raw
from connectors.http import Response
from connectors.x import reading, refusals
from connectors.x.costs import per_post
from connectors.x.fields import FIELDS, PAGE_SIZE
from connectors.x.progress import Mark, id_at
from connectors.x.walking import Ask, Poll

SEARCHES = "searches"  # in the cursor
FIRST_SEARCH = timedelta(days=1)  # a new search starts with the news, not with a bill
SEARCH_REACH = timedelta(days=6, hours=23)  # X refuses what is beyond seven days
LONGEST_SUBJECT = 300  # characters of a query that are kept beside what it found


def ask_search(
    query: str, x: tweepy.Client, since: int, until: int | None, token: str | None
) -> Response:
    """One page of recent search (X docs, "Search Posts")."""
    span: dict[str, Any] = {"since_id": since, "until_id": until, "next_token": token}
    search: Ask = x.search_recent_tweets
    return search(query, **span, max_results=PAGE_SIZE, **FIELDS)


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
        if not 0 <= time.time() - mark.asked < poll.us.search_rest.total_seconds():
            yield from poll.perhaps(refusals.SEARCH + query, _search(poll, query, mark))


def _search(poll: Poll, query: str, mark: Mark) -> Iterator[Page]:
    mark.reach(id_at(datetime.now(UTC) - SEARCH_REACH))
    mark.asked = int(time.time())
    ask = partial(ask_search, _without_reposts(query))
    for step in poll.walk(LISTENING, mark, ask, per_post(mark.seen)):
        poll.cursor[SEARCHES] = {**poll.cursor[SEARCHES], query: mark.stored()}
        yield poll.page(Raw(reading.SEARCH, step.response.content, query[:LONGEST_SUBJECT]))


def _without_reposts(query: str) -> str:
    whole = f"({query})" if " OR " in query else query
    return f"{whole} -is:retweet"
