"""Whose turn it was in a conversation, and when. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from routing.promises import Pause


@dataclass(frozen=True)
class Ask:
    """Something that wants an answer: the citizen's words, or a colleague who reopened.

    at        when it was written, changed or reopened
    message   primary key of the words as they were first written; 0 for all else
    over      when it wanted none any more: taken back by the citizen, or finished by a colleague
    """

    at: datetime
    message: int = 0
    over: datetime | None = None


@dataclass(frozen=True)
class Reply:
    """An answer of ours that stands on the platform.

    message   primary key, of its first part
    native    typed on the platform itself
    parts     primary keys of all its parts
    """

    message: int
    written_at: datetime
    placed_at: datetime
    native: bool = False
    parts: tuple[int, ...] = ()

    def answers(self, ask: Ask) -> bool:
        """What was written here answers what was known here; all else goes by the clock."""
        if ask.message and not self.native:
            return self.message > ask.message
        return self.written_at >= ask.at


@dataclass(frozen=True)
class Turn:
    """From when until when something waited for us; it still does when there is no end."""

    start: datetime
    end: datetime | None = None

    def without(self, start: datetime, end: datetime | None) -> Iterator[Turn]:
        """What is left when this time is taken out of it."""
        if start > self.start:
            ends = [self.end, start]
            yield Turn(self.start, min(filter(None, ends)))
        if end is not None and (self.end is None or end < self.end):
            yield Turn(max(self.start, end), self.end)


@dataclass(frozen=True)
class Elsewhere:
    """When a department had it, or when what it said waited for us.

    citizen   when in that time the citizen was to answer what the department wanted to know
    """

    turn: Turn
    citizen: tuple[Turn, ...] = ()

    @property
    def ours(self) -> list[Turn]:
        """Without the time of the citizen."""
        left = [self.turn]
        for theirs in self.citizen:
            left = [part for turn in left for part in turn.without(theirs.start, theirs.end)]
        return left


@dataclass(frozen=True)
class Story:
    """What happened in a conversation: since it was last closed, or in all its life.

    asks       in any order; since it was last closed, only those that were not taken back
    replies    in any order; of the whole conversation
    elsewhere  in any order
    """

    asks: tuple[Ask, ...] = ()
    replies: tuple[Reply, ...] = ()
    elsewhere: tuple[Elsewhere, ...] = ()

    @property
    def answered_at(self) -> datetime | None:
        """When the first answer was placed."""
        return min((reply.placed_at for reply in self.replies), default=None)

    @property
    def unanswered_since(self) -> datetime | None:
        """When the first thing was asked that no answer which stands deals with."""
        return min((ask.at for ask in self.asks if self.answered(ask) is None), default=None)

    def case_since(self, gap: timedelta) -> datetime | None:
        """When the newest case began. What a department has is the same case, whoever it waits
        for. None when nothing was asked."""
        found = self.cases(gap)
        return found[-1][0].start if found else None

    def cases(self, gap: timedelta) -> list[list[Turn]]:
        """When it was anybody's turn but the citizen's, case by case, in order."""
        return cases(self._turns(one.turn for one in self.elsewhere), gap)

    def turns(self, since: datetime | None = None) -> list[Turn]:
        """When it was our turn, in order, none overlapping. ``since``: from there on."""
        turns = self._turns(part for one in self.elsewhere for part in one.ours)
        return list(_since(since, turns)) if since else turns

    def _turns(self, elsewhere: Iterable[Turn]) -> list[Turn]:
        waited = [self._waited(ask) for ask in self.asks]
        if not waited:
            return merged(elsewhere)
        begin = min(turn.start for turn in waited)
        return merged([*waited, *_since(begin, elsewhere)])

    def _waited(self, ask: Ask) -> Turn:
        end = min(filter(None, [self.answered(ask), ask.over]), default=None)
        return Turn(ask.at, max(ask.at, end) if end else None)

    def answered(self, ask: Ask) -> datetime | None:
        """When the first answer to it was placed."""
        placed = (reply.placed_at for reply in self.replies if reply.answers(ask))
        return min(placed, default=None)


def merged(turns: Iterable[Turn]) -> list[Turn]:
    """The same time in order, without overlaps."""
    joined: list[Turn] = []
    for turn in sorted(turns, key=lambda turn: turn.start):
        last = joined[-1] if joined else None
        if last is None or (last.end is not None and last.end < turn.start):
            joined.append(turn)
        elif last.end is not None:
            joined[-1] = Turn(last.start, max(last.end, turn.end) if turn.end else None)
    return joined


def cases(turns: list[Turn], gap: timedelta) -> list[list[Turn]]:
    """Apart where everything was answered for so long: who writes then, asks something new."""
    found: list[list[Turn]] = []
    for turn in turns:
        last = found[-1][-1].end if found else None
        if found and (last is None or turn.start - last < gap):
            found[-1].append(turn)
        else:
            found.append([turn])
    return found


def pauses(turns: Iterable[Turn]) -> list[Pause]:
    """When the citizen was to answer: between our turns."""
    return [Pause(one.end, other.start) for one, other in pairwise(turns) if one.end]


def _since(begin: datetime, turns: Iterable[Turn]) -> Iterator[Turn]:
    """What lies after the beginning: what was asked before was closed."""
    for turn in turns:
        if turn.end is None or turn.end > begin:
            yield Turn(max(turn.start, begin), turn.end)
