"""How the last training went, for who asked for it: also when no version came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from routing.models import Attempt

if TYPE_CHECKING:
    from webcare.models import User

KEPT = 50  # attempts; of older ones nothing is left
_LONGEST = 500

Outcome = Attempt.Outcome


def ask(by: User) -> Attempt:
    """Somebody wants to train; a worker begins it. The clock begins what no worker heard of."""
    return Attempt.objects.create(by=by)


def waiting() -> Attempt | None:
    """The newest attempt, when it was asked for and nothing began it."""
    last = Attempt.objects.select_related("by").first()
    return last if last and last.outcome == Outcome.WAITING else None


@contextmanager
def noted(
    by: User | None, refusals: tuple[type[Exception], ...]
) -> Iterator[Callable[[str], None]]:
    """Keeps how it goes. Gives a function that takes what came of it, in a sentence.

    What is raised goes on, and is kept too. ``refusals`` are sentences for people already.
    """
    asked = waiting()
    attempt = asked if asked and asked.by == by else Attempt(by=by)
    attempt.outcome = Outcome.BUSY
    attempt.save()
    said: list[str] = []
    try:
        yield said.append
    except refusals as told:
        _end(attempt, Outcome.NOTHING, str(told))
        raise
    except BaseException as error:  # also when the worker is asked to stop
        _end(attempt, Outcome.FAILED, f"{type(error).__name__}: {error}")
        raise
    _end(attempt, Outcome.MADE, " ".join(said))


def _end(attempt: Attempt, outcome: str, said: str) -> None:
    attempt.outcome, attempt.said = outcome, said[:_LONGEST]
    attempt.save(update_fields=["outcome", "said"])
    kept = Attempt.objects.values_list("pk", flat=True)[:KEPT]
    Attempt.objects.exclude(pk__in=list(kept)).delete()
