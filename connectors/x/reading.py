"""From X's answers to messages and posts."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings

from connectors.base import Connection, Deleted, Incoming, Item, Person, Post, Raw, Unreadable
from connectors.payloads import read
from connectors.x.payloads import Answer, Beside, Problem, Tweet
from connectors.x.text import readable

MENTIONS, OWN, LOOKUP = "mentions", "own", "lookup"

# A post that became protected is gone for us too: X wants shown what X still shows
# (Developer Policy, "Maintaining the integrity of X").
GONE = {"resource-not-found", "not-authorized-for-resource"}


def items(raw: Raw, us: Connection) -> list[Item]:
    """Posts first, then messages, oldest first. Raises Unreadable."""
    if raw.source not in {MENTIONS, OWN, LOOKUP}:
        raise Unreadable(f"unknown source {raw.source!r}")
    answer = read(Answer, raw.body)
    reading = _Reading(answer, us)
    if raw.source != LOOKUP:
        return [*reading.roots(), *reading.tweets()]
    gone = [Deleted(problem.value) for problem in answer.errors if _is_gone(problem)]
    return [*reading.roots(), *reading.tweets(superseded=False), *gone]


def words(tweet: Beside) -> str:
    """The whole text, for a person to read."""
    whole = tweet.note or tweet
    return readable(whole.text, whole.entities.urls)


def permalink(handle: str, tweet_id: str) -> str:
    """X finds a post by its number, under any handle."""
    return f"{settings.X_WEB_URL}/{handle or 'i'}/status/{tweet_id}"


def _is_gone(problem: Problem) -> bool:
    return problem.parameter in {"id", "ids"} and bool(problem.value) and problem.kind in GONE


class _Reading:
    def __init__(self, answer: Answer, us: Connection) -> None:
        self.us = us
        self.people = {user.id: user for user in answer.includes.users}
        self.asked = answer.data
        self.beside = answer.includes.tweets
        every = [*self.asked, *self.beside]
        self.first_ids = {key: post.first_id for post in every for key in (post.id, *post.history)}
        threads = {self.first(tweet.conversation_id) for tweet in self.asked}
        self.own_roots = {post.first_id for post in every if self.is_ours(post)} & threads

    def first(self, tweet_id: str) -> str:
        return self.first_ids.get(tweet_id, tweet_id)

    def is_ours(self, post: Beside) -> bool:
        return post.author_id == self.us.external_id

    def roots(self) -> Iterator[Post]:
        """Own posts that were not asked for, but stand at the top of a thread that was."""
        for post in self.beside:
            if post.first_id in self.own_roots and post.created_at:
                yield self.post(post, post.created_at)

    def tweets(self, *, superseded: bool = True) -> Iterator[Item]:
        newest = {tweet.first_id: tweet for tweet in sorted(self.asked, key=lambda t: int(t.id))}
        for tweet in newest.values():
            if tweet.is_repost or (not superseded and tweet.id != tweet.newest_id):
                continue
            if self.is_ours(tweet) and not tweet.replied_to:
                yield self.post(tweet, tweet.created_at)
            else:
                yield self.message(tweet)

    def post(self, post: Beside, created_at: datetime) -> Post:
        return Post(
            external_id=post.first_id,
            text=words(post),
            created_at=created_at,
            permalink=permalink(self.us.handle, post.newest_id),
        )

    def message(self, tweet: Tweet) -> Incoming:
        author, thread = self.person(tweet), self.first(tweet.conversation_id)
        return Incoming(
            external_id=tweet.first_id,
            author=author,
            text=words(tweet),
            created_at=tweet.created_at,
            thread_id=thread,
            current_id=tweet.newest_id,
            outdated=tweet.id != tweet.newest_id,
            parent_id=self.first(tweet.replied_to),
            post_id=thread if thread in self.own_roots else "",
            permalink=permalink(author.handle, tweet.newest_id),
        )

    def person(self, tweet: Tweet) -> Person:
        user = self.people.get(tweet.author_id)
        handle = self.us.handle if self.is_ours(tweet) else ""
        if not user:
            return Person(id=tweet.author_id, handle=handle)
        return Person(id=tweet.author_id, handle=user.username or handle, name=user.name)
