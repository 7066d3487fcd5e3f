"""Pictures, films and files as the Graph API shows them."""

from __future__ import annotations

from typing import Any

from connectors.simulator.direct import Attachment
from connectors.simulator.media import Media, url_of
from connectors.simulator.world import Post, World


def address_of(base: str, world: World, attachment: Attachment) -> str:
    """Where to fetch it; for what was only shared, where it came from."""
    media = world.media.get(attachment.media)
    return url_of(base, media) if media else attachment.url


def mime_of(world: World, attachment: Attachment) -> str:
    media = world.media.get(attachment.media)
    return media.mime if media else "application/octet-stream"


def media_in(world: World, post: Post) -> list[Media]:
    """What a post or comment carries."""
    return [world.media[identity] for identity in post.media if identity in world.media]


def comment_attachment(base: str, world: World, post: Post) -> dict[str, Any] | None:
    """``attachment`` of a comment: the first thing in it (Graph API reference, StoryAttachment)."""
    found = media_in(world, post)
    return _story_attachment(base, found[0]) if found else None


def post_attachments(base: str, world: World, post: Post) -> dict[str, Any] | None:
    """``attachments`` of a post."""
    listed = [_story_attachment(base, media) for media in media_in(world, post)]
    return {"data": listed} if listed else None


def _story_attachment(base: str, media: Media) -> dict[str, Any]:
    url = url_of(base, media)
    shown: dict[str, Any] = {"image": {"height": media.height, "src": url, "width": media.width}}
    if media.kind == "video":
        shown["source"] = url
    return {
        "description": media.alt,
        "media": shown,
        "target": {"id": media.id, "url": url},
        "type": "video_inline" if media.kind == "video" else "photo",
        "url": url,
    }
