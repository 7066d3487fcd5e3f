"""X, through API v2 with OAuth 2.0 in user context."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, NamedTuple

from django.utils.translation import gettext_lazy as _

from connectors.base import (
    Capability,
    Connection,
    Connector,
    CredentialField,
    Identity,
    Item,
    Outgoing,
    Page,
    Raw,
    Receipt,
    TextRule,
    Way,
)
from connectors.http import Response
from connectors.payloads import expect
from connectors.x import reading
from connectors.x.client import Client
from connectors.x.payloads import Answer, Listing, Me, Placed, Tweet
from connectors.x.text import LIMIT, comparable, weigh

FIELDS: dict[str, Any] = {
    "tweet_fields": [
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "note_tweet",
        "referenced_tweets",
    ],
    "expansions": ["author_id", "referenced_tweets.id"],
    "user_fields": ["name", "username"],
}
PAGE_SIZE = 100
FIRST_TIME = timedelta(days=7)  # of the newest 800 mentions, which is all that X keeps
# X indexes some mentions late, with an older id than those we saw; ids count milliseconds << 22.
OVERLAP = int(timedelta(minutes=15) / timedelta(milliseconds=1)) << 22
CLOCK_SKEW = timedelta(minutes=1)


class Step(NamedTuple):
    """One page of a timeline."""

    response: Response
    ids: list[int]
    last: bool


class XConnector(Connector):
    """One account on X.

    The cursor holds, for the mentions and for our own timeline, the newest post id seen.
    """

    kind = "x"
    label = "X"
    gateway = "x"
    ways = (Way(Capability.REPLY, TextRule(limit=LIMIT, count=weigh)),)
    credential_fields: ClassVar = (
        CredentialField("client_id", _("Client ID")),
        CredentialField("client_secret", _("Client secret")),
        CredentialField("access_token", _("Access token")),
        CredentialField("refresh_token", _("Refresh token")),
    )
    lag = timedelta(seconds=60)

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._client = Client(connection.vault)

    def identify(self) -> Identity:
        response = self._client.call(lambda x: x.get_me(user_auth=False))
        me = expect(Me, response.content).data
        return Identity(external_id=me.id, handle=me.username, name=me.name)

    def fetch(self, cursor: Mapping[str, Any]) -> Iterator[Page]:
        """The mentions, and then what we wrote ourselves, here or in X's own app.

        The latter from our timeline: complete and ours, where search is neither promised.
        """
        marks = dict(cursor)
        for source in (reading.MENTIONS, reading.OWN):
            mark = int(marks.get(source) or 0)
            newest = mark
            for step in self._timeline(source, **_since(mark)):
                newest = max([newest, *step.ids])
                # The newest come first, so the mark may move only when the oldest are in as well.
                if step.last and newest:
                    marks[source] = str(newest)
                yield Page((Raw(source, step.response.content),), dict(marks))

    def refresh(self, external_ids: Sequence[str]) -> Iterator[Page]:
        for start in range(0, len(external_ids), PAGE_SIZE):
            response = self._look_up(external_ids[start : start + PAGE_SIZE])
            yield Page((Raw(reading.LOOKUP, response.content),), {})
            # An edit made a new post: the one asked for still has the old text.
            shown = expect(Listing, response.content).data
            if newer := [tweet.newest_id for tweet in shown if tweet.newest_id != tweet.id]:
                yield Page((Raw(reading.LOOKUP, self._look_up(newer).content),), {})

    def parse(self, raw: Raw) -> list[Item]:
        """Texts keep the handles X puts before a reply; reposts are no messages."""
        return reading.items(raw, self.connection)

    def send(self, outgoing: Outgoing) -> Receipt:
        self.way(outgoing.way).text.check(outgoing.text)
        response = self._client.call(
            lambda x: x.create_tweet(
                text=outgoing.text, in_reply_to_tweet_id=outgoing.reply_to, user_auth=False
            )
        )
        placed = expect(Placed, response.content, uncertain=True)
        return self._receipt(placed.data.id)

    def find(self, outgoing: Outgoing) -> Receipt | None:
        since = outgoing.not_before - CLOCK_SKEW
        for step in self._timeline(reading.OWN, start_time=since):
            for tweet in expect(Answer, step.response.content).data:
                if _is(tweet, outgoing):
                    return self._receipt(tweet.first_id)
        return None

    def link(self, external_id: str) -> str:
        return reading.permalink(self.connection.handle, external_id)

    def _receipt(self, tweet_id: str) -> Receipt:
        return Receipt(external_id=tweet_id, permalink=self.link(tweet_id))

    def _timeline(self, source: str, **window: Any) -> Iterator[Step]:
        token, seen = None, {""}
        while True:
            response = self._ask_timeline(source, pagination_token=token, **window)
            listing = expect(Listing, response.content)
            token = listing.meta.next_token
            last = token in seen  # none, or X leads us in circles
            yield Step(response, [int(tweet.id) for tweet in listing.data], last)
            if last:
                return
            seen.add(token)

    def _ask_timeline(self, source: str, **window: Any) -> Response:
        us = self.connection.external_id
        window["max_results"] = PAGE_SIZE
        if source == reading.MENTIONS:
            return self._client.call(lambda x: x.get_users_mentions(us, **window, **FIELDS))
        window["exclude"] = ["retweets"]
        return self._client.call(lambda x: x.get_users_tweets(us, **window, **FIELDS))

    def _look_up(self, ids: Sequence[str]) -> Response:
        return self._client.call(lambda x: x.get_tweets(list(ids), **FIELDS))


def _since(mark: int) -> dict[str, Any]:
    if mark:
        return {"since_id": max(mark - OVERLAP, 1)}
    return {"start_time": datetime.now(UTC) - FIRST_TIME}


def _is(tweet: Tweet, outgoing: Outgoing) -> bool:
    if tweet.replied_to != outgoing.reply_to or tweet.first_id in outgoing.others:
        return False
    return comparable(reading.words(tweet)) == comparable(outgoing.text)
