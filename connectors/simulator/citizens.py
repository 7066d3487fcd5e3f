"""The stories that the stream of fictional citizens plays, read from citizens.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from connectors.simulator.world import Platform

When = Literal["soon", "answered"]
Way = Literal["public", "direct", "story_reply", "story_mention", "review", "mention"]


@dataclass(frozen=True)
class Turn:
    """What a citizen does after the first message.

    when    ``soon``: shortly after; ``answered``: once the municipality answered them
    action  ``write`` adds a message, ``edit`` rewords the first, ``delete`` takes it away
    """

    when: When
    action: Literal["write", "edit", "delete"]
    text: str = ""


@dataclass(frozen=True)
class Story:
    """One citizen and their question.

    under     a word of the municipality's own post that it reacts to, or empty for a message
              of its own
    way       in public, in private, about a story, as a review, or in a post elsewhere
    picture   what comes with it: ``image``, ``video``, ``audio`` or ``file``, or nothing
    alt       what the picture shows
    positive  whether a review recommends the Page
    """

    id: str
    platform: Platform
    handle: str
    name: str
    text: str
    under: str = ""
    turns: tuple[Turn, ...] = ()
    way: Way = "public"
    picture: str = ""
    alt: str = ""
    positive: bool = True

    @property
    def is_private(self) -> bool:
        return self.way in ("direct", "story_reply", "story_mention")


@cache
def stories() -> tuple[Story, ...]:
    """All stories; the first eight are the ones an inbox opens with."""
    data = tomllib.loads(Path(__file__).with_name("citizens.toml").read_text(encoding="utf-8"))
    return tuple(_story(entry, data["people"]) for entry in data["story"])


def _story(entry: dict[str, Any], people: dict[str, str]) -> Story:
    return Story(
        id=entry["id"],
        platform=entry["platform"],
        handle=entry["by"],
        name=people[entry["by"]],
        text=entry["text"],
        under=entry.get("under", ""),
        turns=tuple(_turn(turn) for turn in entry.get("then", [])),
        way=entry.get("way", "public"),
        picture=entry.get("picture", ""),
        alt=entry.get("alt", ""),
        positive=entry.get("positive", True),
    )


def _turn(entry: dict[str, str]) -> Turn:
    """``{soon = "…"}``, ``{answered = "…"}``, ``{edit = "…"}`` or ``{delete = ""}``."""
    ((what, text),) = entry.items()
    if what == "soon":
        return Turn("soon", "write", text)
    if what == "answered":
        return Turn("answered", "write", text)
    if what == "edit":
        return Turn("soon", "edit", text)
    return Turn("soon", "delete")
