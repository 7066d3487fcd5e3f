"""What a process keeps at hand to judge with: the active classifier, and the places.

Both take a second to load, and are loaded again when another version became active or other places
were loaded. That costs one small query each time they are asked for.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING

from django.db.models import Count, Max

from routing.models import Place, Trained
from routing.places import Gazetteer
from routing.places import Place as Named

if TYPE_CHECKING:
    from routing.classifier import Classifier

log = logging.getLogger(__name__)

_loading = Lock()  # threads that ask at the same moment load it once


@dataclass(frozen=True)
class Active:
    """The classifier that is used, and the number of its version."""

    number: int
    classifier: Classifier


def active() -> Active | None:
    """None when nothing was trained, or the active version cannot be read."""
    row = Trained.objects.filter(active=True).values_list("pk", "number").first()
    classifier = read(row[0]) if row else None
    return Active(row[1], classifier) if row and classifier else None


def read(pk: int) -> Classifier | None:
    """The classifier of this version; None when it cannot be read, which is noted with it."""
    with _loading:
        return _classifier(pk)


@lru_cache(maxsize=2)
def _classifier(pk: int) -> Classifier | None:
    """By primary key, for that is never given out twice."""
    # numpy and scipy take more than a second to import: only who judges pays for them.
    from routing.classifier import NotTrusted, loads

    row = Trained.objects.filter(pk=pk)
    model = row.values_list("model", flat=True).first()
    try:
        classifier = loads(bytes(model or b""))
    except NotTrusted as error:
        log.exception("The active classifier cannot be read; rules alone decide")
        row.update(problem=str(error)[:300])
        return None
    row.exclude(problem="").update(problem="")
    return classifier


def gazetteer() -> Gazetteer:
    """The places of the municipality; empty when none were loaded."""
    found = Place.objects.aggregate(number=Count("pk"), newest=Max("pk"))
    with _loading:
        return _gazetteer(found["number"], found["newest"] or 0)


@lru_cache(maxsize=1)
def _gazetteer(number: int, newest: int) -> Gazetteer:
    """Loading places replaces them all, so other places are other numbers."""
    rows = Place.objects.values_list("street", "neighbourhood", "district", "latitude", "longitude")
    return Gazetteer(Named(*row) for row in rows)
