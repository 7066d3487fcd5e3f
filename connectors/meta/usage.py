"""How much of its allowance an account has used (Graph API docs, "Rate limits").

    X-App-Usage: {"call_count": 28, "total_time": 25, "total_cputime": 25}
    X-Business-Use-Case-Usage: {"<id>": [{"type": "pages", "call_count": 100, "total_cputime": 25,
        "total_time": 25, "estimated_time_to_regain_access": 19}]}

Shares are percentages, and the time is in minutes. Instagram Login has other names for them, and
counts them apart for each account (Instagram Platform docs, "Rate limiting").
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from connectors.base import SHARED, Use

SHARES = ("call_count", "total_time", "total_cputime", "call_volume", "cpu_time")
LONGEST = timedelta(days=1)
PAUSE = timedelta(minutes=15)  # when Meta says "too many calls" and not until when
DIRECT = frozenset({"messages", "conversations"})  # edges that count for Messenger
SENDING = "send"  # how the name of a bucket of writes begins


class Usage(NamedTuple):
    """``share`` is 0 to 1, or None when nothing was said."""

    share: float | None = None
    regained_in: timedelta | None = None


def usage_of(headers: Mapping[str, str]) -> Usage:
    """What the headers say of the fullest of all allowances. Whatever stands in them, no error."""
    return _fullest([*_of_the_account(headers), _of_the_app(headers)])


def uses_of(bucket: str, headers: Mapping[str, str], *, shared: bool = True) -> list[Use]:
    """One request, for the meter, and what is left for all accounts of the app.

    shared  whether X-App-Usage is of the app as a whole
    """
    own = _fullest(_of_the_account(headers)) if shared else usage_of(headers)
    uses = [Use(bucket, share=own.share, resets_at=_ends(own.regained_in))]
    app = _fullest([_of_the_app(headers)]).share if shared else None
    if app is not None:
        # Meta does not tell until when, and who goes on asking waits the longer.
        uses.append(Use(SHARED, share=app, resets_at=_ends(PAUSE if app >= 1 else None)))
    return uses


def _fullest(rows: Iterable[Mapping[str, Any]]) -> Usage:
    rows = list(rows)
    shares = [row[name] for row in rows for name in SHARES if _is_number(row.get(name))]
    waits = [row.get("estimated_time_to_regain_access") for row in rows]
    longest = max((wait for wait in waits if isinstance(wait, int)), default=0)
    return Usage(
        share=max(shares) / 100 if shares else None,
        regained_in=min(timedelta(minutes=min(longest, 10_000)), LONGEST) if longest > 0 else None,
    )


def _ends(wait: timedelta | None) -> datetime | None:
    return datetime.now(UTC) + wait if wait else None


def bucket_of(verb: str, path: str, usual: str) -> str:
    """What Meta counts a request under: ``pages``, ``instagram`` or ``messenger``."""
    bucket = "messenger" if path.rpartition("/")[2] in DIRECT else usual
    return bucket if verb == "GET" else f"{SENDING} {bucket}"


def _of_the_app(headers: Mapping[str, str]) -> dict[str, Any]:
    return _object(headers.get("X-App-Usage", ""))


def _of_the_account(headers: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    for rows in _object(headers.get("X-Business-Use-Case-Usage", "")).values():
        for row in rows if isinstance(rows, list) else []:
            if isinstance(row, dict):
                yield row


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text or "{}")
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value < 10_000
