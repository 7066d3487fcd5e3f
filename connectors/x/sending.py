"""Placing what we write on X, and finding it again after doubt."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from urllib.parse import urlencode

import tweepy
from django.conf import settings

from connectors.base import (
    Capability,
    Connection,
    ConnectorError,
    Deed,
    Outgoing,
    Reason,
    Receipt,
    Restraint,
)
from connectors.http import Response
from connectors.payloads import Payload, expect
from connectors.x import costs, private
from connectors.x.client import Client
from connectors.x.payloads import Beside, Id, Listing, Placed
from connectors.x.posts import permalink, words
from connectors.x.text import comparable
from connectors.x.uploading import upload

# By which the platform's clock may be behind ours. Too little places an answer twice; too much
# takes the same words, typed there just before, for the answer.
CLOCK_SKEW = timedelta(minutes=10)
SEARCH_REACH = timedelta(days=6, hours=23)  # recent search refuses what is beyond seven days
FIND_FIELDS: dict[str, Any] = {
    "tweet_fields": [
        *("author_id", "created_at", "edit_history_tweet_ids", "entities", "note_tweet"),
        *("attachments", "referenced_tweets"),
    ],
    "max_results": 100,
}
LETTER_FIELDS: dict[str, Any] = {
    "dm_event_fields": [
        *("id", "text", "event_type", "created_at", "sender_id", "dm_conversation_id"),
        *("attachments", "entities", "participant_ids", "referenced_tweets"),
    ],
}
_LINK = re.compile(r"\S+\.\S+/\S*|https?://\S+")


Act = Callable[..., Response]


class AskPage(Protocol):
    """Asks for the page that ``token`` names, None for the first."""

    def __call__(self, x: tweepy.Client, token: str | None) -> Response: ...


class _Posts(Payload):
    data: tuple[Beside, ...] = ()


class _Letters(Payload):
    data: tuple[private.Letter, ...] = ()


class _Posted(Payload):
    dm_event_id: Id
    dm_conversation_id: str = ""


class _PlacedLetter(Payload):
    """The answer to POST /2/dm_conversations/…/messages."""

    data: _Posted


class Sender:
    """What one account writes and does.

    Buckets of what people wait for begin with "send": no ceiling on costs stops those.
    """

    def __init__(self, client: Client, us: Connection) -> None:
        self.client = client
        self.us = us

    def receipt(self, tweet_id: str) -> Receipt:
        return Receipt(external_id=tweet_id, permalink=permalink(self.us.handle, tweet_id))

    # Placing -------------------------------------------------------------------------------------

    def reply(self, outgoing: Outgoing) -> Receipt:
        ids = upload(self.client, outgoing)
        bill = costs.answer(outgoing.text, cold=outgoing.way is Capability.COLD_REPLY)
        response = self.client.call(
            "send post",
            lambda x: x.create_tweet(
                text=outgoing.text or None,
                in_reply_to_tweet_id=outgoing.reply_to,
                media_ids=ids or None,
                user_auth=False,
            ),
            bill,
        )
        return self.receipt(expect(Placed, response.content, uncertain=True).data.id)

    def write(self, outgoing: Outgoing) -> Receipt:
        """A direct message."""
        where = _conversation(outgoing)
        media = upload(self.client, outgoing)
        response = self.client.call(
            "send message",
            lambda x: x.create_direct_message(
                **where,
                text=outgoing.text or None,
                media_id=media[0] if media else None,
                user_auth=False,
            ),
            costs.flat(costs.LETTER),
        )
        placed = expect(_PlacedLetter, response.content, uncertain=True).data
        thread = private.thread_of(placed.dm_conversation_id or outgoing.thread_id)
        return Receipt(placed.dm_event_id, private.link_to(thread))

    def perform(self, deed: Deed) -> None:
        match deed.act:
            case Capability.HIDE:
                self._hide(deed)
            case Capability.LIKE:
                self._like(deed)
            case Capability.DELETE if not deed.undo:
                self._delete(deed.target)
            case _:
                raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)

    def _hide(self, deed: Deed) -> None:
        def ask(x: tweepy.Client) -> Response:
            change: Act = x.unhide_reply if deed.undo else x.hide_reply
            return change(deed.target, user_auth=False)

        self.client.call("send hide", ask, costs.flat(costs.HIDING))

    def _like(self, deed: Deed) -> None:
        path = f"/2/users/{self.us.external_id}/likes"  # tweepy would ask first who we are

        like = partial(_request, "POST", path, json={"tweet_id": deed.target})
        unlike = partial(_request, "DELETE", f"{path}/{deed.target}")
        try:
            self.client.call("send like", unlike if deed.undo else like, costs.flat(costs.LIKING))
        except ConnectorError as error:
            if error.reason is Reason.PERMISSION:  # the plan has no likes; all else works
                raise ConnectorError(Reason.NOT_ALLOWED, error.detail, permanent=True) from None
            raise

    def _delete(self, tweet_id: str) -> None:
        try:
            self.client.call(
                "send delete",
                lambda x: x.delete_tweet(tweet_id, user_auth=False),
                costs.flat(costs.DELETION),
            )
        except ConnectorError as error:
            if error.reason is not Reason.TARGET_GONE:
                raise

    def restrain(self, restraint: Restraint) -> None:
        """Mute, or allow no direct messages (X docs, "Mutes" and "Block DMs"; OpenAPI 2.166)."""
        person, us = restraint.person, self.us.external_id
        match restraint.what, restraint.undo:
            case Capability.MUTE, False:
                json = {"target_user_id": person}
                ask = partial(_request, "POST", f"/2/users/{us}/muting", json=json)
            case Capability.MUTE, True:
                ask = partial(_request, "DELETE", f"/2/users/{us}/muting/{person}")
            case Capability.BLOCK_LETTERS, undo:
                way = "unblock" if undo else "block"
                ask = partial(_request, "POST", f"/2/users/{person}/dm/{way}")
            case _:
                raise ConnectorError(Reason.NOT_ALLOWED, permanent=True)
        self.client.call("send restraint", ask, costs.flat(costs.RESTRAINT))

    # Finding -------------------------------------------------------------------------------------

    def find_reply(self, outgoing: Outgoing) -> Receipt | None:
        """From our timeline, and where that does not show it from the conversation itself."""
        since = outgoing.not_before - CLOCK_SKEW
        for bucket, ask in self._where_it_may_stand(outgoing, since):
            for response in _pages(self.client, bucket, ask, costs.per_post()):
                for tweet in expect(_Posts, response.content).data:
                    if _is_answer(tweet, outgoing):
                        return self.receipt(tweet.first_id)
        return None

    def _where_it_may_stand(
        self, outgoing: Outgoing, since: datetime
    ) -> Iterator[tuple[str, AskPage]]:
        us = self.us.external_id
        window: dict[str, Any] = {"start_time": since, **FIND_FIELDS}
        yield (
            "send find",
            lambda x, token: x.get_users_tweets(us, pagination_token=token, **window),
        )
        if outgoing.thread_id and datetime.now(UTC) - since < SEARCH_REACH:
            query = f"conversation_id:{outgoing.thread_id} from:{us}"
            yield (
                "send find by search",
                lambda x, token: x.search_recent_tweets(query, next_token=token, **window),
            )

    def find_letter(self, outgoing: Outgoing) -> Receipt | None:
        where = {**_conversation(outgoing), **LETTER_FIELDS}
        since = outgoing.not_before - CLOCK_SKEW

        def ask(x: tweepy.Client, token: str | None) -> Response:
            response: Response = x.get_direct_message_events(
                **where,
                event_types="MessageCreate",
                max_results=20,
                pagination_token=token,
                user_auth=False,
            )
            return response

        for response in _pages(self.client, "send find message", ask, costs.per_letter()):
            letters = expect(_Letters, response.content).data
            for letter in letters:
                if letter.created_at >= since and self._is_letter(letter, outgoing):
                    return Receipt(letter.id, private.link_to(private.thread_of(letter.thread)))
            if any(letter.created_at < since for letter in letters):
                break
        return None

    def _is_letter(self, letter: private.Letter, outgoing: Outgoing) -> bool:
        if letter.sender_id != self.us.external_id or letter.id in outgoing.others:
            return False
        illustrated = bool(letter.attachments.media_keys)
        return illustrated == bool(outgoing.media) and _alike(letter.words, outgoing.text)


def compose_link(outgoing: Outgoing) -> str:
    """X's own composer (X docs, "Web Intents"), and its own place for direct messages."""
    if outgoing.way is Capability.DM:
        query = urlencode({"recipient_id": outgoing.recipient, "text": outgoing.text})
        return f"{settings.X_WEB_URL}/messages/compose?{query}"
    query = urlencode({"in_reply_to": outgoing.reply_to, "text": outgoing.text})
    return f"{settings.X_WEB_URL}/intent/tweet?{query}"


