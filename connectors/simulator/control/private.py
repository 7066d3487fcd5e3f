"""Direct messages: what citizens send, change and take back, and what they were sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, cast

from starlette.requests import Request

from connectors.simulator import letters
from connectors.simulator.cast import CAST
from connectors.simulator.clock import meta_time, now_ms
from connectors.simulator.control.serving import Json, Refused, object_in, text_in
from connectors.simulator.direct import Attachment, AttachmentKind, DirectMessage
from connectors.simulator.happenings import Happening
from connectors.simulator.hub import Hub
from connectors.simulator.municipality import IDS, is_municipality, municipality
from connectors.simulator.world import PLATFORMS, Person, Platform, World, platform_named


def create(request: Request, hub: Hub, body: Json) -> Json:
    """One direct message, or a list of them."""
    if isinstance(body, list):
        return {"ids": [_create(hub, object_in(each)).id for each in body]}
    return _placed(_create(hub, object_in(body)))


def _create(hub: Hub, given: Mapping[str, Any]) -> DirectMessage:
    """A citizen writes to the municipality, or the municipality does in its own app."""
    platform = platform_named(given.get("platform"))
    us = municipality(hub.world, platform)
    ours = given.get("author") == "municipality"
    citizen = citizen_in(hub.world, platform, given, "to" if ours else "author")
    attachments = _attachments(hub.world, platform, given)
    text = str(given.get("text") or "")
    if not (text or attachments or given.get("unsupported")):
        raise Refused("text is missing")
    letter = letters.Letter(
        us if ours else citizen,
        citizen if ours else us,
        text,
        attachments,
        reply_to=str(given.get("reply_to") or ""),
        story=str(given.get("story") or ""),
        quick_reply=str(given.get("quick_reply") or ""),
        unsupported=bool(given.get("unsupported")),
        standby=bool(given.get("standby")),
    )
    return letters.send(hub.world, letter)


def bulk(request: Request, hub: Hub, body: Json) -> Json:
    if not isinstance(body, list):
        raise Refused("expected a list of messages")
    return {"ids": [create(request, hub, each)["id"] for each in body]}


def _placed(message: DirectMessage) -> Json:
    return {"id": message.id, "thread_id": message.thread}


def citizen_in(world: World, platform: Platform, body: Mapping[str, Any], name: str) -> Person:
    """The citizen whose handle ``body`` has under ``name``, made up when unknown."""
    handle = body.get(name)
    if not isinstance(handle, str) or not handle or handle == "municipality":
        raise Refused(f"{name} is a handle")
    return world.citizen(platform, handle, str(body.get("name") or CAST.get(handle, "")), now_ms())


def _attachments(
    world: World, platform: Platform, body: Mapping[str, Any]
) -> tuple[Attachment, ...]:
    """Uploaded ``media``, a mention in a story, something that disappears, or things shared."""
    kept = [_kept(world, identity) for identity in body.get("media") or ()]
    if body.get("story_mention"):
        kept = [Attachment("story_mention", each.media, reference=each.media) for each in kept]
        kept = kept or [Attachment("story_mention", url="https://lookaside.example/gone")]
    if body.get("ephemeral"):
        kept.append(Attachment("ephemeral"))
    try:
        return (*kept, *(Attachment(**each) for each in body.get("attachments") or ()))
    except TypeError:
        raise Refused("an attachment has kind, media, url, title and reference") from None


def _kept(world: World, identity: Any) -> Attachment:
    media = world.media.get(str(identity))
    if media is None:
        raise Refused(f"no media {identity}")
    return Attachment(cast("AttachmentKind", media.kind), media.id)


def change(request: Request, hub: Hub, body: Json) -> Json:
    message = _addressed(request, hub)
    letters.reword(hub.world, message, text_in(object_in(body)))
    return _placed(message)


def delete(request: Request, hub: Hub, body: Json) -> Json:
    letters.take_back(hub.world, _addressed(request, hub))
    return {"deleted": True}


def _addressed(request: Request, hub: Hub) -> DirectMessage:
    platform = platform_named(request.path_params["platform"])
    return direct_in(hub.world, platform, request.path_params["id"])


def direct_in(world: World, platform: Platform, identity: str) -> DirectMessage:
    message = world.mail.find(platform, identity)
    if message is None or message.deleted:
        raise Refused(f"no direct message {identity} on {platform}")
    return message


def read(request: Request, hub: Hub, body: Json) -> Json:
    """A citizen sees everything the municipality sent them."""
    given = object_in(body)
    platform = platform_named(given.get("platform"))
    citizen = citizen_in(hub.world, platform, given, "author")
    thread = letters.thread_of(municipality(hub.world, platform), citizen)
    letters.read_thread(hub.world, platform, thread, citizen.id)
    return {"read": True}


def press(request: Request, hub: Hub, body: Json) -> Json:
    """A citizen presses a button on Meta: ``{platform, author, title, payload, referral?}``."""
    given = object_in(body)
    platform = platform_named(given.get("platform"))
    citizen = citizen_in(hub.world, platform, given, "author")
    us = municipality(hub.world, platform)
    title = text_in({"text": given.get("title")})
    message = letters.press(hub.world, letters.Letter(citizen, us, title))
    details = {"title": title, "payload": str(given.get("payload") or "")}
    details |= {"referral": given["referral"]} if "referral" in given else {}
    hub.world.tell(Happening("postback", platform, message, citizen.id, details))
    return _placed(message)


def block(request: Request, hub: Hub, body: Json) -> Json:
    """``{platform, author, blocked?, owner?}``: what stands in the way of messages on Meta."""
    given = object_in(body)
    citizen = citizen_in(hub.world, platform_named(given.get("platform")), given, "author")
    meta = hub.world.meta
    if "blocked" in given:
        meta.blocked = [each for each in meta.blocked if each != citizen.id]
        meta.blocked += [citizen.id] if given["blocked"] else []
    if "owner" in given:
        meta.owned.pop(citizen.id, None)
        meta.owned |= {citizen.id: str(given["owner"])} if given["owner"] else {}
    hub.world.changed()
    return {"blocked": citizen.id in meta.blocked, "owner": meta.owned.get(citizen.id)}


def thread(request: Request, hub: Hub, body: Json) -> Json:
    """Everything sent on a platform, or in one ``thread``, oldest first."""
    platform = platform_named(request.path_params["platform"])
    asked = request.query_params.get("thread")
    sent = hub.world.mail.thread(platform, asked) if asked else hub.world.directs(platform)
    return [shown(hub.world, message) for message in sent]


def shown(world: World, message: DirectMessage) -> dict[str, Any]:
    """A message in the same terms as a post, and with what only messages have."""
    sender = world.person(message.platform, message.sender)
    return {
        "platform": message.platform,
        "id": message.id,
        "thread_id": message.thread,
        "parent_id": message.answers or message.reply_to or None,
        "author": sender.handle if sender else "",
        "name": sender.name if sender else "",
        "recipient": message.recipient,
        "text": message.text,
        "at": meta_time(message.at),
        "via": message.via,
        "municipality": is_municipality(message.platform, message.sender),
        "deleted": message.deleted,
        "edited": message.edited,
        "read": bool(message.read),
        "reactions": message.reactions,
        "story": message.story,
        "attachments": [asdict(attachment) for attachment in message.attachments],
    }


def sent_by_us(
    world: World, platforms: tuple[Platform, ...] = PLATFORMS
) -> list[tuple[int, int, dict[str, Any]]]:
    """Rows of the outbox, each after its moment: what the municipality sent in private."""
    return [
        (*message.moment, _sent(world, message))
        for platform in platforms
        for message in world.directs(platform)
        if message.sender == IDS[platform]
    ]


def _sent(world: World, message: DirectMessage) -> dict[str, Any]:
    return shown(world, message) | {
        "kind": "private_reply" if message.answers else "dm",
        "tag": message.tag,
        "metadata": message.metadata,
        "media": _carried(world, message),
    }


def _carried(world: World, message: DirectMessage) -> list[dict[str, str]]:
    carried = [world.media[each.media] for each in message.attachments if each.media in world.media]
    return [{"id": media.id, "alt": media.alt, "mime": media.mime} for media in carried]
