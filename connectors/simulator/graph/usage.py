"""The usage headers a client slows down by (Graph API docs, "Rate limits")."""

from __future__ import annotations

import json
import math

from connectors.simulator.clock import MINUTE, SECOND
from connectors.simulator.municipality import PAGE_ID
from connectors.simulator.world import Platform

HOURLY = 4_800
_THROTTLED = frozenset({4, 17, 32, 341, 613, 80001, 80002})


def usage_headers(about: Platform, percent: int, seconds: float = 0) -> dict[str, str]:
    """``percent`` of the allowance used; ``seconds`` until calls are welcome again."""
    usage = {
        "type": "instagram" if about == "instagram" else "pages",
        "call_count": percent,
        "total_cputime": percent,
        "total_time": percent,
        "estimated_time_to_regain_access": math.ceil(seconds * SECOND / MINUTE),
    }
    return {"x-business-use-case-usage": json.dumps({PAGE_ID: [usage]})}


def throttle_headers(about: Platform, code: int, seconds: float) -> dict[str, str]:
    """What goes with error ``code``: nothing, unless it is about too many calls."""
    return usage_headers(about, 100, seconds) if code in _THROTTLED else {}
