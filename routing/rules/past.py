"""What rules did, and would have done: asked of the inbox, which is above us.

Conversations live in the inbox, and routing imports nothing of it. So the inbox provides a
``Past`` when it starts, and who tries a rule asks here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from routing.facts import Facts


@dataclass(frozen=True)
class PastCase:
    """A conversation of before.

    department  where it is now, None for nowhere
    chosen      a colleague chose that department
    """

    facts: Facts
    department: int | None
    chosen: bool = False


@dataclass(frozen=True)
class Count:
    """What one version of a rule did.

    matched  how many conversations it decided
    chosen   of those, how many a colleague decided afterwards: by the department chosen
    """

    matched: int = 0
    chosen: Mapping[int | None, int] = field(default_factory=dict)


class Past(Protocol):
    """What the inbox knows. Each method costs a constant number of queries."""

    def recent(self, number: int) -> Sequence[PastCase]:
        """The last so many conversations, newest first."""
        ...

    def counts(self, since: datetime) -> Mapping[tuple[int, int], Count]:
        """What every version of every rule did since then, by (rule, version)."""
        ...

    def accounts(self) -> Sequence[tuple[int, str]]:
        """The municipality's accounts, for conditions on them: primary key and name."""
        ...


class _Nothing:
    """The past of routing without an inbox."""

    def recent(self, number: int) -> Sequence[PastCase]:
        return ()

    def counts(self, since: datetime) -> Mapping[tuple[int, int], Count]:
        return {}

    def accounts(self) -> Sequence[tuple[int, str]]:
        return ()


_provided: list[Past] = [_Nothing()]


def provide(past: Past) -> None:
    """From now on this is the past; the inbox calls it when it starts."""
    _provided[0] = past


def past() -> Past:
    return _provided[0]
