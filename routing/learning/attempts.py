"""How the last training went, for who asked for it: also when no version came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

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
    """The oldest that was asked for and that nothing began, whatever was trained since."""
    return _waiting().select_related("by").last()


@contextmanager
def noted(
    by: User | None, refusals: tuple[type[Exception], ...]
) -> Iterator[Callable[[str], None]]:
    """Keeps how it goes. Gives a function that takes what came of it, in a sentence.

    What is raised goes on, and is kept too. ``refusals`` are sentences for people already.
    """
    attempt = _begin(by)
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


def _waiting() -> QuerySet[Attempt]:
    return Attempt.objects.filter(outcome=Outcome.WAITING)


@transaction.atomic
def _begin(by: User | None) -> Attempt:
    """The newest attempt from now on. It answers all who asked before.

    By the clock it answers nobody: that leaves the version that a colleague went back to, and who
    asks for a training wants to be rid of that.
    """
    asked = _waiting() if by else _waiting().filter(by=None)
    first = asked.filter(by=by).last()
    begun = Attempt(by=by, at=first.at if first else timezone.now(), outcome=Outcome.BUSY)
    asked.delete()
    begun.save()
    return begun


def _end(attempt: Attempt, outcome: str, said: str) -> None:
    attempt.outcome, attempt.said = outcome, said[:_LONGEST]
    attempt.save(update_fields=["outcome", "said"])
    kept = Attempt.objects.values_list("pk", flat=True)[:KEPT]
    Attempt.objects.exclude(pk__in=list(kept)).delete()
