"""From the bodies of X's webhooks to items: X Activity envelopes, and the deprecated shapes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import Any

from pydantic import Field, TypeAdapter, ValidationError

from connectors.base import Aside, Connection, Deleted, Item, Kept, Revoked, Unreadable
from connectors.payloads import Payload, fit
from connectors.x import legacy, private
from connectors.x.costs import DIRECT, POST
from connectors.x.payloads import Id, Includes, Tweet
from connectors.x.posts import Posts, Sighting

Read = Callable[["Event", Connection], Iterable[Item]]

_OBJECT = TypeAdapter(dict[str, Any])
# What X may tell of and no inbox needs (X docs, "X Activity API").
OF_NO_CONCERN = (
    *("dm.read", "dm.indicate_typing", "chat.conversation_join", "follow.", "profile."),
    *("news.", "spaces."),
)
_OLD_OF_NO_CONCERN = {
    *("follow_events", "block_events", "mute_events"),
    *("direct_message_indicate_typing_events", "direct_message_mark_read_events"),
}
_OLD_BESIDE = {"for_user_id", "user_has_blocked", "apps", "users", "is_blocked_by"}
_OLD_LISTS = {
    "tweet_create_events": legacy.written,
    "tweet_delete_events": legacy.deleted,
    "favorite_events": legacy.liked,
}


class Filter(Payload):
    user_id: str = ""


class Event(Payload):
    """One envelope of the X Activity API."""

    event_uuid: str = ""
    event_type: str
    filter: Filter = Filter()
    payload: dict[str, Any] = Field(default_factory=dict)
    includes: Includes = Includes()

    @property
    def price(self) -> int:
        """In millionths of a US dollar (X docs, "Pricing"): what we sent ourselves is free."""
        family, _, what = self.event_type.partition(".")
        if what == "received":
            return DIRECT
        return POST if family == "post" and what != "delete" else 0

    @property
    def account(self) -> str:
        """Number of the account it is for, or ""."""
        return self.filter.user_id or str(self.payload.get("user_id") or "")


def read_object(body: bytes) -> dict[str, Any]:
    """Raises Unreadable unless the body is a JSON object."""
    try:
        return _OBJECT.validate_json(body)
    except ValidationError:
        raise Unreadable("body: is no JSON object") from None


def envelopes(whole: dict[str, Any]) -> list[Any]:
    """The events in a body of the X Activity API: one, as documented, or several."""
    data = whole.get("data")
    return data if isinstance(data, list) else [data]


def items(body: bytes, us: Connection) -> Iterator[Item]:
    """Raises Unreadable when it is no JSON object; a part that cannot be read is an Aside."""
    whole = read_object(body)
    if "data" in whole:
        for value in envelopes(whole):
            yield from one("event", value, lambda value: _event(fit(Event, value), us))
    else:
        yield from _old(whole, us)


def one(what: str, value: object, read: Callable[[Any], Iterable[Item]]) -> list[Item]:
    """What ``read`` makes of one part, or why it can make nothing of it."""
    try:
        return list(read(value))
    except Unreadable as error:
        return [Aside(what, Kept.UNREADABLE, str(error))]


def _event(event: Event, us: Connection) -> Iterable[Item]:
    if read := _READERS.get(event.event_type):
        return one(event.event_type, event, lambda each: read(each, us))
    quiet = event.event_type.startswith(OF_NO_CONCERN)
    return [Aside(event.event_type[:60], Kept.NOTHING if quiet else Kept.UNKNOWN)]


def _post(event: Event, us: Connection) -> Iterable[Item]:
    quoted = event.event_type == "post.quote.create"
    sighting = Sighting(told=True, quotes_us=quoted)
    tweet = fit(Tweet, event.payload)
    if tweet.is_repost:
        return [Aside("repost", Kept.NOTHING)]
    return Posts([tweet], event.includes, us, sighting).items()


class _Gone(Payload):
    id: Id


def _deleted(event: Event, us: Connection) -> Iterable[Item]:
    return [Deleted(fit(_Gone, event.payload).id)]


def _letters(event: Event, us: Connection) -> Iterable[Item]:
    """In the words of version 1.1, as documented; those of version 2 are read as well."""
    if "dm_conversation_id" in event.payload:
        value = {"event_type": "MessageCreate", **event.payload}
        return [private.listed(value, event.includes, us)]
    return _old_letters(event.payload, us)


def _old_letters(whole: dict[str, Any], us: Connection) -> Iterator[Item]:
    people = private.people_in(whole.get("users"))
    for value in _parts(whole.get("direct_message_events")):
        yield from one("direct message", value, lambda each: [private.told(each, people, us)])


def _encrypted(event: Event, us: Connection) -> Iterable[Item]:
    return [private.encrypted(event.payload, us)]


def _revoked(event: Event, us: Connection) -> Iterable[Item]:
    return [Revoked(f"revoked at {event.payload.get('date_time') or '?'}"[:200])]


_READERS: dict[str, Read] = {
    "post.create": _post,
    "post.mention.create": _post,
    "post.reply.create": _post,
    "post.quote.create": _post,
    "post.delete": _deleted,
    "dm.received": _letters,
    "dm.sent": _letters,
    "chat.received": _encrypted,
    "chat.sent": _encrypted,
    "oauth.revoke": _revoked,
}


def _old(whole: dict[str, Any], us: Connection) -> Iterator[Item]:
    if not whole.keys() - _OLD_BESIDE:
        yield Aside("a body without an event", Kept.UNKNOWN)
    for key, value in whole.items():
        if read := _OLD_LISTS.get(key):
            for part in _parts(value):
                yield from one(key, part, partial(read, us=us))
        elif key == "direct_message_events":
            yield from _old_letters(whole, us)
        elif key == "user_event":
            yield from one(key, value, lambda each: legacy.revoked(each, us))
        elif key not in _OLD_BESIDE:
            quiet = key in _OLD_OF_NO_CONCERN
            yield Aside(key[:60], Kept.NOTHING if quiet else Kept.UNKNOWN)


def _parts(value: object) -> list[Any]:
    """A list's parts; anything else is one odd part, so that nothing goes unseen."""
    return value if isinstance(value, list) else [value]
