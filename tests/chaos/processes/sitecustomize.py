"""Loaded by every process of a chaos run: its clock can be moved from outside.

The file named in CHAOS_CLOCK holds by how many seconds; absent or empty is none. Monotonic clocks,
which measure timeouts, go on undisturbed.
"""

from __future__ import annotations

import os
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

_LOOK_EVERY = 0.5  # seconds


def _follow(file: Path) -> None:
    import time_machine

    moved = 0.0
    traveller = None
    while True:
        wanted = _read(file)
        if wanted != moved:
            if traveller is None:
                traveller = time_machine.travel(datetime.now(UTC), tick=True).start()
            traveller.shift(timedelta(seconds=wanted - moved))
            moved = wanted
        time.sleep(_LOOK_EVERY)


def _read(file: Path) -> float:
    try:
        return float(file.read_text() or 0)
    except (OSError, ValueError):
        return 0.0


if _clock := os.environ.get("CHAOS_CLOCK"):
    threading.Thread(target=_follow, args=(Path(_clock),), daemon=True).start()
