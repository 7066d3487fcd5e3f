"""The Send API of Messenger and Instagram (Meta docs, "Send messages" and "Private replies").

A message goes to a person who wrote first, in the hours Meta leaves for that, or once, in private,
to who wrote a comment or a post.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from connectors.simulator.clock import DAY, now_ms
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.graph.errors import GraphError, invalid, missing
from connectors.simulator.graph.fetching import Fetch
from connectors.simulator.graph.nodes import Context, Json, is_ours
from connectors.simulator.letters import Letter, react, read_thread, send, thread_of
from connectors.simulator.municipality import APP_ID, municipality
from connectors.simulator.world import Person, Platform, Post

WINDOW, HUMAN_WINDOW, PRIVATE_REPLY_WINDOW = DAY, 7 * DAY, 7 * DAY
MAX_TEXT, MAX_INSTAGRAM_BYTES, MAX_IMAGES = 2_000, 1_000, 10
_TYPES = ("RESPONSE", "UPDATE", "MESSAGE_TAG", "UTILITY")
_ATTACHMENTS = ("image", "video", "audio", "file")
_NO_SUCH_USER = {"facebook": 2018001, "instagram": 2534014}
_TOO_LATE: Mapping[str, tuple[int, str, int]] = {
    "facebook": (2018278, "OAuthException", 400),
    "instagram": (2534022, "IGApiException", 403),
}


@dataclass(frozen=True)
class Recipient:
    """Who gets it. ``about`` is the comment or post, when this is a private reply."""

    person: Person
    about: Post | None = None

    @property
    def platform(self) -> Platform:
        return self.person.platform


async def deliver(
    context: Context, account: Person, parameters: Mapping[str, str], fetch: Fetch
) -> Json:
    """POST /{page-id}/messages or /{ig-id}/messages: ``{"recipient_id", "message_id"}``.

    Raises GraphError.
    """
    recipient = _recipient(context, account.platform, _object(parameters, "recipient"))
    _check_reachable(context, recipient)
    if action := parameters.get("sender_action"):
        return _act(context, recipient, action.lower(), parameters)
    message = _object(parameters, "message")
    text = _text(recipient.platform, message)
    tag = _tag(parameters)
    _check_timing(context, recipient, tag)
    attachments = [await fetch(kind, url) for kind, url in _wanted(recipient.platform, message)]
    if bool(text) == bool(attachments):
        raise invalid("Message must have either text or an attachment, and not both")
    return _send(context, recipient, text, attachments, tag, message, parameters)


def _send(
    context: Context,
    recipient: Recipient,
    text: str,
    attachments: list[Attachment],
    tag: str,
    message: Mapping[str, Any],
    parameters: Mapping[str, str],
) -> Json:
    sent = send(
        context.world,
        Letter(
            municipality(context.world, recipient.platform),
            recipient.person,
            text,
            tuple(attachments),
            reply_to=_reply_to(context, recipient, _object(parameters, "reply_to", {})),
            via="api",
            metadata=str(message.get("metadata") or ""),
            app=APP_ID,
            tag=tag,
            answers=recipient.about.key if recipient.about else "",
        ),
    )
    return {"recipient_id": recipient.person.id, "message_id": sent.id}


def _object(parameters: Mapping[str, str], name: str, otherwise: Json | None = None) -> Json:
    """A parameter that is an object: JSON in a form, and in a JSON body too."""
    if name not in parameters:
        if otherwise is None:
            raise invalid(f"The parameter {name} is required")
        return otherwise
    try:
        value = json.loads(parameters[name])
    except ValueError:
        value = None
    if not isinstance(value, dict):
        raise invalid(f"Param {name} must be an object")
    return value


def _recipient(context: Context, asked: Platform, recipient: Mapping[str, Any]) -> Recipient:
    about = recipient.get("comment_id") or recipient.get("post_id")
    if about:
        return _author_of(context, str(about))
    identity = str(recipient.get("id", ""))
    platforms: tuple[Platform, ...] = ("facebook", "instagram")
    for platform in platforms if asked == "facebook" else platforms[1:]:
        person = context.world.person(platform, identity)
        if person and context.world.mail.thread(platform, identity):
            return Recipient(person)
    raise GraphError(100, _NO_SUCH_USER[asked])


def _author_of(context: Context, identity: str) -> Recipient:
    """A private reply: once, within seven days, and to somebody else's words."""
    post = context.world.find("facebook", identity) or context.world.find("instagram", identity)
    if post is None or is_ours(post) or post.at < now_ms() - PRIVATE_REPLY_WINDOW:
        raise GraphError(100, 2534025)
    if context.world.mail.private_reply(post.platform, post.key):
        raise GraphError(10900)
    return Recipient(context.world.author(post), post)


