"""What a signal goes by, in numbers and words. Pure; stored with the signal as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from webcare.warnings.spikes import Scope


@dataclass(frozen=True)
class Facet:
    """One side of the same event: where, for whom, or with which word.

    label     the name of it, as it was then
    people    who wrote in these minutes; ``expected`` how many are usual
    """

    scope: Scope
    key: str
    label: str
    minutes: int
    people: int
    expected: float

    @property
    def more(self) -> float:
        return self.people - self.expected

    @property
    def usual(self) -> int:
        """As a person would say it."""
        return round(self.expected)


@dataclass(frozen=True)
class Hour:
    """``at`` is when it began; the last one may not be over."""

    at: datetime
    people: int
    expected: float


@dataclass(frozen=True)
class Evidence:
    """Of a spike, at its worst.

    facets  the first one tells most of it
    words   said more than ever, the clearest first
    course  people in each hour, of the first facet
    """

    facets: Sequence[Facet] = ()
    words: Sequence[str] = ()
    course: Sequence[Hour] = field(default_factory=tuple)

    def to_json(self) -> dict[str, Any]:
        course = [[one.at.isoformat(), one.people, round(one.expected, 2)] for one in self.course]
        facets = [asdict(one) for one in self.facets]
        return {"facets": facets, "words": list(self.words), "course": course}

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> Evidence:
        return cls(
            [Facet(**{**one, "scope": Scope(one["scope"])}) for one in kept.get("facets", ())],
            kept.get("words", ()),
            [
                Hour(datetime.fromisoformat(at), people, expected)
                for at, people, expected in kept.get("course", ())
            ],
        )

    def gist(self) -> Evidence:
        """What the headline and the sentence need of it: see ``showing.Shown``."""
        found = [
            first
            for some in (self.told, self._largest(), *map(self._largest, (Scope.WORD, Scope.PLACE)))
            if (first := next(iter(some), None))
        ]
        if department := self.of(Scope.DEPARTMENT):
            found.append(department)
        return Evidence(
            [one for one in self.facets if any(one is kept for kept in found)], self.words
        )

    @property
    def told(self) -> Sequence[Facet]:
        """Where it shows; of words only those that say why."""
        because = [one for one in self.facets if one.scope != Scope.WORD or one.label in self.words]
        return because or self.facets

    def _largest(self, scope: Scope | None = None) -> Sequence[Facet]:
        """Of these, or of all: those in which most people wrote, the first one first."""
        facets = [one for one in self.facets if scope in {None, one.scope}]
        return sorted(facets, key=lambda one: -one.people)

    def of(self, *scopes: Scope) -> Facet | None:
        """The first facet of one of these."""
        return next((one for one in self.facets if one.scope in scopes), None)
