"""What a poll of Facebook or Instagram remembers until the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from connectors.base import Page, Raw


class Progress:
    """A cursor at work.

    marks  of each post: when the newest comment was placed that we have, in ISO 8601
    seen   of each post, of each page about it: a digest of what it said

    Meta cannot be asked what is new, so every poll reads the same pages. Those that say what
    they said before are left out, or each minute would store all of them again.
    """

    def __init__(self, cursor: Mapping[str, Any]) -> None:
        self._marks: dict[str, str] = dict(cursor.get("marks", {}))
        self._seen: dict[str, dict[str, str]] = {
            post: dict(pages) for post, pages in cursor.get("seen", {}).items()
        }

    def mark(self, post: str) -> datetime | None:
        mark = self._marks.get(post)
        return datetime.fromisoformat(mark) if mark else None

    def move_mark(self, post: str, moment: datetime) -> None:
        self._marks[post] = moment.isoformat()

    def keep(self, posts: Iterable[str]) -> None:
        """Forget every other post."""
        kept = set(posts)
        self._marks = {post: mark for post, mark in self._marks.items() if post in kept}
        self._seen = {post: pages for post, pages in self._seen.items() if post in kept}

    def page(self, raw: Raw, post: str, number: object) -> Page:
        """``raw`` to hand over, page ``number`` of its source, unless it says nothing new."""
        name, said = f"{raw.source}/{number}", _digest(raw.body)
        pages = self._seen.setdefault(post, {})
        news = pages.get(name) != said
        pages[name] = said
        return Page((raw,) if news else (), self._cursor())

    def _cursor(self) -> dict[str, Any]:
        seen = {post: dict(pages) for post, pages in self._seen.items()}
        return {"marks": dict(self._marks), "seen": seen}


def _digest(body: bytes) -> str:
    said = json.dumps(_without_paging(json.loads(body)), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _without_paging(value: Any) -> Any:
    """Cursors may differ from one call to the next while the data is the same."""
    if isinstance(value, dict):
        return {key: _without_paging(part) for key, part in value.items() if key != "paging"}
    return [_without_paging(part) for part in value] if isinstance(value, list) else value
