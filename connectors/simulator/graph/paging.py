"""Cursor paging (Graph API docs, "Paginated results")."""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from connectors.simulator.clock import SECOND, parse_moment
from connectors.simulator.graph.errors import invalid
from connectors.simulator.world import Post

DEFAULT_LIMIT = 25
Item = Any


@dataclass(frozen=True)
class Slice:
    """One page of an edge."""

    items: Sequence[Item]
    paging: dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """The largest page; asking for more gets this many, or an error when ``strict``.

    ``linked`` is whether there are ``next`` and ``previous`` beside the cursors.
    """

    most: int = 100
    strict: bool = False
    linked: bool = True


DEFAULT = Limit()


def cut(items: Sequence[Item], limit: Limit, parameters: Mapping[str, str], address: str) -> Slice:
    """The page ``parameters`` ask for; ``address`` is the edge's own URL, for the links.

    Raises GraphError (100) for a limit or a cursor that is not one.
    """
    size = _size(limit, parameters)
    first, last = _bounds(items, parameters, size)
    page = items[first:last]
    if not page:
        return Slice(page, {})
    cursors = {"before": _cursor(page[0], first), "after": _cursor(page[-1], last - 1)}
    paging: dict[str, Any] = {"cursors": cursors}
    if not limit.linked:
        return Slice(page, paging)
    if last < len(items):
        paging["next"] = _link(address, parameters, size, after=cursors["after"])
    if first > 0:
        paging["previous"] = _link(address, parameters, size, before=cursors["before"])
    return Slice(page, paging)


def _size(limit: Limit, parameters: Mapping[str, str]) -> int:
    given = parameters.get("limit", str(DEFAULT_LIMIT))
    if not given.isdecimal() or given == "0":
        raise invalid("Param limit must be a positive integer")
    if limit.strict and int(given) > limit.most:
        raise invalid(f"Param limit must be at most {limit.most}")
    return min(int(given), limit.most)


def _bounds(items: Sequence[Item], parameters: Mapping[str, str], size: int) -> tuple[int, int]:
    keys = [_key(item) for item in items]
    if "after" in parameters:
        first = _position(keys, parameters["after"], -1) + 1
        return first, min(first + size, len(keys))
    if "before" in parameters:
        last = _position(keys, parameters["before"], 0)
        return max(last - size, 0), last
    return 0, min(size, len(keys))


def _position(keys: Sequence[str], cursor: str, gone: int) -> int:
    """Where the item of ``cursor`` stands; ``gone`` is added when it was deleted since."""
    try:
        key, _, place = base64.urlsafe_b64decode(cursor).decode().rpartition("@")
        return keys.index(key) if key in keys else int(place) + gone
    except ValueError:
        raise invalid("Invalid cursors values") from None


def _cursor(item: Item, place: int) -> str:
    return base64.urlsafe_b64encode(f"{_key(item)}@{place}".encode()).decode()


def _key(item: Item) -> str:
    return item.key if isinstance(item, Post) else str(item.id)


def _link(address: str, parameters: Mapping[str, str], size: int, **cursor: str) -> str:
    kept = {name: value for name, value in parameters.items() if name not in ("after", "before")}
    return f"{address}?{urlencode({**kept, 'limit': str(size), **cursor})}"


def newest_first(posts: Sequence[Post]) -> list[Post]:
    return sorted(posts, key=lambda post: post.moment, reverse=True)


def within(posts: Sequence[Post], parameters: Mapping[str, str]) -> list[Post]:
    """The posts between ``since`` and ``until``, each a date or epoch seconds."""
    since, until = _moment(parameters, "since"), _moment(parameters, "until")
    return [
        post
        for post in posts
        if (since is None or post.at >= since) and (until is None or post.at <= until)
    ]


def _moment(parameters: Mapping[str, str], name: str) -> int | None:
    if name not in parameters:
        return None
    given = parameters[name]
    try:
        return int(given) * SECOND if given.isdecimal() else parse_moment(given)
    except ValueError:
        raise invalid(f"Param {name} must be a valid date/time") from None
