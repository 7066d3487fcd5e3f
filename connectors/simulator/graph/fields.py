"""The ``fields`` language: ``id,from{name},comments.limit(5).filter(stream){id,message}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from connectors.simulator.graph.errors import GraphError

_NAME = re.compile(r"\s*([a-z_0-9]+)\s*")
_MODIFIER = re.compile(r"\.([a-z_]+)\(([^()]*)\)\s*")


@dataclass(frozen=True)
class Field:
    """One field or edge asked for. ``fields`` is empty when the defaults will do."""

    name: str
    modifiers: Mapping[str, str] = field(default_factory=dict)
    fields: tuple[Field, ...] = ()


def parse_fields(text: str) -> tuple[Field, ...]:
    """Read a ``fields`` parameter. Raises GraphError (2500) on a syntax error."""
    fields, end = _list(text, 0)
    if end != len(text):
        raise _syntax(text, end)
    return fields


def _list(text: str, start: int) -> tuple[tuple[Field, ...], int]:
    found = []
    while True:
        parsed, start = _field(text, start)
        found.append(parsed)
        if text[start : start + 1] != ",":
            return tuple(found), start
        start += 1


def _field(text: str, start: int) -> tuple[Field, int]:
    name = _NAME.match(text, start)
    if name is None:
        raise _syntax(text, start)
    modifiers, position = {}, name.end()
    while modifier := _MODIFIER.match(text, position):
        modifiers[modifier[1]] = modifier[2]
        position = modifier.end()
    nested: tuple[Field, ...] = ()
    if text[position : position + 1] == "{":
        nested, position = _list(text, position + 1)
        if text[position : position + 1] != "}":
            raise _syntax(text, position)
        position += 1
    return Field(name[1], modifiers, nested), position


def _syntax(text: str, position: int) -> GraphError:
    rest = text[position : position + 20]
    return GraphError(
        2500,
        message=f'Syntax error "Expected name instead of {rest}" at character {position}: {text}',
    )
