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
from typing import Any

_LOOK_EVERY = 0.5  # seconds


class Follower:
    """Moves this process's clock to where the file says, and goes on doing so after a fork."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.moved = 0.0
        self.traveller: Any = None
        os.register_at_fork(after_in_child=self.start)

    def start(self) -> None:
        threading.Thread(target=self._follow, daemon=True).start()

    def _follow(self) -> None:
        while True:
            self._move(self._wanted())
            time.sleep(_LOOK_EVERY)

    def _move(self, wanted: float) -> None:
        if wanted == self.moved:
            return
        if self.traveller is None:
            import time_machine

            self.traveller = time_machine.travel(datetime.now(UTC), tick=True).start()
        self.traveller.shift(timedelta(seconds=wanted - self.moved))
        self.moved = wanted

    def _wanted(self) -> float:
        try:
            return float(self.file.read_text() or 0)
        except (OSError, ValueError):
            return 0.0


if _clock := os.environ.get("CHAOS_CLOCK"):
    Follower(Path(_clock)).start()
