"""Which posts a timeline request gets, newest first, a page at a time."""

from __future__ import annotations

import base64
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from connectors.simulator.clock import now_ms, parse_moment
from connectors.simulator.world import Post
from connectors.simulator.x.problems import invalid

ID = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True)
class Span:
    """The part of a timeline asked for. Ids are exclusive; moments are in milliseconds."""

    max_results: int
    since_id: int
    until_id: int | None
    start: int
    end: int | None

    def holds(self, post: Post, now: int) -> bool:
        identity = int(post.id)
        return (
            post.visible_at <= now
            and identity > self.since_id
            and (self.until_id is None or identity < self.until_id)
            and post.at >= self.start
            and (self.end is None or post.at < self.end)
        )


def span_of(query: Mapping[str, str], least: int) -> Span:
    """The span ``query`` asks for; ``least`` is the endpoint's smallest page.

    Raises Problem (400) as X does for a value out of bounds.
    """
    token = query.get("pagination_token") or query.get("next_token")
    below = [read_token(token)] if token else []
    below += [int(_id(query, "until_id"))] if "until_id" in query else []
    return Span(
        max_results=_max_results(query, least),
        since_id=int(_id(query, "since_id")) if "since_id" in query else 0,
        until_id=min(below, default=None),
        start=_moment(query, "start_time") or 0,
        end=_moment(query, "end_time"),
    )


def page_of(posts: Iterable[Post], span: Span) -> tuple[list[Post], dict[str, Any]]:
    """The newest posts within ``span``, and the ``meta`` that goes with them."""
    now = now_ms()
    held = sorted((post for post in posts if span.holds(post, now)), key=lambda each: -int(each.id))
    page = held[: span.max_results]
    meta: dict[str, Any] = {"result_count": len(page)}
    if page:
        meta |= {"newest_id": page[0].id, "oldest_id": page[-1].id}
    if len(held) > len(page):
        meta["next_token"] = token_before(page[-1].id)
    return page, meta


def token_before(identity: str) -> str:
    """What asks for the page below ``identity``."""
    return base64.b32hexencode(f"before:{identity}".encode()).decode().rstrip("=").lower()


def read_token(token: str) -> int:
    """The id that ``token`` was made of. Raises Problem (400)."""
    padded = token.upper() + "=" * (-len(token) % 8)
    try:
        kind, _, identity = base64.b32hexdecode(padded).decode().partition(":")
        if kind == "before":
            return int(identity)
    except ValueError:
        pass
    message = f"The `pagination_token` query parameter value [{token}] is not valid"
    raise invalid(message, {"pagination_token": token})


def _max_results(query: Mapping[str, str], least: int) -> int:
    given = query.get("max_results", "10")
    if not given.isdecimal() or not least <= int(given) <= 100:
        message = (
            f"The `max_results` query parameter value [{given}] is not between {least} and 100"
        )
        raise invalid(message, {"max_results": given})
    return int(given)


def _id(query: Mapping[str, str], name: str) -> str:
    return checked_id(query[name], name)


def checked_id(value: str, name: str) -> str:
    """``value`` when it is an id. Raises Problem (400) naming the parameter otherwise."""
    if not ID.fullmatch(value):
        message = f"The `{name}` query parameter value [{value}] does not match ^[0-9]{{1,19}}$"
        raise invalid(message, {name: value})
    return value


def _moment(query: Mapping[str, str], name: str) -> int | None:
    if name not in query:
        return None
    try:
        return parse_moment(query[name])
    except ValueError:
        message = f"The `{name}` query parameter value [{query[name]}] is not a valid date-time"
        raise invalid(message, {name: query[name]}) from None
