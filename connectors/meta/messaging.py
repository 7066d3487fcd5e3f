"""What Messenger and Instagram tell of private messages (Meta docs, "Messaging webhook events").

Both have the same events; the ids are of the citizen as the Page or the account knows them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors.base import (
    Aside,
    Connection,
    Deleted,
    Form,
    Incoming,
    Item,
    Kept,
    Person,
    Pointer,
    Reacted,
)
from connectors.meta.letters import Written, attachments, form_of, words
from connectors.meta.payloads import Id, LongId, Mid
from connectors.payloads import Moment, Payload, Text, fit

PERSON = "person/"  # a Pointer to who someone is

QUIET = {
    "delivery": "arrived on the citizen's side",
    "read": "read by the citizen",
    "referral": "the citizen followed a link to our conversation",
    "pass_thread_control": "another app answers in this conversation",
    "take_thread_control": "another app answers in this conversation",
    "request_thread_control": "another app asks to answer in this conversation",
    "app_roles": "which app answers first",
}


class Party(Payload):
    id: Id


class Event(Payload):
    """What every event of a conversation says."""

    sender: Party
    recipient: Party
    timestamp: Moment


class Pressed(Payload):
    """The citizen pressed a button of ours."""

    mid: Mid = ""
    title: Text = ""


class Signed(Payload):
    """A reaction. ``reaction`` is its name, ``emoji`` the sign itself."""

    mid: LongId
    action: str = "react"
    reaction: Text = ""
    emoji: Text = ""


class Edited(Payload):
    mid: LongId
    text: Text = ""


class Policy(Payload):
    action: str = ""
    reason: Text = ""


def read_event(event: Any, at: datetime | None, us: Connection) -> list[Item]:
    """One event of ``messaging`` or ``standby``; ``at`` is when the whole was sent.

    Raises Unreadable.
    """
    if not isinstance(event, dict):
        return [Aside("messaging", Kept.UNREADABLE, "an event is expected")]
    for name, reader in READERS.items():
        if event.get(name) is not None:
            return [*reader(fit(Event, {"timestamp": at} | event), event[name], us)]
    for name, why in QUIET.items():
        if name in event:
            return [Aside(name, Kept.NOTHING, why)]
    if "policy_enforcement" in event:
        return [_policy(fit(Policy, event["policy_enforcement"]))]
    return [Aside(f"messaging {_shape(event)}", Kept.UNKNOWN)]


def who(event: Event, us: Connection, *, ours: bool) -> tuple[str, Person]:
    """The citizen whose conversation it is, and the author."""
    if ours:
        return event.recipient.id, Person(us.external_id, handle=us.handle)
    return event.sender.id, Person(event.sender.id)


def _message(event: Event, part: Any, us: Connection) -> Iterator[Item]:
    message = fit(Written, part)
    if message.is_deleted:
        yield Deleted(message.mid, event.timestamp)
        return
    if message.is_self or event.sender.id == event.recipient.id:
        yield Aside("message", Kept.NOTHING, "a note to ourselves")
        return
    ours = message.is_echo or event.sender.id == us.external_id
    citizen, author = who(event, us, ours=ours)
    yield Incoming(
        external_id=message.mid,
        author=author,
        text=words(message),
        created_at=event.timestamp,
        thread_id=citizen,
        current_id=message.mid,
        parent_id=message.reply_to.mid,
        private=True,
        form=form_of(message),
        attachments=attachments(message),
        key=message.metadata if ours else "",
        as_of=event.timestamp,
    )
    yield Pointer(PERSON + citizen)


def _pressed(event: Event, part: Any, us: Connection) -> Iterator[Item]:
    """A button has no message of its own in older bodies: the moment stands in for one."""
    button = fit(Pressed, part)
    mid = button.mid or f"button-{event.sender.id}-{event.timestamp:%Y%m%d%H%M%S%f}"
    citizen, author = who(event, us, ours=False)
    yield Incoming(
        external_id=mid,
        author=author,
        text=button.title,
        created_at=event.timestamp,
        thread_id=citizen,
        current_id=mid,
        private=True,
        form=Form.BUTTON,
        as_of=event.timestamp,
    )
    yield Pointer(PERSON + citizen)


def _edited(event: Event, part: Any, us: Connection) -> Iterator[Item]:
    """Only the new words; what came along stays as it was."""
    edit = fit(Edited, part)
    citizen, author = who(event, us, ours=event.sender.id == us.external_id)
    yield Incoming(
        external_id=edit.mid,
        author=author,
        text=edit.text,
        created_at=event.timestamp,
        thread_id=citizen,
        current_id=edit.mid,
        private=True,
        as_of=event.timestamp,
    )


def _reacted(event: Event, part: Any, us: Connection) -> Iterator[Item]:
    sign = fit(Signed, part)
    reaction = "" if sign.action == "unreact" else sign.emoji or sign.reaction or "love"
    yield Reacted(sign.mid, by=event.sender.id, reaction=reaction[:50], as_of=event.timestamp)


READERS: Mapping[str, Callable[[Event, Any, Connection], Iterator[Item]]] = {
    "message": _message,
    "postback": _pressed,
    "reaction": _reacted,
    "message_edit": _edited,
}


def _policy(policy: Policy) -> Aside:
    """Not for the inbox, but someone has to see that Meta warns or blocks the Page."""
    if policy.action == "unblock":
        return Aside("policy_enforcement", Kept.NOTHING, "Meta lifted a block")
    return Aside("policy_enforcement", Kept.UNKNOWN, f"{policy.action}: {policy.reason}")


def _shape(event: Mapping[str, Any]) -> str:
    return " ".join(sorted(set(event) - {"sender", "recipient", "timestamp"}))[:100]
