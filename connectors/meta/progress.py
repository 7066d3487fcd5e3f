"""What a poll of Facebook or Instagram remembers until the next."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.base import Page, Raw, Reason

# What is placed without a trace in the counts (one went, one came) is found in the end.
YOUNG, OFTEN, SELDOM = timedelta(days=3), timedelta(hours=1), timedelta(days=1)
ASIDE = frozenset({"paging", "updated_time", "comments", "comments_count"})
ADDRESSES = frozenset({"src", "url", "source", "media_url", "permalink", "permalink_url"})


class Progress:
    """A cursor at work.

    marks    of each post: when the newest comment was placed that we have, in ISO 8601
    seen     of each post, of each page about it: a digest of what it said
    stamps   of each post: what it said of its comments when we last read all, and when that was
    older    of posts from before the window: their stamp when we last looked
    reading  which of those is being read, "" for none
    asked    of what is asked now and then: when it last was
    tops     of the lists among that: what stood on their first page
    refused  of what we were not given: why, and since when
    threads  of private conversations lately changed: their stamp, which begins with when
    through  the newest change of a conversation, once all before it are in
    hashtags of Instagram: the number of each, and since when it counts as asked for

    Meta cannot be asked what is new, so every poll reads the same pages. Those that say what
    they said before are left out, or each minute would store all of them again.
    """

    def __init__(self, cursor: Mapping[str, Any]) -> None:
        self._marks: dict[str, str] = dict(cursor.get("marks", {}))
        self._seen: dict[str, dict[str, str]] = {
            post: dict(pages) for post, pages in cursor.get("seen", {}).items()
        }
        self._stamps: dict[str, list[str]] = dict(cursor.get("stamps", {}))
        self.older: dict[str, str] = dict(cursor.get("older", {}))
        self.reading: str = cursor.get("reading", "")
        self._asked: dict[str, str] = dict(cursor.get("asked", {}))
        self.tops: dict[str, list[str]] = dict(cursor.get("tops", {}))
        self.refused: dict[str, list[str]] = dict(cursor.get("refused", {}))
        self.threads: dict[str, str] = dict(cursor.get("threads", {}))
        self.through: str = cursor.get("through", "")
        self.hashtags: dict[str, list[str]] = dict(cursor.get("hashtags", {}))

    # Comments ------------------------------------------------------------------------------------

    def mark(self, post: str) -> datetime | None:
        mark = self._marks.get(post)
        return _at(mark) if mark else None

    def move_mark(self, post: str, moment: datetime) -> None:
        self._marks[post] = moment.isoformat()

    def is_due(self, post: str, stamp: str, placed_at: datetime | None) -> bool:
        """Whether to read what stands beneath it: something changed, or we looked long ago."""
        if post not in self._stamps or self._stamps[post][0] != stamp:
            return True
        young = placed_at is None or _now() - placed_at < YOUNG
        return self.is_long_ago(post, OFTEN if young else SELDOM)

    def is_long_ago(self, post: str, patience: timedelta = SELDOM) -> bool:
        """Whether everything beneath it was read, but longer ago than this."""
        read = self._stamps.get(post)
        return read is not None and _now() - _at(read[1]) >= patience

    def have_read(self, post: str, stamp: str) -> None:
        """Everything beneath it is in."""
        self._stamps[post] = [stamp, _now().isoformat()]

    def keep(self, posts: Iterable[str]) -> None:
        """Forget every other post, but for how it was left and for the one being read."""
        kept = {*posts, self.reading}
        self.older |= {post: read[0] for post, read in self._stamps.items() if post not in kept}
        self._marks = {post: mark for post, mark in self._marks.items() if post in kept}
        self._seen = {post: pages for post, pages in self._seen.items() if post in kept}
        self._stamps = {post: read for post, read in self._stamps.items() if post in kept}

    def keep_older(self, posts: Iterable[str]) -> None:
        """Forget every other post from before the window."""
        kept = set(posts)
        self.older = {post: stamp for post, stamp in self.older.items() if post in kept}

    # What is asked now and then ------------------------------------------------------------------

    def last_asked(self, name: str) -> datetime | None:
        asked = self._asked.get(name)
        return _at(asked) if asked else None

    def is_time(self, name: str, every: timedelta) -> bool:
        asked = self.last_asked(name)
        return not asked or _now() - asked >= every

    def have_asked(self, name: str) -> None:
        self._asked[name] = _now().isoformat()

    def give(self, name: str) -> list[str] | None:
        """We are given this, unless we say otherwise; what was said of it before."""
        return self.refused.pop(name, None)

    def refuse(self, name: str, reason: Reason, before: Sequence[str] | None) -> None:
        """We are not given this, and perhaps were not before; we ask again later."""
        self.refused[name] = [reason.value, before[1] if before else _now().isoformat()]
        self.have_asked(f"{name} refused")

    # Hashtags ------------------------------------------------------------------------------------

    def hashtags_since(self, moment: datetime) -> set[str]:
        """Those that were first asked for after this; the others are forgotten."""
        self.hashtags = {tag: row for tag, row in self.hashtags.items() if _at(row[1]) > moment}
        return set(self.hashtags)

    def keep_hashtags(self, saved: Iterable[str]) -> None:
        """Forget what stood under those that nobody listens to any more."""
        kept = set(saved)
        gone = {tag for tag in (*self.tops, *self.refused) if tag.startswith("#")} - kept
        for tag in gone:
            self.tops.pop(tag, None)
            self.refused.pop(tag, None)
            self._asked.pop(tag, None)
            self._asked.pop(f"{tag} refused", None)

    # Conversations -------------------------------------------------------------------------------

    def reached(self, overlap: timedelta) -> datetime | None:
        """Conversations that changed before this are in."""
        return _at(self.through) - overlap if self.through else None

    def all_in(self, overlap: timedelta) -> None:
        """Everything that changed up to the newest change is in; the rest can be forgotten."""
        moments = {thread: stamp.partition("/")[0] for thread, stamp in self.threads.items()}
        self.through = max([self.through, *moments.values()])
        if edge := self.reached(overlap):
            late = {each for each, at in moments.items() if at and _at(at) >= edge}
            self.threads = {each: self.threads[each] for each in late}

    # Pages ---------------------------------------------------------------------------------------

    def page(self, raw: Raw | None, post: str, number: object) -> Page:
        """``raw`` to hand over, page ``number`` of its source, unless it says nothing new."""
        if raw is None:
            return self.plain()
        name, said = f"{raw.source}/{number}", _digest(raw.body)
        pages = self._seen.setdefault(post, {})
        news = pages.get(name) != said
        pages[name] = said
        return self.plain((raw,) if news else ())

    def plain(self, raws: tuple[Raw, ...] = ()) -> Page:
        """These to hand over, whatever they say."""
        return Page(raws, self._cursor())

    def _cursor(self) -> dict[str, Any]:
        return {
            "marks": dict(self._marks),
            "seen": {post: dict(pages) for post, pages in self._seen.items()},
            "stamps": {post: list(read) for post, read in self._stamps.items()},
            "older": dict(self.older),
            "reading": self.reading,
            "asked": dict(self._asked),
            "tops": dict(self.tops),
            "refused": dict(self.refused),
            "threads": dict(self.threads),
            "through": self.through,
            "hashtags": dict(self.hashtags),
        }


def _now() -> datetime:
    return datetime.now(UTC)


def _at(moment: str) -> datetime:
    return datetime.fromisoformat(moment)


def _digest(body: bytes) -> str:
    said = json.dumps(_lasting(json.loads(body)), sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _lasting(value: Any) -> Any:
    """What stays the same while nothing is new: no cursors, no counts, no signed addresses."""
    if isinstance(value, dict):
        return {
            key: _path(part) if key in ADDRESSES else _lasting(part)
            for key, part in value.items()
            if key not in ASIDE
        }
    return [_lasting(part) for part in value] if isinstance(value, list) else value


def _path(address: Any) -> Any:
    return address.partition("?")[0].rpartition("/")[2] if isinstance(address, str) else None
