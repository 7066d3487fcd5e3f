"""Uploading media, at once or in parts (X API docs, "Media"; OpenAPI 2.166).

An upload can be used for 24 hours, by who made it. Films are processed first.
"""

from __future__ import annotations

from typing import Any

from starlette.datastructures import UploadFile

from connectors.simulator.clock import DAY, SECOND, now_ms
from connectors.simulator.media import Media, store
from connectors.simulator.municipality import X_ID
from connectors.simulator.world import World
from connectors.simulator.x.attachments import kind_of, media_key
from connectors.simulator.x.problems import invalid, media_invalid
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call, field
from connectors.simulator.xstate import Upload

_MEGA = 1024 * 1024
_MOST_PART = 5 * _MEGA
_MOST_ALT = 1_000
_CATEGORIES = {
    "tweet_image": 5 * _MEGA,
    "dm_image": 5 * _MEGA,
    "tweet_gif": 15 * _MEGA,
    "dm_gif": 15 * _MEGA,
    "tweet_video": 512 * _MEGA,
    "dm_video": 512 * _MEGA,
}
_KINDS = {
    "image": ("image/jpeg", "image/png", "image/webp", "image/bmp", "image/pjpeg", "image/tiff"),
    "gif": ("image/gif",),
    "video": ("video/mp4", "video/webm", "video/quicktime", "video/mp2t"),
}


async def at_once(call: Call) -> Json:
    """POST /2/media/upload: a picture, as multipart ``media`` with ``media_category``."""
    category = field(call, "media_category")
    given = call.body.get("media")
    if not isinstance(given, UploadFile):
        raise invalid("$.media: is missing but it is required", {"media": ""})
    data = await given.read()
    mime = str(call.body.get("media_type") or given.content_type or sniffed(data))
    _check(category, mime, len(data))
    if not category.endswith("_image"):
        raise invalid("$.media_category: only pictures are uploaded at once", {})
    return {"data": _shown(_keep(call.world, category, mime, data))}


def initialize(call: Call) -> Json:
    """POST /2/media/upload/initialize."""
    category, mime = field(call, "media_category"), field(call, "media_type")
    size = call.body.get("total_bytes")
    if not isinstance(size, int) or size <= 0:
        raise invalid("$.total_bytes: integer expected", {"total_bytes": str(size)})
    _check(category, mime, size)
    upload = Upload(call.world.numbers.snowflake(now_ms()), mime, size, category)
    call.world.x.uploads[upload.id] = upload
    prefix = {"video": "13", "gif": "16"}.get(category.partition("_")[2], "3")
    return {
        "data": {
            "id": upload.id,
            "media_key": f"{prefix}_{upload.id}",
            "expires_after_secs": DAY // SECOND - 1,
        }
    }


