"""The Conversations API: threads, their messages and the people in them (Meta docs, 2026-02-11).

A thread lists every message by id, but tells what stands in the newest twenty only.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from connectors.simulator.clock import meta_time, now_ms
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.graph.attachments import address_of, mime_of
from connectors.simulator.graph.errors import GraphError, invalid
from connectors.simulator.graph.fields import Field
from connectors.simulator.graph.messaging import WINDOW
from connectors.simulator.graph.nodes import Context, Edge, Kind, Node, always, of
from connectors.simulator.graph.people import person_node
from connectors.simulator.municipality import IDS, municipality
from connectors.simulator.world import Person, Platform, World

NEWEST = 20
_ALWAYS = frozenset({"id", "created_time"})


@dataclass(frozen=True)
class Thread:
    """The conversation with one citizen. ``id`` is the thread's own, not the citizen's."""

    platform: Platform
    citizen: str

    @property
    def id(self) -> str:
        if self.platform == "facebook":
            return f"t_{self.citizen}"
        return base64.urlsafe_b64encode(f"ig_thread:{self.citizen}".encode()).decode().rstrip("=")

    def stands(self, world: World) -> bool:
        """Whether anything is left of it."""
        return any(not each.deleted for each in world.mail.thread(self.platform, self.citizen))

    def newest(self, world: World) -> list[DirectMessage]:
        """The messages that have details."""
        sent = reversed(world.mail.thread(self.platform, self.citizen))
        return list(islice((message for message in sent if not message.deleted), NEWEST))

    def messages(self, world: World) -> list[DirectMessage]:
        """What still stands, newest first."""
        sent = world.mail.thread(self.platform, self.citizen)
        return [message for message in reversed(sent) if not message.deleted]


def find(world: World, identity: str) -> Node | None:
    """The thread, message or person with this id, where the account may see it.

    Raises GraphError (9000001) for a message that was deleted, and 230 for an Instagram user who
    never wrote to the account.
    """
    platforms: tuple[Platform, ...] = ("facebook", "instagram")
    for platform in platforms:
        if message := world.mail.find(platform, identity):
            if message.deleted:
                raise GraphError(9000001)
            return Node(MESSAGE, message)
    for thread in (Thread("facebook", identity[2:]), Thread("instagram", _decoded(identity))):
        if thread.id == identity and world.mail.thread(thread.platform, thread.citizen):
            return Node(THREAD, thread)
    return person_node(world, identity)


def _decoded(identity: str) -> str:
    """The citizen in the id of a thread on Instagram, or nothing."""
    try:
        text = base64.urlsafe_b64decode(identity + "=" * (-len(identity) % 4)).decode()
    except ValueError:
        return ""
    return text.removeprefix("ig_thread:")


def refuse_old(context: Context, node: Node, fields: tuple[Field, ...]) -> None:
    """Beyond the newest twenty there is nothing but the id and the moment.

    Raises GraphError (9000001).
    """
    wanted = {each.name for each in fields or [Field(name) for name in node.kind.defaults]}
    if node.kind is MESSAGE and wanted - _ALWAYS and not _is_new(context, node.subject):
        raise GraphError(9000001)


def list_threads(context: Context, account: Person, parameters: Mapping[str, str]) -> Edge:
    """``conversations``: newest first, of ``platform``, perhaps with one ``user_id`` only."""
    platform = _platform(account, parameters)
    citizens = context.world.mail.threads(platform) if account.id in IDS.values() else []
    if user := parameters.get("user_id"):
        citizens = [citizen for citizen in citizens if citizen == user]
    threads = [Thread(platform, citizen) for citizen in citizens]
    return Edge(THREAD, [thread for thread in threads if thread.stands(context.world)])


def _platform(account: Person, parameters: Mapping[str, str]) -> Platform:
    asked = parameters.get("platform", "messenger").lower()
    if account.platform == "instagram" or asked == "instagram":
        return "instagram"
    if asked != "messenger":
        raise invalid("Param platform must be one of {INSTAGRAM, MESSENGER}")
    return "facebook"


def _messages(context: Context, thread: Thread, parameters: Mapping[str, str]) -> Edge:
    return Edge(MESSAGE, thread.messages(context.world))


def _is_new(context: Context, message: DirectMessage) -> bool:
    newest = Thread(message.platform, message.thread).newest(context.world)
    return any(each is message for each in newest)


def _detail(get: Any) -> Any:
    """A field that old messages do not have."""

    def getter(context: Context, message: DirectMessage) -> Any:
        return get(context, message) if _is_new(context, message) else None

    return getter


def _named(context: Context, platform: Platform, identity: str) -> dict[str, str]:
    person = context.world.person(platform, identity)
    if person is None:
        return {"id": identity}
    if platform == "instagram":
        return {"username": person.handle, "id": identity}
    return {"name": person.name, "email": f"{identity}@facebook.com", "id": identity}


def _from(context: Context, message: DirectMessage) -> dict[str, str]:
    return _named(context, message.platform, message.sender)


def _to(context: Context, message: DirectMessage) -> dict[str, Any]:
    return {"data": [_named(context, message.platform, message.recipient)]}


def _participants(context: Context, thread: Thread) -> dict[str, Any]:
    us = municipality(context.world, thread.platform)
    people = (thread.citizen, us.id)
    return {"data": [_named(context, thread.platform, each) for each in people]}


def _attachments(context: Context, message: DirectMessage) -> dict[str, Any] | None:
    stored = [each for each in message.attachments if each.media]
    listed = [_attachment(context, each) for each in stored if each.kind != "story_mention"]
    return {"data": listed} if listed else None


def _attachment(context: Context, given: Attachment) -> dict[str, Any]:
    """One attachment, with its address under a name that depends on what it is."""
    media = context.world.media[given.media]
    url, mime = address_of(context.base, context.world, given), mime_of(context.world, given)
    size = {"width": media.width, "height": media.height}
    shown: dict[str, Any] = {"id": media.id, "mime_type": mime, "size": len(media.data)}
    if given.kind == "image":
        picture = size | {"url": url, "preview_url": url}
        return shown | {"name": f"image-{media.id}", "image_data": picture}
    if given.kind == "video":
        return shown | {"video_data": size | {"url": url}}
    return shown | {"name": given.title or f"file-{media.id}", "file_url": url}


def _story(context: Context, message: DirectMessage) -> dict[str, Any] | None:
    """The story a message reacts to or that mentions us; gone after a day, on Instagram."""
    if message.story:
        url = story_url(context.base, context.world, message.story)
        return {"reply_to": {"link": url, "id": message.story}}
    for each in message.attachments:
        if each.kind == "story_mention":
            link = address_of(context.base, context.world, each)
            return {"mention": {"link": link, "id": each.reference}}
    return None


def story_url(base: str, world: World, story: str) -> str:
    """Where the picture of one of our stories is."""
    post = world.find_even_deleted("instagram", story)
    if post and post.media:
        return address_of(base, world, Attachment("image", post.media[0]))
    return f"{base}/photo/{story}.svg"


def _reply_to(context: Context, message: DirectMessage) -> dict[str, Any] | None:
    answered = context.world.mail.find(message.platform, message.reply_to)
    if answered is None:
        return None
    return {"mid": answered.id, "is_self_reply": answered.sender == message.sender}


def _reactions(context: Context, message: DirectMessage) -> dict[str, Any] | None:
    if not message.reactions:
        return None
    people = [
        {"reaction": reaction, "users": [_named(context, message.platform, person)]}
        for person, reaction in message.reactions.items()
    ]
    return {"data": people}


def _shares(context: Context, message: DirectMessage) -> dict[str, Any] | None:
    shared = [each for each in message.attachments if each.url and not each.media]
    links = [{"id": each.reference, "link": each.url, "name": each.title} for each in shared]
    return {"data": links} if links else None


def _unread(context: Context, thread: Thread) -> int:
    us = IDS[thread.platform]
    return sum(
        message.recipient == us and not message.read for message in thread.messages(context.world)
    )


def _updated(context: Context, thread: Thread) -> str:
    return meta_time(thread.messages(context.world)[0].at)


def _can_reply(context: Context, thread: Thread) -> bool:
    return now_ms() - context.world.mail.acted(thread.platform, thread.citizen) <= WINDOW


MESSAGE = Kind(
    name="Message",
    defaults=("id", "created_time"),
    fields={
        "id": of(lambda message: message.id),
        "created_time": of(lambda message: meta_time(message.at)),
        "message": _detail(lambda _, message: message.text),
        "from": _detail(_from),
        "to": _detail(_to),
        "attachments": _detail(_attachments),
        "shares": _detail(_shares),
        "story": _detail(_story),
        "reactions": _detail(_reactions),
        "reply_to": _detail(_reply_to),
        "is_unsupported": _detail(lambda _, message: message.unsupported or None),
        "sticker": always(None),
        "tags": always(None),
    },
    edges={},
)
THREAD = Kind(
    name="UnifiedThread",
    defaults=("id", "updated_time"),
    fields={
        "id": of(lambda thread: thread.id),
        "updated_time": _updated,
        "participants": _participants,
        "senders": _participants,
        "message_count": lambda context, thread: len(thread.messages(context.world)),
        "unread_count": _unread,
        "snippet": lambda context, thread: thread.messages(context.world)[0].text,
        "can_reply": _can_reply,
        "is_owner": lambda context, thread: thread.citizen not in context.world.meta.owned,
        "is_subscribed": always(True),
        "folder": always("inbox"),
        "link": of(lambda thread: f"/{IDS['facebook']}/inbox/{thread.citizen}/"),
        "name": always(None),
        "scoped_thread_key": of(lambda thread: thread.id),
        "former_participants": always(None),
    },
    edges={"messages": _messages},
)