def _check_reachable(context: Context, recipient: Recipient) -> None:
    world = context.world
    if recipient.person.id in world.meta.blocked:
        raise GraphError(551, 1545041)
    if recipient.person.id in world.meta.owned:
        raise GraphError(2018300)
    if recipient.platform == "instagram" and not world.settings.ig_message_access:
        raise GraphError(200, 2534041)


def _check_timing(context: Context, recipient: Recipient, tag: str) -> None:
    """24 hours after the person's last act, or seven days for a human agent."""
    if recipient.about:
        return
    acted = context.world.mail.acted(recipient.platform, recipient.person.id)
    if now_ms() - acted <= WINDOW:
        return
    if tag and not context.world.settings.human_agent:
        raise GraphError(10, 2018065)
    if not tag or now_ms() - acted > HUMAN_WINDOW:
        subcode, kind, status = _TOO_LATE[recipient.platform]
        raise GraphError(10, subcode, kind=kind, status=status)


def _tag(parameters: Mapping[str, str]) -> str:
    """The tag, which since April 2026 can only be HUMAN_AGENT (Messenger changelog)."""
    kind, tag = parameters.get("messaging_type", "RESPONSE"), parameters.get("tag", "")
    if kind.upper() not in _TYPES:
        raise invalid(f"Param messaging_type must be one of {{{', '.join(_TYPES)}}}")
    if bool(tag) != (kind.upper() == "MESSAGE_TAG"):
        raise invalid("A tag goes with messaging_type MESSAGE_TAG, and the other way round")
    if tag and tag.upper() != "HUMAN_AGENT":
        raise invalid(f"Param tag is no longer supported: {tag}")
    return tag.upper()


def _text(platform: Platform, message: Mapping[str, Any]) -> str:
    text = str(message.get("text") or "").strip()
    if platform == "facebook" and len(text) > MAX_TEXT:
        raise invalid(f"Length of param message[text] must be less than or equal to {MAX_TEXT}")
    if platform == "instagram" and len(text.encode()) > MAX_INSTAGRAM_BYTES:
        raise invalid(f"Message text must be at most {MAX_INSTAGRAM_BYTES} bytes of UTF-8")
    return text


def _wanted(platform: Platform, message: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Kind and address of each attachment: one, or on Instagram up to ten pictures."""
    given = message.get("attachments") if platform == "instagram" else None
    asked = given or ([message["attachment"]] if message.get("attachment") else [])
    if isinstance(asked, dict):
        asked = [asked]
    if len(asked) > MAX_IMAGES:
        raise invalid(f"At most {MAX_IMAGES} images in one message")
    return [_attachment(each) for each in asked]


def _attachment(attachment: Any) -> tuple[str, str]:
    payload = attachment.get("payload") if isinstance(attachment, dict) else None
    url = payload.get("url") if isinstance(payload, dict) else None
    if not isinstance(url, str) or attachment.get("type") not in _ATTACHMENTS:
        raise invalid("An attachment has a type and a payload with a url")
    return str(attachment["type"]), url


def _reply_to(context: Context, recipient: Recipient, reply_to: Mapping[str, Any]) -> str:
    mid = str(reply_to.get("mid") or "")
    if mid and _message(context, recipient, mid) is None:
        raise invalid("Invalid message id in reply_to")
    return mid


def _message(context: Context, recipient: Recipient, mid: str) -> DirectMessage | None:
    message = context.world.mail.find(recipient.platform, mid)
    return message if message and message.thread == recipient.person.id else None


def _act(
    context: Context, recipient: Recipient, action: str, parameters: Mapping[str, str]
) -> Json:
    """``sender_action``: seen, typing, or a reaction to one message."""
    us = municipality(context.world, recipient.platform)
    if action == "mark_seen":
        thread = thread_of(us, recipient.person)
        read_thread(context.world, recipient.platform, thread, us.id)
    elif action in ("react", "unreact"):
        payload = _object(parameters, "payload")
        message = _message(context, recipient, str(payload.get("message_id")))
        if message is None:
            raise missing("post", str(payload.get("message_id")))
        reaction = str(payload.get("reaction") or "love") if action == "react" else ""
        react(context.world, message, us.id, reaction)
    elif action not in ("typing_on", "typing_off"):
        raise invalid("Param sender_action must be one of {mark_seen, typing_on, typing_off, …}")
    return {"recipient_id": recipient.person.id}
