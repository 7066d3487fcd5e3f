"""Sending, changing and reading direct messages, whoever does it; listeners are told."""

from __future__ import annotations

import base64
from dataclasses import dataclass

from connectors.simulator.clock import now_ms
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.happenings import Happening, Kind
from connectors.simulator.municipality import is_municipality
from connectors.simulator.world import Person, Platform, Via, World


@dataclass(frozen=True)
class Letter:
    """A direct message about to be sent; what is left out is as in DirectMessage."""

    sender: Person
    recipient: Person
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    reply_to: str = ""
    story: str = ""
    via: Via = "app"
    metadata: str = ""
    app: str = ""
    tag: str = ""
    answers: str = ""
    quick_reply: str = ""
    unsupported: bool = False
    standby: bool = False
    at: int = 0


def send(world: World, letter: Letter) -> DirectMessage:
    """Place ``letter`` in its thread, and tell who listens."""
    message = press(world, letter)
    world.tell(Happening("direct", message.platform, message, message.sender))
    return message


def press(world: World, letter: Letter) -> DirectMessage:
    """Place ``letter`` in its thread without a word: the words on a button somebody pressed."""
    platform, at = letter.sender.platform, letter.at or now_ms()
    message = DirectMessage(
        platform=platform,
        id=_identity(world, platform, at),
        thread=thread_of(letter.sender, letter.recipient),
        sender=letter.sender.id,
        recipient=letter.recipient.id,
        text=letter.text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"),
        at=at,
        attachments=list(letter.attachments),
        reply_to=letter.reply_to,
        story=letter.story,
        via=letter.via,
        metadata=letter.metadata,
        app=letter.app,
        tag=letter.tag,
        answers=letter.answers,
        quick_reply=letter.quick_reply,
        unsupported=letter.unsupported,
        standby=letter.standby,
    )
    world.mail.add(message)
    world.changed()
    return message


def thread_of(one: Person, other: Person) -> str:
    """The thread of two people: see DirectMessage."""
    if one.platform == "x":
        return "-".join(sorted((one.id, other.id), key=int))
    return other.id if is_municipality(one.platform, one.id) else one.id


def reword(world: World, message: DirectMessage, text: str) -> None:
    """Change the wording of a message."""
    message.text = text
    message.edited += 1
    world.tell(Happening("direct_edited", message.platform, message, message.sender))


def take_back(world: World, message: DirectMessage) -> None:
    """Delete a message for both sides."""
    message.deleted = True
    world.tell(Happening("direct_removed", message.platform, message, message.sender))


def read_thread(world: World, platform: Platform, thread: str, reader: str) -> None:
    """``reader`` sees everything that was sent to them; told once, about the newest."""
    unread = [
        message
        for message in world.mail.thread(platform, thread)
        if message.recipient == reader and not message.read and not message.deleted
    ]
    for message in unread:
        message.read = now_ms()
    if unread:
        world.tell(Happening("direct_read", platform, unread[-1], reader))


def react(world: World, message: DirectMessage, person: str, reaction: str) -> None:
    """``person`` reacts to a message; an empty ``reaction`` takes that back."""
    if reaction and person == message.thread:
        world.mail.act(message.platform, message.thread, now_ms())
    given = reaction or message.reactions.pop(person, "")
    if reaction:
        message.reactions[person] = reaction
    kind: Kind = "direct_reacted" if reaction else "direct_unreacted"
    world.tell(Happening(kind, message.platform, message, person, {"reaction": given}))


def _identity(world: World, platform: Platform, at: int) -> str:
    """X: a snowflake; Messenger: ``m_…``; Instagram: base64 that begins with ``aWdf``."""
    if platform == "x":
        return world.numbers.snowflake(at)
    number = world.numbers.facebook()
    if platform == "facebook":
        return f"m_{number}"
    return base64.urlsafe_b64encode(f"ig_dm_item:{number}".encode()).decode().rstrip("=")
