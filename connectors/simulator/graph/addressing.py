"""Reading Graph API addresses: host, version, node and edge."""

from __future__ import annotations

import re
from dataclasses import dataclass

from connectors.simulator.municipality import INSTAGRAM_ID
from connectors.simulator.world import Platform, World

OLDEST, NEWEST = (21, 0), (26, 0)
_ADDRESS = re.compile(
    r"/graph\.(?P<host>facebook|instagram)\.com"
    r"(?:/v(?P<major>\d+)\.(?P<minor>\d+))?"
    r"(?:/(?P<node>[^/]+))?(?:/(?P<edge>[^/]+))?/?"
)


@dataclass(frozen=True)
class Address:
    """``version`` is the one that serves the call, as the ``facebook-api-version`` header says."""

    host: Platform
    version: str
    node: str
    edge: str


def address_of(path: str) -> Address | None:
    """The parts of ``path``, or None when it names no node or edge of the Graph."""
    match = _ADDRESS.fullmatch(path)
    if match is None:
        return None
    asked = (int(match["major"] or 0), int(match["minor"] or 0))
    if asked > NEWEST:
        return None
    major, minor = max(asked, OLDEST)
    host: Platform = "instagram" if match["host"] == "instagram" else "facebook"
    return Address(host, f"v{major}.{minor}", match["node"] or "", match["edge"] or "")


def platform_of(world: World, path: str) -> Platform:
    """Whether a call is about the Page or about the Instagram account, on whichever host."""
    address = address_of(path)
    if address is None:
        return "instagram" if path.startswith("/graph.instagram.com/") else "facebook"
    hashtag = address.node == "ig_hashtag_search" or address.edge in ("recent_media", "top_media")
    if hashtag or address.host == "instagram" or address.node == INSTAGRAM_ID:
        return "instagram"
    known = world.find_even_deleted("instagram", address.node)
    private = world.mail.find("instagram", address.node)
    return "instagram" if known or private else "facebook"
