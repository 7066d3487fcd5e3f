"""From X's answers and webhooks to items."""

from __future__ import annotations

from collections.abc import Iterator

from connectors.base import Aside, Connection, Deleted, Item, Kept, Raw, Unreadable
from connectors.payloads import fit, read
from connectors.x import private, webhooks
from connectors.x.payloads import Answer, Problem, Tweet
from connectors.x.posts import Posts, Sighting

MENTIONS, OWN, LOOKUP, SEARCH = "mentions", "own", "lookup", "search"
DIRECT, THREADS, QUOTES, WEBHOOK = "direct", "threads", "quotes", "webhook"

# A post that became protected is gone for us too: X wants shown what X still shows
# (Developer Policy, "Maintaining the integrity of X").
GONE = {"resource-not-found", "not-authorized-for-resource"}


def items(raw: Raw, us: Connection) -> list[Item]:
    """Own posts first, then messages, oldest first. Raises Unreadable when all of it is."""
    found = list(_items(raw, us))
    lost = [one.why for one in found if isinstance(one, Aside) and one.kept is Kept.UNREADABLE]
    if lost and len(lost) == len(found):
        raise Unreadable("; ".join(lost[:3]))
    return found


def _items(raw: Raw, us: Connection) -> Iterator[Item]:
    if raw.source == WEBHOOK:
        return webhooks.items(raw.body, us)
    if raw.source == DIRECT:
        return _letters(read(Answer, raw.body), us)
    if raw.source in {MENTIONS, OWN, LOOKUP, SEARCH, THREADS, QUOTES}:
        return _posts(raw, read(Answer, raw.body), us)
    raise Unreadable(f"unknown source {raw.source!r}")


def _letters(answer: Answer, us: Connection) -> Iterator[Item]:
    for number, value in enumerate(answer.data):
        try:
            yield private.listed(value, answer.includes, us)
        except Unreadable as error:
            yield _unreadable("direct message", number, error)


def _posts(raw: Raw, answer: Answer, us: Connection) -> Iterator[Item]:
    lost: list[Item] = []
    tweets = []
    for number, value in enumerate(answer.data):
        try:
            tweets.append(fit(Tweet, value))
        except Unreadable as error:
            lost.append(_unreadable("post", number, error))
    if raw.source == SEARCH:  # our own come with our timeline
        tweets = [tweet for tweet in tweets if tweet.author_id != us.external_id]
    yield from Posts(tweets, answer.includes, us, _sighting(raw)).items()
    if raw.source == LOOKUP:
        yield from (Deleted(each.value) for each in answer.errors if _is_gone(each))
    yield from lost


def _sighting(raw: Raw) -> Sighting:
    return Sighting(
        superseded=raw.source != LOOKUP,
        found_by=raw.subject if raw.source == SEARCH else "",
        maybe_cold=raw.source in {SEARCH, LOOKUP},
        quotes_us=raw.source == QUOTES,
        own_threads=frozenset(raw.subject.split() if raw.source == THREADS else ()),
    )


def _unreadable(what: str, number: int, error: Unreadable) -> Aside:
    return Aside(what, Kept.UNREADABLE, f"data.{number}.{error}")


def _is_gone(problem: Problem) -> bool:
    return problem.parameter in {"id", "ids"} and bool(problem.value) and problem.kind in GONE
