"""Asking X what is new: mentions, our own timeline, saved searches and direct messages."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol

import tweepy

from connectors.base import Connection, ConnectorError, Page, Raw, Reason
from connectors.http import Response
from connectors.payloads import expect
from connectors.x import reading
from connectors.x.client import Client
from connectors.x.costs import per_letter, per_post
from connectors.x.payloads import Listing, is_id
from connectors.x.progress import LetterMark, Mark, id_at

FIELDS: dict[str, Any] = {
    "tweet_fields": [
        *("attachments", "author_id", "conversation_id", "created_at", "display_text_range"),
        *("edit_history_tweet_ids", "entities", "in_reply_to_user_id", "note_tweet"),
        *("public_metrics", "referenced_tweets"),
    ],
    "expansions": ["attachments.media_keys", "author_id", "referenced_tweets.id"],
    "user_fields": ["name", "username"],
    "media_fields": ["alt_text", "media_key", "preview_image_url", "type", "url", "variants"],
}
LETTER_FIELDS: dict[str, Any] = {
    "dm_event_fields": [
        *("attachments", "created_at", "dm_conversation_id", "entities", "event_type", "id"),
        *("participant_ids", "referenced_tweets", "sender_id", "text"),
    ],
    "expansions": ["attachments.media_keys", "sender_id"],
    "user_fields": FIELDS["user_fields"],
    "media_fields": FIELDS["media_fields"],
}
PAGE_SIZE = 100
FIRST_TIME = timedelta(days=7)  # of the newest 800 mentions, which is all that X keeps
FIRST_SEARCH = timedelta(days=1)  # a new search starts with the news, not with a bill
SEARCH_REACH = timedelta(days=6, hours=23)  # X refuses what is beyond seven days
SEARCHES = "searches"  # in the cursor
LONGEST_SUBJECT = 300  # characters of a query that are kept beside what it found
FEW = 10  # letters asked for when few are expected: the same ones are paid for every day
# Seconds between two looks: X allows 15 in 15 minutes, and some are kept for catching up.
LETTER_PAUSE = 90

Ask = Callable[..., Response]  # one of tweepy's


class AskList(Protocol):
    """Asks for one page of a list of posts."""

    def __call__(
        self, x: tweepy.Client, since: int, until: int | None, token: str | None
    ) -> Response: ...


class Fetcher:
    """One poll.

    cursor   grows as pages come
    refused  what X will never give, to be told when all else came
    """

    def __init__(self, client: Client, us: Connection, cursor: Mapping[str, Any]) -> None:
        self.client = client
        self.us = us
        self.refused: ConnectorError | None = None
        self.cursor: dict[str, Any] = {**cursor, SEARCHES: _kept(cursor, us.searches)}

    def pages(self) -> Iterator[Page]:
        yield from self._timeline(reading.MENTIONS, "mentions")
        yield from self._timeline(reading.OWN, "own posts")
        yield from self._searches()
        if self.client.may("dm.read"):
            yield from self._letters()
        if self.refused:
            raise self.refused

    @contextmanager
    def _apart(self) -> Iterator[None]:
        """A list that has to wait, or that X refuses, hinders no other; the latter is told last."""
        try:
            yield
        except ConnectorError as error:
            if error.permanent and not error.reauthorise:
                self.refused = self.refused or error
            elif error.reason is not Reason.THROTTLED:
                raise

    # Lists of posts ------------------------------------------------------------------------------

    def _timeline(self, source: str, bucket: str) -> Iterator[Page]:
        mark = Mark.of(self.cursor.get(source), datetime.now(UTC) - FIRST_TIME)
        for response in self._walk(bucket, mark, partial(self._ask_timeline, source)):
            self.cursor[source] = mark.stored()
            yield self._page(Raw(source, response.content))

    def _searches(self) -> Iterator[Page]:
        """Each saved search, from where it came."""
        now, marks = datetime.now(UTC), self.cursor[SEARCHES]
        for query in self.us.searches:
            mark = Mark.of(marks.get(query), now - FIRST_SEARCH)
            mark.reach(id_at(now - SEARCH_REACH))
            with self._apart():
                for response in self._walk("search", mark, partial(self._ask_search, query)):
                    marks = self.cursor[SEARCHES] = {**marks, query: mark.stored()}
                    yield self._page(Raw(reading.SEARCH, response.content, query[:LONGEST_SUBJECT]))

    def _walk(self, bucket: str, mark: Mark, ask: AskList) -> Iterator[Response]:
        """What a broken walk left, and then what is newer."""
        if mark.until:
            yield from self._walk_down(bucket, mark, ask)
        yield from self._walk_down(bucket, mark, ask)

    def _walk_down(self, bucket: str, mark: Mark, ask: AskList) -> Iterator[Response]:
        (since, until), bill = mark.start(), per_post(mark.seen)
        token, seen = None, {""}
        while True:
            asked = partial(ask, since=since, until=until or None, token=token)
            response = self.client.call(bucket, asked, bill)
            listing = expect(Listing, response.content)
            if token is None and not until:
                mark.begin(response)
            token = listing.meta.next_token
            last = token in seen  # none, or X leads us in circles
            (mark.end if last else mark.saw)(listing.ids)
            yield response
            if last:
                return
            seen.add(token)

    def _ask_timeline(
        self, source: str, x: tweepy.Client, since: int, until: int | None, token: str | None
    ) -> Response:
        us = self.us.external_id
        span: dict[str, Any] = {"since_id": since, "until_id": until, "pagination_token": token}
        span |= {"max_results": PAGE_SIZE, **FIELDS}
        if source == reading.OWN:
            span |= {"exclude": ["retweets"]}
        ask: Ask = x.get_users_mentions if source == reading.MENTIONS else x.get_users_tweets
        return ask(us, **span)

    def _ask_search(
        self, query: str, x: tweepy.Client, since: int, until: int | None, token: str | None
    ) -> Response:
        span: dict[str, Any] = {"since_id": since, "until_id": until, "next_token": token}
        search: Ask = x.search_recent_tweets
        return search(_without_reposts(query), **span, max_results=PAGE_SIZE, **FIELDS)

    # Direct messages -----------------------------------------------------------------------------

    def _letters(self) -> Iterator[Page]:
        mark = LetterMark.of(self.cursor.get(reading.DIRECT))
        if 0 <= time.time() - mark.asked < LETTER_PAUSE:
            return
        with self._apart():
            if mark.token:
                yield from self._rest_of_letters(mark)
            yield from self._letters_down(mark)

    def _rest_of_letters(self, mark: LetterMark) -> Iterator[Page]:
        """Go on with a walk that was broken off, unless X forgot where that was."""
        try:
            yield from self._letters_down(mark)
        except ConnectorError as error:
            if not error.permanent:
                raise
            mark.token, mark.top = "", 0

    def _letters_down(self, mark: LetterMark) -> Iterator[Page]:
        token, known = mark.token or None, mark.newest
        size = FEW if known and not token else PAGE_SIZE
        seen = {"", mark.token}
        while True:
            response = self._ask_letters(token, size, known)
            listing = expect(Listing, response.content)
            token = listing.meta.next_token
            reached = bool(listing.ids) and min(listing.ids) <= known
            last = reached or token in seen
            mark.took(listing.ids, token, last=last)
            mark.asked = int(time.time())
            self.cursor[reading.DIRECT] = mark.stored()
            yield self._page(Raw(reading.DIRECT, response.content))
            if last:
                return
            seen.add(token)

    def _ask_letters(self, token: str | None, size: int, known: int) -> Response:
        def ask(x: tweepy.Client) -> Response:
            read: Ask = x.get_direct_message_events
            return read(max_results=size, pagination_token=token, user_auth=False, **LETTER_FIELDS)

        return self.client.call("direct messages", ask, per_letter(known))

    def _page(self, raw: Raw) -> Page:
        return Page((raw,), dict(self.cursor))


def _kept(cursor: Mapping[str, Any], searches: Sequence[str]) -> dict[str, Any]:
    """The marks of saved searches; one that is no longer saved is forgotten."""
    marks = cursor.get(SEARCHES)
    known = marks if isinstance(marks, Mapping) else {}
    return {query: known[query] for query in searches if query in known}


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


def _without_reposts(query: str) -> str:
    whole = f"({query})" if " OR " in query else query
    return f"{whole} -is:retweet"
