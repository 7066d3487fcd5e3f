"""What the town writes about, as read from the files."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from webcare.demo.history.grammar import Grammar, Template, parse

HERE = Path(__file__).parent
ENGLISH = ("the ", "there is", "do i ")


def read(name: str) -> dict[str, Any]:
    return tomllib.loads((HERE / name).read_text(encoding="utf-8"))


@dataclass(frozen=True)
class Asked:
    """One way to ask: its template, and in which language."""

    template: Template
    language: str


@dataclass(frozen=True)
class Topic:
    """See ``topics.toml``. ``silent`` and ``private`` are None for the usual share."""

    slug: str
    department: str
    word: str
    kind: str
    weight: float
    season: str
    moods: tuple[float, float]
    refer: float
    asked: Sequence[Asked]
    answers: Sequence[Template]
    wonder: str = ""
    says: Template = ()
    label: str = ""
    silent: float | None = None
    private: float | None = None


def topic_of(plan: Mapping[str, Any]) -> Topic:
    return Topic(
        slug=plan["slug"],
        department=plan["department"],
        word=plan["word"],
        kind=plan["kind"],
        weight=plan.get("weight", 0),
        season=plan.get("season", "gelijk"),
        moods=(plan["moods"][0], plan["moods"][1]),
        refer=plan["refer"],
        asked=[Asked(parse(text), _language(text)) for text in plan["asked"]],
        answers=[parse(text) for text in plan["answers"]],
        wonder=plan.get("wonder", ""),
        says=parse(plan.get("says", "")),
        label=plan.get("label", ""),
        silent=plan.get("silent"),
        private=plan.get("private"),
    )


def _language(text: str) -> str:
    return "en" if any(word in text.lower() for word in ENGLISH) else "nl"


@cache
def topics() -> list[Topic]:
    return [topic_of(plan) for plan in read("topics.toml")["topics"]]


@cache
def words() -> dict[str, dict[str, list[str]]]:
    return read("words.toml")


@cache
def profile() -> dict[str, Any]:
    return read("profile.toml")


@cache
def grammar() -> Grammar:
    return Grammar.of(words()["lists"])


@cache
def phrases(part: str, name: str) -> list[Template]:
    """What is said beside a subject: a list of ``words.toml``."""
    return [parse(text) for text in words()[part][name]]
