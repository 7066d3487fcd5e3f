"""What is practised on: read from a file, never from a table, so that it can reach nobody and count
in no figure. What somebody types while practising is kept in their session until the tour ends."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils import timezone

FILE = Path(__file__).with_name("practice.toml")
KEPT = "tour"  # in the session: what was typed, by what was done with it
LONGEST = 500  # characters


@cache
def _written() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def practice(request: HttpRequest) -> dict[str, Any]:
    """All that the practice screens show, with the times as of now and the words as they were
    typed."""
    written = _written()
    typed = request.session.get(KEPT, {})
    found = {**written, **_times(written), "others": [*map(_row, written["others"])]}
    found["late"] = written["late"] | {
        "since": _ago(written["late"]["waiting_minutes"]),
        "deadline": _ago(written["late"]["too_late_minutes"]),
    }
    found["replied"] = typed.get("reply") or written["answer"]
    found["noted"] = typed.get("note") or written["note"]
    found["referred"] = typed.get("refer") or written["asked"]
    found["said"] = typed.get("answer") or written["concept"]
    return found


def keep(request: HttpRequest, deed: str, text: str) -> None:
    request.session[KEPT] = {**request.session.get(KEPT, {}), deed: text[:LONGEST]}


def forget(request: HttpRequest) -> None:
    request.session.pop(KEPT, None)


def _row(plan: dict[str, Any]) -> dict[str, Any]:
    return plan | _times(plan)


def _times(plan: dict[str, Any]) -> dict[str, Any]:
    return {"since": _ago(plan["waiting_minutes"]), "deadline": _ago(-plan["left_minutes"])}


def _ago(minutes: int) -> Any:
    return timezone.now() - timedelta(minutes=minutes)
