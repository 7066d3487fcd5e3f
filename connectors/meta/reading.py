"""From a body to its reader, part by part."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from connectors.base import Aside, Connection, Deleted, Item, Kept, Raw, Unreadable
from connectors.payloads import P, fit

Reader = Callable[[Raw, Connection], list[Item]]

MISSING = "missing"  # source of the error body that says that an object is gone
WEBHOOK = "webhook"


class Row(NamedTuple):
    """One thing of a list; ``odd`` says why it cannot be read."""

    value: Any
    odd: Aside | None = None


def items(raw: Raw, us: Connection, readers: Mapping[str, Reader]) -> list[Item]:
    """What ``raw`` says, read by what ``readers`` has for its source.

    Raises Unreadable, also when there is nothing else in it than what cannot be read.
    """
    if raw.source == MISSING:
        return [Deleted(subject_of(raw))]
    if raw.source not in readers:
        raise Unreadable(f"unknown source {raw.source!r}")
    found = readers[raw.source](raw, us)
    odd = [item for item in found if isinstance(item, Aside) and item.kept is Kept.UNREADABLE]
    if odd and len(odd) == len(found):
        raise Unreadable("; ".join(f"{item.what}: {item.why}" for item in odd[:3]))
    return found


def subject_of(raw: Raw) -> str:
    """Raises Unreadable when it is not known what was asked about."""
    if not raw.subject:
        raise Unreadable(f"{raw.source} of nothing")
    return raw.subject


def load(body: bytes) -> Any:
    """The JSON of a body, with half characters made whole. Raises Unreadable."""
    try:
        value = json.loads(body)
        if b"\\ud" in body.lower():  # half a pair is valid JSON, and no text
            value = json.loads(json.dumps(value, ensure_ascii=False).encode(errors="replace"))
    except (ValueError, RecursionError) as error:
        raise Unreadable(f"no JSON: {type(error).__name__}") from None
    return value


def listed(model: type[P], raw: Raw) -> tuple[list[P], list[Item]]:
    """The rows of a list that can be read, and what is to be said of the others."""
    body = load(raw.body)
    data = body.get("data") if isinstance(body, dict) else None
    if not isinstance(data, list):
        raise Unreadable("data: a list is expected")
    good: list[P] = []
    odd: list[Item] = []
    for value in data:
        try:
            good.append(fit(model, value))
        except Unreadable as error:
            odd.append(unreadable(raw.source, error))
    return good, odd


def unreadable(what: str, why: object) -> Aside:
    return Aside(what, Kept.UNREADABLE, str(why))


def guarded(what: str, read: Callable[[], Iterable[Item]]) -> list[Item]:
    """What ``read`` makes of one part; its trouble does not touch the parts beside it."""
    try:
        return [*read()]
    except Unreadable as error:
        return [unreadable(what, error)]
