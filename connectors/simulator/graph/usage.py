"""The usage headers a client slows down by (Graph API docs, "Rate limits")."""

from __future__ import annotations

import json
import math

from connectors.simulator.clock import DAY, MINUTE, SECOND, now_ms
from connectors.simulator.municipality import PAGE_ID
from connectors.simulator.world import Platform

PER_PERSON = 4_800  # calls in 24 hours for everyone who engaged with the Page or account
_DAY = DAY // MINUTE
_OF_THE_APP = 4
_THROTTLED = frozenset({4, 17, 32, 341, 613, 80001, 80002, 80006})


class Meter:
    """The calls of the last 24 hours, counted by the minute."""

    def __init__(self) -> None:
        self._calls: dict[int, int] = {}

    def count(self, people: int) -> int:
        """Count one call; the percentage of the allowance that was used."""
        minute = now_ms() // MINUTE
        if minute not in self._calls:
            self._calls = {at: calls for at, calls in self._calls.items() if at > minute - _DAY}
        self._calls[minute] = self._calls.get(minute, 0) + 1
        return min(100, sum(self._calls.values()) * 100 // (PER_PERSON * max(1, people)))


def usage_headers(
    about: Platform, percent: int, seconds: float = 0, *, app: int = 0, messenger: bool = False
) -> dict[str, str]:
    """``percent`` of the allowance used, and ``app`` percent of that of the whole app; ``seconds``
    until calls are welcome again."""
    kind = "instagram" if about == "instagram" else "pages"
    usage = {
        "type": "messenger" if messenger else kind,
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": math.ceil(seconds * SECOND / MINUTE),
    }
    of_app = {"call_count": app, "total_time": app, "total_cputime": app}
    return {
        "x-app-usage": json.dumps(of_app),
        "x-business-use-case-usage": json.dumps({PAGE_ID: [usage]}),
    }


def throttle_headers(about: Platform, code: int, seconds: float) -> dict[str, str]:
    """What goes with error ``code``: nothing, unless it is about too many calls."""
    app = 100 if code == _OF_THE_APP else 0
    return usage_headers(about, 100, seconds, app=app) if code in _THROTTLED else {}
