"""How far each list of X was read: what a cursor holds, to go on from after any page.

X lists the newest first, and some posts late, with an older id than those we saw. So a mark moves
only once the oldest of a walk are in, and stays a quarter of an hour behind the platform's clock:
what came before that moment was listed when the walk began. A list without news is then empty.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

from connectors.http import Response
from connectors.x.payloads import is_id

LATE = timedelta(minutes=15)  # the latest we know X to list a post
WHOLE_EVERY = timedelta(minutes=5)  # how often a busy list is walked with its last quarter hour
_EPOCH = 1288834974657  # when X began to count, in milliseconds (snowflake)
_MILLISECOND = 22  # bits of an id beneath the millisecond


def id_at(moment: datetime) -> int:
    """The lowest id of a post of this moment."""
    return max(int(moment.timestamp() * 1000) - _EPOCH, 0) << _MILLISECOND


def now_of(response: Response) -> datetime:
    """The platform's clock; ours where it does not say."""
    try:
        return parsedate_to_datetime(response.headers.get("Date", "")).astimezone(UTC)
    except (ValueError, OverflowError):
        return datetime.now(UTC)


@dataclass
class Mark:
    """One list of posts.

    since    what has this id or a lower one is in
    seen     the highest id of the walks that came to their end
    base     the walk under way goes down to this id
    until    it was broken off at this id; 0 when it was not
    newest   the highest id it saw
    safe     ids below this one were listed when it began
    pages    how many it had before its last
    wide     the last whole walk had more than one page
    whole_at when that was, in seconds since 1970
    asked    when it was asked last, in seconds since 1970; of saved searches only
    """

    since: int
    seen: int = 0
    base: int = 0
    until: int = 0
    newest: int = 0
    safe: int = 0
    pages: int = 0
    wide: int = 0
    whole_at: int = 0
    asked: int = 0

    @classmethod
    def of(cls, stored: Any, first: datetime) -> Mark:
        """As the cursor has it; a list never read begins at ``first``."""
        if isinstance(stored, Mapping) and _number(stored.get("since")):
            return cls(**{field.name: _number(stored.get(field.name)) for field in fields(cls)})
        if _number(stored):  # a cursor of an earlier release: the newest id
            return cls(max(_number(stored) - _ids_in(LATE), 1))
        return cls(max(id_at(first), 1))

    def stored(self) -> dict[str, str]:
        """For the cursor; strings, for JSON's numbers are too small elsewhere."""
        return {name: str(value) for name, value in vars(self).items() if value}

    def reach(self, oldest: int) -> None:
        """The list gives nothing of before this id."""
        self.since = max(self.since, oldest)
        if self.until:
            self.base = max(self.base, oldest)
            self.until = self.until if self.until > oldest else 0

    def start(self) -> tuple[int, int]:
        """Down to which id the next walk goes, and from where; 0 is from the top.

        A walk that was broken off goes on. Where much came lately the last quarter of an hour is
        not walked each time, only what is new.
        """
        if not self.until:
            rested = 0 <= time.time() - self.whole_at < WHOLE_EVERY.total_seconds()
            self.base = max(self.since, self.seen) if self.wide and rested else self.since
            self.newest = self.safe = self.pages = 0
        return self.base, self.until

    def begin(self, response: Response) -> None:
        """The first page of a walk came."""
        self.safe = id_at(now_of(response) - LATE)

    def saw(self, ids: Sequence[int]) -> None:
        """A page came that is not the last."""
        self.newest = max([self.newest, *ids])
        self.until = min([self.until or self.newest, *ids])
        self.pages += 1

    def end(self, ids: Sequence[int]) -> None:
        """The last page came."""
        newest = max([self.newest, *ids])
        self.seen = max(self.seen, newest)
        if self.base <= self.since:
            self.since = max(self.since, min(newest, self.safe))
            self.wide, self.whole_at = int(self.pages > 0), int(time.time())
        self.base = self.until = self.newest = self.safe = self.pages = 0


def _ids_in(span: timedelta) -> int:
    return int(span / timedelta(milliseconds=1)) << _MILLISECOND


def _number(value: object) -> int:
    return int(str(value)) if is_id(value) else 0


@dataclass
class LetterMark:
    """The list of direct messages, which can only be walked from the newest down.

    newest  what has this id or a lower one is in
    top     the highest id of a walk that was broken off
    token   where to go on with it, "" when none was
    asked   when we last asked, seconds since 1970: X allows few requests
    """

    newest: int = 0
    top: int = 0
    token: str = ""
    asked: int = 0

    @classmethod
    def of(cls, stored: Any) -> LetterMark:
        if not isinstance(stored, Mapping):
            return cls()
        newest, top, asked = (_number(stored.get(key)) for key in ("newest", "top", "asked"))
        return cls(newest, top, str(stored.get("token") or ""), asked)

    def stored(self) -> dict[str, str]:
        return {name: str(value) for name, value in vars(self).items() if value}

    def took(self, ids: Sequence[int], token: str, *, last: bool) -> None:
        """A page came; ``token`` leads to the next."""
        self.top = max([self.top, *ids])
        self.token = "" if last else token
        if last:
            self.newest, self.top = max(self.newest, self.top), 0