async def append(call: Call) -> Json:
    """POST /2/media/upload/:id/append: multipart ``media`` and ``segment_index``."""
    upload = _upload(call)
    index = str(call.body.get("segment_index", "")) if isinstance(call.body, dict) else ""
    given = call.body.get("media") if isinstance(call.body, dict) else None
    if not index.isdecimal() or int(index) > 999 or not isinstance(given, UploadFile):
        raise invalid("$.segment_index and $.media are required", {"segment_index": index})
    data = await given.read()
    if len(data) > _MOST_PART:
        raise invalid("$.media: a segment is at most 5 MB", {})
    upload.parts[int(index)] = data
    return {"data": {"expires_at": (now_ms() + DAY) // SECOND}}


def finalize(call: Call) -> Json:
    """POST /2/media/upload/:id/finalize. Raises Problem (400) when bytes are missing."""
    upload = _upload(call)
    data = b"".join(upload.parts[index] for index in sorted(upload.parts))
    if len(data) != upload.size:
        raise invalid(
            f"File size does not match: {len(data)} of {upload.size} bytes", {"id": upload.id}
        )
    del call.world.x.uploads[upload.id]
    media = _keep(call.world, upload.category, upload.mime, data, upload.id)
    return {"data": _shown(media) | _processing(call.world, media)}


def status(call: Call) -> Json:
    """GET /2/media/upload?command=STATUS&media_id=."""
    if call.query.get("command", "STATUS") != "STATUS":
        raise invalid("The `command` query parameter value is not one of [STATUS]", {})
    media = own(call.world, call.query.get("media_id", ""))
    return {"data": _shown(media) | _processing(call.world, media)}


def describe(call: Call) -> Json:
    """POST /2/media/metadata: the alternative text."""
    media = own(call.world, field(call, "id"))
    metadata = call.body.get("metadata")
    alt = metadata.get("alt_text", {}).get("text") if isinstance(metadata, dict) else None
    if not isinstance(alt, str) or len(alt) > _MOST_ALT:
        raise invalid(f"$.metadata.alt_text.text: at most {_MOST_ALT} characters", {})
    media.alt = alt
    call.world.changed()
    return {"data": {"id": media.id, "associated_metadata": {"alt_text": {"text": alt}}}}


def own(world: World, identity: str) -> Media:
    """An upload of the municipality that still lives. Raises Problem (400)."""
    media = world.media.get(identity)
    if media is None or media.owner != X_ID or now_ms() > media.at + DAY:
        raise media_invalid()
    return media


def attached(world: World, body: Any) -> list[str]:
    """The media a new post carries: four pictures, or one film or GIF. Raises Problem (400)."""
    given = body.get("media_ids") if isinstance(body, dict) else None
    if not isinstance(given, list) or not given:
        raise invalid("$.media.media_ids: is missing but it is required", {})
    media = [own(world, str(each)) for each in given]
    pictures = all(kind_of(each) == "photo" for each in media)
    if len(media) > 4 or (len(media) > 1 and not pictures):
        raise invalid("$.media.media_ids: at most 4 pictures, or 1 video or GIF", {})
    if any(each.category.startswith("dm_") for each in media):
        raise media_invalid()
    if any(_state(world, each) != "succeeded" for each in media):
        raise invalid("One or more of the media are still being processed.", {})
    return [each.id for each in media]


def _check(category: str, mime: str, size: int) -> None:
    kinds = _KINDS.get(category.partition("_")[2], ())
    if category not in _CATEGORIES:
        message = "$.media_category: does not have a value in the enumeration"
        raise invalid(message, {"media_category": category})
    if mime not in kinds:
        raise invalid(f"$.media_type: {mime} is no {category}", {"media_type": mime})
    if size > _CATEGORIES[category]:
        message = f"File size exceeds {_CATEGORIES[category]} bytes."
        raise invalid(message, {"total_bytes": str(size)})


def _keep(world: World, category: str, mime: str, data: bytes, identity: str = "") -> Media:
    slow = category.endswith(("_video", "_gif"))
    wait = int(world.settings.x_processing_seconds * SECOND) if slow else 0
    ready_at = now_ms() + wait
    return store(world, "x", mime, data, identity, owner=X_ID, category=category, ready_at=ready_at)


def _shown(media: Media) -> Json:
    return {
        "id": media.id,
        "media_key": media_key(media),
        "size": len(media.data),
        "expires_after_secs": max(0, (media.at + DAY - now_ms()) // SECOND),
    }


def _processing(world: World, media: Media) -> Json:
    """``processing_info``, which only films and GIFs have."""
    if media.category.endswith("_image"):
        return {}
    state = _state(world, media)
    waiting = state in ("pending", "in_progress")
    info: Json = {"state": state} | ({"check_after_secs": 1} if waiting else {})
    if state == "in_progress":
        info["progress_percent"] = 50
    if state == "succeeded":
        info["progress_percent"] = 100
    return {"processing_info": info}


def _state(world: World, media: Media) -> str:
    now = now_ms()
    if now < media.ready_at:
        return "pending" if now < (media.at + media.ready_at) // 2 else "in_progress"
    slow = not media.category.endswith("_image")
    return "failed" if slow and world.settings.x_processing == "fails" else "succeeded"


def _upload(call: Call) -> Upload:
    upload = call.world.x.uploads.get(call.path("id"))
    if upload is None:
        raise media_invalid()
    return upload


def sniffed(data: bytes) -> str:
    """The type of a picture by its first bytes."""
    known = {b"\x89PNG": "image/png", b"\xff\xd8": "image/jpeg", b"RIFF": "image/webp"}
    return next((mime for first, mime in known.items() if data.startswith(first)), "")
