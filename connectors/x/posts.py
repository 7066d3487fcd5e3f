"""From X's posts to messages, and to posts of our own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from connectors.base import (
    Attachment,
    Capability,
    Connection,
    Form,
    Incoming,
    Item,
    MediaKind,
    Person,
    Pointer,
    Post,
)
from connectors.x.calling import is_called, names_us
from connectors.x.payloads import Beside, Includes, Medium, Tweet
from connectors.x.text import readable


@dataclass(frozen=True)
class Sighting:
    """How posts came to us.

    superseded  texts of before an edit are welcome
    found_by    the saved search that found them
    maybe_cold  some may have nothing to do with us
    told        X told of them by itself, and this was news when they were written
    quotes_us   X said so
    own_threads threads that we began, as far as who asked knows
    """

    superseded: bool = True
    found_by: str = ""
    maybe_cold: bool = False
    told: bool = False
    quotes_us: bool = False
    own_threads: frozenset[str] = frozenset()


def words(tweet: Beside) -> str:
    """The whole text, for a person to read."""
    whole = tweet.note or tweet
    return readable(whole.text, (*whole.entities.urls, *tweet.entities.urls))


def permalink(handle: str, tweet_id: str) -> str:
    """X finds a post by its number, under any handle."""
    return f"{settings.X_WEB_URL}/{handle or 'i'}/status/{tweet_id}"


def attachments(keys: Iterable[str], media: Iterable[Medium]) -> tuple[Attachment, ...]:
    """What came along; one of which X shows nothing has no address."""
    shown = {medium.media_key: medium for medium in media}
    return tuple(_attachment(shown.get(key) or Medium(media_key=key)) for key in keys)


def _attachment(medium: Medium) -> Attachment:
    kind, _, number = medium.media_key.rpartition("_")
    picture = medium.type == "photo" or (not medium.type and kind == "3")
    return Attachment(
        kind=MediaKind.IMAGE if picture else MediaKind.VIDEO,
        # Webhooks of the older kind give the number without what X puts before it here.
        key=number,
        url=medium.best_url,
        alt=medium.alt_text,
    )


class Posts:
    """Some posts that came together, oldest first, and what X shows beside them."""

    def __init__(
        self, asked: Sequence[Tweet], beside: Includes, us: Connection, sighting: Sighting
    ) -> None:
        self.us = us
        self.sighting = sighting
        self.people = {user.id: user for user in beside.users}
        self.media = beside.media
        self.asked = asked
        self.beside = beside.tweets
        every = [*self.asked, *self.beside]
        self.first_ids = {key: post.first_id for post in every for key in (post.id, *post.history)}
        threads = {self.first(tweet.conversation_id) for tweet in self.asked}
        self.ours = {post.first_id for post in every if self.is_ours(post)}
        self.own_roots = (self.ours | sighting.own_threads) & threads

    def items(self) -> Iterator[Item]:
        yield from self._roots()
        yield from self._asked()

    def first(self, tweet_id: str) -> str:
        return self.first_ids.get(tweet_id, tweet_id)

    def is_ours(self, post: Beside) -> bool:
        return post.author_id == self.us.external_id

    # Posts ---------------------------------------------------------------------------------------

    def _roots(self) -> Iterator[Item]:
        """Own posts that were not asked for, but stand at the top of a thread that was."""
        shown = {tweet.first_id for tweet in self.asked}
        for post in self.beside:
            if post.first_id in self.own_roots - shown and post.created_at:
                shown.add(post.first_id)
                yield self._post(post, post.created_at)
        unseen = {root for tweet in self.asked if (root := self._own_root(tweet))} - shown
        # The ones that who asked knows came with our timeline.
        yield from (Pointer(root) for root in sorted(unseen - self.sighting.own_threads))

    def _own_root(self, tweet: Tweet) -> str:
        """Our own post at the top of its thread, as far as this body tells, or ""."""
        thread = self.first(tweet.conversation_id)
        beneath = self.first(tweet.replied_to) == thread
        told = beneath and tweet.in_reply_to_user_id == self.us.external_id
        return thread if told or thread in self.own_roots else ""

    def _post(self, post: Beside, created_at: datetime) -> Post:
        return Post(
            external_id=post.first_id,
            text=words(post),
            created_at=created_at,
            permalink=permalink(self.us.handle, post.newest_id),
            attachments=attachments(post.attachments.media_keys, self.media),
        )

    # Messages ------------------------------------------------------------------------------------

    def _asked(self) -> Iterator[Item]:
        newest = {tweet.first_id: tweet for tweet in sorted(self.asked, key=lambda t: int(t.id))}
        for tweet in newest.values():
            if tweet.is_repost or self._is_superseded(tweet):
                continue
            if self.is_ours(tweet) and not tweet.replied_to:
                yield self._post(tweet, tweet.created_at)
            else:
                yield self._message(tweet)

    def _is_superseded(self, tweet: Tweet) -> bool:
        return not self.sighting.superseded and tweet.id != tweet.newest_id

    def _message(self, tweet: Tweet) -> Incoming:
        author = self._person(tweet)
        return Incoming(
            external_id=tweet.first_id,
            author=author,
            text=words(tweet),
            created_at=tweet.created_at,
            thread_id=self.first(tweet.conversation_id),
            current_id=tweet.newest_id,
            outdated=tweet.id != tweet.newest_id,
            parent_id=self.first(tweet.replied_to),
            post_id=self._own_root(tweet),
            permalink=permalink(author.handle, tweet.newest_id),
            form=self._form(tweet),
            attachments=attachments(tweet.attachments.media_keys, self.media),
            allows=self._allows(tweet),
            reactions=tweet.metrics.like_count,
            as_of=tweet.created_at if self.sighting.told else None,
            found_by=self.sighting.found_by,
        )

    def _form(self, tweet: Tweet) -> Form:
        if self.is_ours(tweet):
            return Form.MESSAGE
        if self._quotes_us(tweet):
            return Form.QUOTE
        if self.sighting.maybe_cold and not self._concerns_us(tweet):
            return Form.FOUND
        return Form.MESSAGE

    def _quotes_us(self, tweet: Tweet) -> bool:
        return self.sighting.quotes_us or self.first(tweet.quoted) in self.ours

    def _concerns_us(self, tweet: Tweet) -> bool:
        answered = tweet.in_reply_to_user_id == self.us.external_id
        return answered or bool(self._own_root(tweet)) or names_us(tweet, self.us)

    def _allows(self, tweet: Tweet) -> frozenset[Capability]:
        """Whether X takes our answer depends on who called us, and hiding on whose thread it is."""
        if self.is_ours(tweet):
            return frozenset({Capability.DELETE})
        called = is_called(tweet, self.us) or self._quotes_us(tweet)
        allowed = {Capability.REPLY if called else Capability.COLD_REPLY, Capability.LIKE}
        if tweet.replied_to and self._own_root(tweet):
            allowed.add(Capability.HIDE)
        return frozenset(allowed)

    def _person(self, tweet: Tweet) -> Person:
        user = self.people.get(tweet.author_id)
        handle = self.us.handle if self.is_ours(tweet) else ""
        if not user:
            return Person(id=tweet.author_id, handle=handle)
        return Person(id=tweet.author_id, handle=user.username or handle, name=user.name)
