"""What was found, how soon, and what was said for nothing. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from statistics import median

from webcare.warnings.simulating.watching import Said
from webcare.warnings.simulating.year import NOWHERE, Planted
from webcare.warnings.spikes import Scope

AFTER = timedelta(hours=2)  # what is said so long after the end is still about it


@dataclass(frozen=True)
class Found:
    """A planted spike, and how many minutes it took to be said; None when it never was."""

    planted: Planted
    minutes: int | None


@dataclass(frozen=True)
class Score:
    """What a year came to.

    false   signals that are about nothing
    weeks   that it lasted
    """

    found: Sequence[Found]
    false: Sequence[Said]
    weeks: int

    @property
    def recall(self) -> float:
        return share(self.found)

    @property
    def precision(self) -> float:
        """Of the events that were reported, those that really were one."""
        true = sum(one.minutes is not None for one in self.found)
        return true / max(true + len(self.false), 1)

    @property
    def false_a_week(self) -> float:
        return len(self.false) / self.weeks

    def by(self, what: Callable[[Planted], str]) -> dict[str, list[Found]]:
        groups: dict[str, list[Found]] = {}
        for one in self.found:
            groups.setdefault(what(one.planted), []).append(one)
        return groups


def share(found: Sequence[Found]) -> float:
    return sum(one.minutes is not None for one in found) / max(len(found), 1)


def delay(found: Sequence[Found]) -> float | None:
    """Minutes until it was said, half of them sooner; None when nothing was found."""
    minutes = [one.minutes for one in found if one.minutes is not None]
    return median(minutes) if minutes else None


def score(planted: Sequence[Planted], said: Sequence[Said], weeks: int) -> Score:
    about = {one: [each for each in said if is_about(each, one)] for one in planted}
    found = [
        Found(one, min((_minutes(each, one) for each in signals), default=None))
        for one, signals in about.items()
    ]
    explained = {id(each) for signals in about.values() for each in signals}
    return Score(found, [each for each in said if id(each) not in explained], weeks)


def is_about(said: Said, one: Planted) -> bool:
    """Whether it was said while that went on, of something that has to do with it: what happens in
    one place is said in many words, and goes to many departments."""
    of = {
        Scope.ALL: True,
        Scope.PLACE: one.kind == "town" or said.key == one.place,
        Scope.DEPARTMENT: one.department in {NOWHERE, said.key},
        Scope.WORD: one.word in {NOWHERE, said.key},
    }
    return of[said.scope] and one.start <= said.since <= one.end + AFTER


def _minutes(said: Said, one: Planted) -> int:
    return int((said.since - one.start).total_seconds() // 60)
