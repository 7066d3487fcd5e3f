"""Private messages going out (Meta docs, "Send API", "Private replies")."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from connectors.base import (
    Capability,
    Connection,
    ConnectorError,
    Media,
    Outgoing,
    Reason,
    Way,
)
from connectors.meta.payloads import Listed, LongId
from connectors.meta.ways import HUMAN_AGENT
from connectors.payloads import Payload

NEWEST = 20  # messages of a conversation that can be read (Meta docs, "Conversations API")
# By which the platform's clock may be behind ours. Too little places an answer twice; too much
# takes the same words, typed there just before, for the answer.
CLOCK_SKEW = timedelta(minutes=10)
PRIVATE = frozenset({Capability.DM, Capability.PRIVATE_REPLY})


class Delivered(Payload):
    message_id: LongId


def check(way: Way, outgoing: Outgoing) -> None:
    """Refuse what Meta would refuse. Raises ConnectorError.

    A picture needs no words, and a private message cannot have both.
    """
    media = outgoing.media
    if outgoing.text.strip() or not media:
        way.text.check(outgoing.text)
    if not media:
        return
    if way.media is None:
        raise ConnectorError(Reason.MEDIA, "no attachments in this way", permanent=True)
    way.media.check(media)
    if outgoing.text.strip() and not way.media.with_text:
        detail = "text and attachment are two messages"
        raise ConnectorError(Reason.MEDIA, detail, permanent=True)


def address_of(media: Media) -> str:
    """Where Meta fetches it. Raises ConnectorError when there is no such place."""
    if not media.url:
        detail = "this site has no public address where Meta can fetch it"
        raise ConnectorError(Reason.MEDIA, detail, permanent=True)
    return media.url


def letter(outgoing: Outgoing, recipient: Mapping[str, str], *, keyed: bool) -> dict[str, Any]:
    """What to post to ``messages``. Raises ConnectorError.

    keyed  the platform gives ``metadata`` back with its echo
    """
    body: dict[str, Any] = {"recipient": dict(recipient), "message": _content(outgoing)}
    if keyed and outgoing.key:
        body["message"]["metadata"] = outgoing.key
    if outgoing.way is Capability.DM:
        body["messaging_type"] = "RESPONSE"
        if outgoing.window == HUMAN_AGENT:
            body |= {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    return body


def _content(outgoing: Outgoing) -> dict[str, Any]:
    if not outgoing.media:
        return {"text": outgoing.text}
    media = outgoing.media[0]
    kind = media.mime.partition("/")[0]
    kind = kind if kind in ("image", "video", "audio") else "file"
    payload = {"url": address_of(media), "is_reusable": False}
    return {"attachment": {"type": kind, "payload": payload}}


def is_it(node: Listed, outgoing: Outgoing, us: Connection) -> bool:
    """Whether this stands on the platform because of that attempt."""
    if node.id in outgoing.others or not node.is_by(us) or not node.at:
        return False
    late = node.at >= outgoing.not_before - CLOCK_SKEW
    return late and _comparable(node.said) == _comparable(outgoing.text)


def may_be_out_of_sight(found: Sequence[Listed] | None, outgoing: Outgoing) -> bool:
    """Whether it can stand where Meta does not let us look: before the newest messages.

    found  the newest messages, None when no conversation is shown, which before a private reply
           means that there is none
    """
    if found is None:
        return outgoing.way is Capability.DM
    times = [node.at for node in found if node.at]
    return len(found) >= NEWEST and min(times) >= outgoing.not_before - CLOCK_SKEW


def _comparable(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())
