"""One thing Meta tells, before it is in an envelope."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from connectors.simulator.world import Person, Post, World


@dataclass(frozen=True)
class News:
    """What one entry says.

    object  whose webhook: ``page`` or ``instagram``
    field   what one subscribes to
    place   where ``value`` stands in the entry
    """

    object: Literal["page", "instagram"]
    field: str
    value: dict[str, Any]
    place: Literal["changes", "flat", "messaging", "standby"] = "changes"


def named(world: World, platform: str, identity: str) -> dict[str, str]:
    """``from`` on Facebook: id and name."""
    person: Person | None = world.person("facebook", identity)
    return {"id": identity, "name": person.name if person else ""}


def root_of(world: World, post: Post) -> Post:
    """The post a comment stands under, deleted or not."""
    return world.find_even_deleted(post.platform, post.root) or post
