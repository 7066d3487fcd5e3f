"""What citizens do on the simulated platforms while a browser looks on."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from connectors.simulator.testing import Simulator

HOUR = 3600
PATIENCE = 60  # seconds
NUMBERS = itertools.count(1)


def someone() -> str:
    """The handle of somebody nobody met before, so that a conversation is new."""
    return f"bu{next(NUMBERS)}_voorbeeld"


class Citizens:
    """``Citizens(demo.simulator)``: each does one thing, and answers with the platform's id."""

    def __init__(self, simulator: Simulator) -> None:
        self.simulator = simulator

    def post(self, platform: str, text: str, parent: str | None = None, **more: Any) -> str:
        """In public, by somebody new unless ``author`` says who."""
        body = {"platform": platform, "author": someone(), "text": text, "parent": parent, **more}
        return self._made("posts", body)

    def message(self, platform: str, text: str, **more: Any) -> str:
        """In private; ``more`` as in the simulator's ``POST directs``."""
        return self._made(
            "directs", {"platform": platform, "author": someone(), "text": text, **more}
        )

    def picture(self, platform: str, alt: str = "", kind: str = "image") -> str:
        """Something to go along, under ``media``."""
        return self._made("media", {"platform": platform, "kind": kind, "alt": alt})

    def our_story(self, text: str) -> str:
        """The municipality shows something on Instagram for a day."""
        media = [self.picture("instagram", alt=text)]
        return self._made("stories", {"text": text, "media": media})

    def our_post(self, platform: str) -> str:
        """What the municipality placed first on its page."""
        posts = self.simulator.control("GET", f"posts/{platform}?own")
        return next(str(one["id"]) for one in posts if one["place"] == "page")

    def changes(self, platform: str, post: str, text: str) -> None:
        self.simulator.control("PATCH", f"posts/{platform}/{post}", {"text": text})

    def removes(self, platform: str, post: str) -> None:
        self.simulator.control("DELETE", f"posts/{platform}/{post}")

    def wait_until_platforms_tell(self) -> None:
        """Until they have somewhere to send what they tell by webhook only, or sooner so."""
        until = time.monotonic() + PATIENCE
        while not self._platforms_tell():
            assert time.monotonic() < until, "a platform was never asked to tell"
            time.sleep(0.5)

    def _platforms_tell(self) -> bool:
        x = self.simulator.control("GET", "x/state")["subscriptions"]
        meta = self.simulator.control("GET", "subscriptions")
        page = any("ratings" in fields for fields in meta["subscribed"].values())
        return bool(x) and page and {*meta["callbacks"]} == {"page", "instagram"}

    @contextmanager
    def hours_ago(self, hours: float) -> Iterator[None]:
        """What is written inside was written then; webhooks tell of it now."""
        self._pass_time(-hours)
        try:
            yield
        finally:  # else it stays then for every other test
            self._pass_time(hours)

    def were_told(self, text: str) -> dict[str, Any]:
        """What the municipality placed with exactly these words, as the platform has it."""
        written = self.simulator.control("GET", "outbox")
        found: list[dict[str, Any]] = [one for one in written if one["text"] == text]
        assert len(found) == 1, found
        return found[0]

    def _pass_time(self, hours: float) -> None:
        self.simulator.control("POST", "clock", {"advance_seconds": hours * HOUR})

    def _made(self, what: str, body: dict[str, Any]) -> str:
        return str(self.simulator.control("POST", what, body)["id"])
