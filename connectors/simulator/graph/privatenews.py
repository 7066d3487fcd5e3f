"""What Meta tells of direct messages, on Messenger and on Instagram.

Meta docs, "Messenger webhooks" and "Instagram messaging webhooks". Every entry holds one event.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from connectors.simulator.clock import now_ms
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.graph.attachments import address_of
from connectors.simulator.graph.conversations import story_url
from connectors.simulator.graph.news import News
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import IDS

Value = dict[str, Any]
PAGE_INBOX = 26390203743090  # the app id of what is typed in Meta's own inbox
EMOJI = {"love": "❤️", "like": "👍", "smile": "😆", "wow": "😮", "sad": "😢", "angry": "😠"}


def news_of(hub: Hub, happening: Happening) -> list[News]:
    """What subscribers hear of ``happening``: nothing, one thing, or two."""
    return _KINDS.get(happening.kind, _nothing)(hub, happening)


def _nothing(hub: Hub, happening: Happening) -> list[News]:
    return []


def _news(message: DirectMessage, field: str, value: Value) -> News:
    if message.platform == "instagram":
        return News("instagram", field, value, "standby" if field == "standby" else "messaging")
    return News("page", field, value, "standby" if field == "standby" else "messaging")


def _event(sender: str, recipient: str, at: int, **event: Any) -> Value:
    return {"sender": {"id": sender}, "recipient": {"id": recipient}, "timestamp": at, **event}


def _sent(hub: Hub, happening: Happening) -> list[News]:
    message: DirectMessage = happening.subject
    value = _event(message.sender, message.recipient, message.at, message=_message(hub, message))
    if message.sender != IDS[message.platform]:
        return [_news(message, "standby" if message.standby else "messages", value)]
    if message.platform == "instagram":
        return [_news(message, "messages", value)]
    return [_news(message, "message_echoes", value), _delivered(message)]


def _delivered(message: DirectMessage) -> News:
    delivery = {"mids": [message.id], "watermark": message.at}
    value = _event(message.recipient, message.sender, now_ms(), delivery=delivery)
    return _news(message, "message_deliveries", value)


def _message(hub: Hub, message: DirectMessage) -> Value:
    shown: Value = {"mid": message.id}
    if message.sender == IDS[message.platform]:
        shown |= _echo(message)
    if message.unsupported:
        return shown | {"is_unsupported": True}
    if message.text:
        shown["text"] = message.text
    if message.quick_reply:
        shown["quick_reply"] = {"payload": message.quick_reply}
    if message.attachments:
        shown["attachments"] = [_attachment(hub, each) for each in message.attachments]
    if message.story:
        url = story_url(hub.base, hub.world, message.story)
        shown["reply_to"] = {"story": {"url": url, "id": message.story}}
    elif message.reply_to:
        shown["reply_to"] = _reply_to(hub, message)
    return shown


def _echo(message: DirectMessage) -> Value:
    """Instagram's echo does not say which app it was."""
    if message.platform == "instagram":
        return {"is_echo": True}
    app = int(message.app) if message.app else PAGE_INBOX
    return {"is_echo": True, "app_id": app} | (
        {"metadata": message.metadata} if message.metadata else {}
    )


def _reply_to(hub: Hub, message: DirectMessage) -> Value:
    answered = hub.world.mail.find(message.platform, message.reply_to)
    if message.platform == "instagram":
        return {"mid": message.reply_to}
    own = answered is not None and answered.sender == message.sender
    return {"mid": message.reply_to, "is_self_reply": own}


def _attachment(hub: Hub, attachment: Attachment) -> Value:
    if attachment.kind == "ephemeral":
        return {"type": "ephemeral"}
    payload: Value = {"url": address_of(hub.base, hub.world, attachment)}
    if attachment.title:
        payload["title"] = attachment.title
    if attachment.kind == "sticker":
        payload["sticker_id"] = int(attachment.reference or 369239263222822)
    elif attachment.reference and attachment.kind != "story_mention":
        payload["id"] = attachment.reference
    return {"type": attachment.kind, "payload": payload}


def _edited(hub: Hub, happening: Happening) -> list[News]:
    message: DirectMessage = happening.subject
    edit = {"mid": message.id, "text": message.text, "num_edit": str(message.edited)}
    value = _event(message.sender, message.recipient, now_ms(), message_edit=edit)
    field = "message_edit" if message.platform == "instagram" else "message_edits"
    return [_news(message, field, value)]


def _removed(hub: Hub, happening: Happening) -> list[News]:
    message: DirectMessage = happening.subject
    gone: Value = {"mid": message.id, "is_deleted": True}
    if message.sender == IDS[message.platform]:
        gone["is_echo"] = True
    value = _event(message.sender, message.recipient, now_ms(), message=gone)
    return [_news(message, "messages", value)]


def _read(hub: Hub, happening: Happening) -> list[News]:
    """Told when the citizen read: on Messenger up to when, on Instagram which message."""
    message: DirectMessage = happening.subject
    if happening.by == IDS[message.platform]:
        return []
    seen: Value = {"watermark": message.at}
    field = "message_reads"
    if message.platform == "instagram":
        seen, field = {"mid": message.id}, "messaging_seen"
    value = _event(message.recipient, message.sender, now_ms(), read=seen)
    return [_news(message, field, value)]


def _reacted(hub: Hub, happening: Happening) -> list[News]:
    message: DirectMessage = happening.subject
    if happening.by == IDS[message.platform]:
        return []
    reaction: Value = {"mid": message.id, "action": "unreact"}
    if happening.kind == "direct_reacted":
        given = str(happening.details["reaction"])
        reaction |= {"action": "react", "reaction": given, "emoji": EMOJI.get(given, given)}
    value = _event(happening.by, IDS[message.platform], now_ms(), reaction=reaction)
    return [_news(message, "message_reactions", value)]


def _postback(hub: Hub, happening: Happening) -> list[News]:
    """A press on a button; ``details`` are title, payload and perhaps a referral."""
    message: DirectMessage = happening.subject
    details: Mapping[str, Any] = happening.details
    postback = {"mid": message.id, **details}
    value = _event(happening.by, IDS[message.platform], now_ms(), postback=postback)
    return [_news(message, "messaging_postbacks", value)]


_KINDS: Mapping[str, Callable[[Hub, Happening], list[News]]] = {
    "direct": _sent,
    "direct_edited": _edited,
    "direct_removed": _removed,
    "direct_read": _read,
    "direct_reacted": _reacted,
    "direct_unreacted": _reacted,
    "postback": _postback,
}
