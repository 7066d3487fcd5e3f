"""The world before anyone wrote: the municipality, its credentials and its own posts."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from connectors.simulator.clock import DAY, HOUR, SECOND, now_ms
from connectors.simulator.municipality import (
    HANDLES,
    IDS,
    INSTAGRAM_TOKEN,
    LIBRARY_HANDLE,
    LIBRARY_ID,
    LIBRARY_NAME,
    NAME,
    PAGE_TOKEN,
    USER_TOKEN,
    municipality,
)
from connectors.simulator.publishing import Draft, publish
from connectors.simulator.world import PLATFORMS, Person, Token, World, platform_named

_JOINED = 1262340000 * SECOND  # 1 January 2010


def seed(world: World, at: int = 0) -> None:
    """Fill an empty world with the municipality, its credentials and its posts.

    ``at`` is when the world begins, in milliseconds; 0 is now.
    """
    began = at or now_ms()
    for platform in PLATFORMS:
        world.add_person(Person(platform, IDS[platform], HANDLES[platform], NAME, _JOINED))
    world.add_person(Person("facebook", LIBRARY_ID, LIBRARY_HANDLE, LIBRARY_NAME, _JOINED))
    _seed_tokens(world, now_ms())
    for post in _posts():
        author = municipality(world, platform_named(post["platform"]))
        at, place = began - post["hours"] * HOUR, post.get("place", "page")
        publish(world, Draft(author, post["text"], via="seed", at=at, place=place))


@cache
def _posts() -> list[dict[str, Any]]:
    text = Path(__file__).with_name("municipality.toml").read_text(encoding="utf-8")
    posts: list[dict[str, Any]] = tomllib.loads(text)["post"]
    return posts


def _seed_tokens(world: World, now: int) -> None:
    """Credentials live from now on, however long ago the world began."""
    expires = now + int(world.settings.access_token_seconds * SECOND)
    tokens = (
        Token("sim-x-access-1", "x", "access", expires),
        Token("sim-x-refresh-1", "x", "refresh", now + 180 * DAY),
        Token(PAGE_TOKEN, "facebook", "page"),
        Token(USER_TOKEN, "facebook", "user", now + 60 * DAY),
        Token(INSTAGRAM_TOKEN, "instagram", "page"),
    )
    world.tokens = {token.value: token for token in tokens}