def _request(method: str, path: str, x: tweepy.Client, **more: Any) -> Response:
    response: Response = x.request(method, path, **more)
    return response


def _conversation(outgoing: Outgoing) -> dict[str, str]:
    """Where a direct message goes: to one citizen, or to a group of them."""
    if outgoing.thread_id and "-" not in outgoing.thread_id:
        return {"dm_conversation_id": outgoing.thread_id}
    if outgoing.recipient:
        return {"participant_id": outgoing.recipient}
    raise ConnectorError(Reason.UNREACHABLE, "nobody to write to", permanent=True)


def _pages(client: Client, bucket: str, ask: AskPage, bill: costs.Bill) -> Iterator[Response]:
    token, seen = None, {""}
    while True:
        response = client.call(bucket, partial(ask, token=token), bill)
        yield response
        token = expect(Listing, response.content).meta.next_token
        if token in seen:  # none, or X leads us in circles
            return
        seen.add(token)


def _is_answer(tweet: Beside, outgoing: Outgoing) -> bool:
    if tweet.replied_to != outgoing.reply_to or tweet.first_id in outgoing.others:
        return False
    return comparable(words(tweet)) == comparable(outgoing.text)


def _alike(shown: str, written: str) -> bool:
    """The same words; links may have been replaced by short ones."""
    one, other = (_LINK.sub("…", comparable(text)) for text in (shown, written))
    return one == other
