"""Pictures and films as X shows them beside posts and messages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from connectors.simulator.direct import DirectMessage
from connectors.simulator.media import Media, preview_of, url_of
from connectors.simulator.world import Post, World
from connectors.simulator.x.text import short_url

Json = dict[str, Any]
# The number a media key begins with tells what it is (X API docs, Media object).
_PREFIXES = {"photo": "3", "video": "13", "animated_gif": "16"}


def kind_of(media: Media) -> str:
    """``photo``, ``video`` or ``animated_gif``."""
    if media.mime == "image/gif":
        return "animated_gif"
    return "photo" if media.kind == "image" else "video"


def media_key(media: Media) -> str:
    return f"{_PREFIXES[kind_of(media)]}_{media.id}"


def media_keys(world: World, identities: Iterable[str]) -> list[str]:
    return [media_key(world.media[each]) for each in identities if each in world.media]


def media_of(world: World, message: DirectMessage) -> list[str]:
    """Ids of what came with a message."""
    return [each.media for each in message.attachments if each.media in world.media]


def shown(base: str, media: Media, fields: Iterable[str], url: str) -> Json:
    """The media object with ``fields``; ``url`` is where the thing itself is."""
    kind = kind_of(media)
    everything: Json = {
        "media_key": media_key(media),
        "type": kind,
        "width": media.width,
        "height": media.height,
        "alt_text": media.alt,
    }
    if kind == "photo":
        everything["url"] = url
    else:
        variant = {"bit_rate": 832_000, "content_type": media.mime, "url": url}
        everything |= {
            "duration_ms": 1_000,
            "preview_image_url": preview_of(base, media),
            "variants": [variant],
        }
    wanted = {*fields, "media_key", "type"}
    return {name: each for name, each in everything.items() if name in wanted and each != ""}


def public_url(base: str, media: Media) -> str:
    """Stands for an address at pbs.twimg.com."""
    return url_of(base, media)


def direct_url(base: str, message: DirectMessage, media: Media) -> str:
    """Stands for an address at ton.twitter.com, which asks for a user's token."""
    return f"{base}/ton.twitter.com/1.1/ton/data/dm/{message.id}/{media.id}/{media.name}"


def links_to_media(world: World, message: DirectMessage) -> str:
    """What X puts behind the text of a message with media."""
    found = media_of(world, message)
    gap = " " if message.text else ""
    return f"{gap}https://x.com/messages/media/{found[0]}" if found else ""


def link_in_post(world: World, post: Post, start: int) -> tuple[str, list[Json]]:
    """What X puts behind the text of a post with media: the link, and an entity for each."""
    keys = media_keys(world, post.media)
    if not keys:
        return "", []
    kind = kind_of(world.media[post.media[0]]).removeprefix("animated_")
    page = f"https://x.com/{world.author(post).handle}/status/{post.key}/{kind}/1"
    short = short_url(page)
    entity = {
        "start": start,
        "end": start + len(short),
        "url": short,
        "expanded_url": page,
        "display_url": f"pic.x.com/{short.rpartition('/')[2]}",
    }
    return short, [entity | {"media_key": key} for key in keys]
