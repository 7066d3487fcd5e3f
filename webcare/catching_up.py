"""Going through rows that say which conversations are to be looked at again.

What happens meanwhile has a row of its own, and is looked at next time. A conversation with which
something goes wrong stops no other: it is logged, noted, and tried again after a pause that grows.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Model, QuerySet

from webcare.failing import Work, failed, resting, went_well

log = logging.getLogger(__name__)

TOGETHER = 200  # rows in one transaction
Look = Callable[[list[int]], None]  # at conversations, by primary key


def catch_up(rows: QuerySet[Model, Any], work: Work, look: Look) -> int:
    """``rows`` have a ``conversation``, and are gone once ``look`` went well. How many
    conversations, in as many transactions as it takes. By one process at a time."""
    done = newest = 0
    waiting = rows.exclude(conversation__in=resting(work)).order_by("pk")
    while some := dict(waiting.filter(pk__gt=newest).values_list("pk", "conversation")[:TOGETHER]):
        done += _each(rows, work, look, some)
        newest = max(some)
    return done


def _each(rows: QuerySet[Model, Any], work: Work, look: Look, some: Mapping[int, int]) -> int:
    """``some``: the conversation of each row."""
    pks = sorted(set(some.values()))
    try:
        _together(rows, work, look, some)
    except Exception as error:
        if len(pks) == 1:
            log.exception("Conversation %s is left behind: %s", pks[0], work.label)
            failed(work, error, pks[0])
            return 0
        apart = ({row: pk for row, pk in some.items() if pk == one} for one in pks)
        return sum(_each(rows, work, look, of_one) for of_one in apart)
    return len(pks)


@transaction.atomic
def _together(rows: QuerySet[Model, Any], work: Work, look: Look, some: Mapping[int, int]) -> None:
    pks = sorted(set(some.values()))
    look(pks)
    rows.filter(pk__in=some).delete()
    went_well(work, pks)
