"""Keeping the world in a JSON file between two starts."""

from __future__ import annotations

import asyncio
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from connectors.simulator import clock
from connectors.simulator.direct import Attachment, DirectMessage
from connectors.simulator.hub import Hub
from connectors.simulator.media import read_media
from connectors.simulator.metastate import MetaState
from connectors.simulator.post.letterboxes import Letterboxes
from connectors.simulator.world import PLATFORMS, Person, Post, Token, Version, World
from connectors.simulator.xstate import XState

SAVE_EVERY = 0.3  # seconds


def dump(world: World) -> dict[str, Any]:
    """The whole world as JSON values."""
    posts = [post for platform in PLATFORMS for post in world.posts(platform)]
    posts.sort(key=lambda post: post.number)
    directs = [direct for platform in PLATFORMS for direct in world.directs(platform)]
    directs.sort(key=lambda direct: direct.number)
    return {
        "settings": world.settings.as_dict(),
        "used_numbers": world.numbers.used,
        "played": world.played,
        "tokens": [asdict(token) for token in world.tokens.values()],
        "people": [asdict(person) for person in world.people()],
        "posts": [asdict(post) for post in posts],
        "directs": [asdict(direct) for direct in directs],
        "meta": world.meta.as_dict(),
        "x": world.x.as_dict(),
        "post": world.letterboxes.as_dict(),
        "media": [media.as_dict() for media in world.media.values()],
        "ahead": clock.ahead(),
        "gone": world.gone,
        "restrained": world.restrained,
    }


def restore(data: dict[str, Any]) -> World:
    """The world ``dump`` wrote. Raises KeyError, TypeError or ValueError for anything else."""
    world = World()
    world.settings.change(data["settings"])
    world.numbers.used = data["used_numbers"]
    world.played = data["played"]
    world.tokens = {token["value"]: Token(**token) for token in data["tokens"]}
    for person in data["people"]:
        world.add_person(Person(**person))
    for post in data["posts"]:
        versions = [Version(**version) for version in post["versions"]]
        world.add(Post(**{**post, "versions": versions}))
    if "meta" in data:
        world.meta = MetaState.read(data["meta"])
    if "x" in data:
        world.x = XState.read(data["x"])
    if "post" in data:
        world.letterboxes = Letterboxes.read(data["post"])
    world.media = {each["id"]: read_media(each) for each in data.get("media", ())}
    clock.set_ahead(data.get("ahead", 0))
    world.gone = data.get("gone", [])
    world.restrained = data.get("restrained", {})
    for direct in data.get("directs", ()):
        attachments = [Attachment(**attachment) for attachment in direct["attachments"]]
        world.mail.add(DirectMessage(**{**direct, "attachments": attachments}))
    return world


def load(path: Path) -> World | None:
    """The world in ``path``, or None when there is no such file. Raises ValueError."""
    if not path.exists():
        return None
    try:
        return restore(json.loads(path.read_text(encoding="utf-8")))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{path} holds no world of this simulator") from error


def save(world: World, path: Path) -> None:
    """Replace ``path`` at once, so that a reader or a crash never meets half a world."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f"{path.name}.new")
    beside.write_text(json.dumps(dump(world), ensure_ascii=False), encoding="utf-8")
    beside.replace(path)


async def keep_saving(hub: Hub, path: Path) -> None:
    """Save whenever something changed, until cancelled, and then once more."""
    saved = -1
    try:
        while True:
            if hub.world.revision != saved:
                saved = hub.world.revision
                save(hub.world, path)
            await asyncio.sleep(SAVE_EVERY)
    finally:
        save(hub.world, path)
