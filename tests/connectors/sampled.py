"""The platforms' sample bodies, where those are at hand, and what an item means in a table."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from connectors.base import Aside, Incoming, Item

META_WEBHOOK = "meta/payloads/meta-docs/webhook"
META_API = "meta/payloads/meta-docs/api"
META_ERRORS = "meta/payloads/meta-docs/errors"
META_OBSERVED = "meta/payloads/observed"
X = "x/samples"


def folder(shared: Path, name: str) -> Path:
    """One folder of samples; the test is skipped where it is absent."""
    path = shared / "data" / name
    if not path.is_dir():
        pytest.skip(f"The samples of {name} are not here.")
    return path


def body_of(shared: Path, where: str, name: str) -> bytes:
    return (folder(shared, where) / f"{name}.json").read_bytes()


def load(shared: Path, where: str, name: str) -> Any:
    return json.loads(body_of(shared, where, name))


def meaning(item: Item) -> Any:
    """A message is (form, text, kinds of what came along); anything else is known by its type."""
    match item:
        case Incoming():
            return item.form, item.text, [each.kind for each in item.attachments]
        case Aside():
            return item.kept
        case _:
            return type(item)
