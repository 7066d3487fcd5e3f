"""What X does not give us, while the rest comes in: kept in the cursor, told on the page."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.base import PassedOver, Reason
from connectors.x.reading import DIRECT, QUOTES, THREADS

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

REFUSED = "refused"  # in the cursor
AFTER_REFUSAL = timedelta(hours=1)
SEARCH = "search:"  # before the query
LABELS: dict[str, StrOrPromise] = {
    DIRECT: gettext_lazy("direct messages"),
    THREADS: gettext_lazy("answers in our conversations that do not name us"),
    QUOTES: gettext_lazy("quotes of our posts"),
}


@dataclass(frozen=True)
class _Refusal:
    """since, asked   seconds since 1970: when it was first refused, and when last"""

    reason: Reason
    since: int
    asked: int

    @classmethod
    def of(cls, stored: Any) -> _Refusal | None:
        """As the cursor has it; None for what no cursor holds."""
        try:
            reason, since, asked = stored
            return cls(Reason(reason), int(since), int(asked))
        except (TypeError, ValueError):
            return None


class Refused:
    """By the name of what was refused: one of ``LABELS``, or ``SEARCH`` and a query."""

    def __init__(self, stored: Any) -> None:
        known = stored.items() if isinstance(stored, Mapping) else ()
        read = {str(name): _Refusal.of(value) for name, value in known}
        self._by_name = {name: refusal for name, refusal in read.items() if refusal}

    def __bool__(self) -> bool:
        return bool(self._by_name)

    def rests(self, name: str) -> bool:
        """Refused so lately that the answer will be the same."""
        if not (refusal := self._by_name.get(name)):
            return False
        return 0 <= time.time() - refusal.asked < AFTER_REFUSAL.total_seconds()

    def refuse(self, name: str, reason: Reason, *, rests: bool = True) -> None:
        """``rests``: X was asked, and need not be asked again soon."""
        now, before = int(time.time()), self._by_name.get(name)
        since = before.since if before else now
        self._by_name[name] = _Refusal(reason, since, now if rests else 0)

    def wake(self) -> None:
        """Somebody may have repaired it: ask for everything at the next poll."""
        self._by_name = {name: replace(refusal, asked=0) for name, refusal in self._by_name.items()}

    def give(self, name: str) -> bool:
        """It came after all; whether that is news."""
        return self._by_name.pop(name, None) is not None

    def forget_searches(self, kept: Iterable[str]) -> None:
        """All but these queries are no longer saved."""
        names = {SEARCH + query for query in kept}
        self._by_name = {
            name: refusal
            for name, refusal in self._by_name.items()
            if name in names or not name.startswith(SEARCH)
        }

    def stored(self) -> dict[str, list[str]]:
        return {
            name: [refusal.reason.value, str(refusal.since), str(refusal.asked)]
            for name, refusal in self._by_name.items()
        }

    def told(self) -> Sequence[PassedOver]:
        return [
            PassedOver(label, refusal.reason, datetime.fromtimestamp(refusal.since, UTC))
            for name, refusal in self._by_name.items()
            if (label := _label(name))
        ]


def _label(name: str) -> StrOrPromise:
    """ "" for what this release does not know."""
    if name.startswith(SEARCH):
        return _("the saved search “%(query)s”") % {"query": name.removeprefix(SEARCH)}
    return LABELS.get(name, "")
