"""Keeping the cases in step with what happens in the inbox.

Triggers write down in ``Changed`` which conversations something happened to, in the transaction in
which it happens. Counting takes these rows, reads, writes the cases and throws the rows away in one
transaction: what happens meanwhile has a row of its own and is counted next time.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from inbox.alone import alone
from inbox.models import Conversation
from routing.agreed import agreements
from webcare.failing import Work, failed, went_well
from webcare.figures.counting import count
from webcare.figures.models import Case, Changed
from webcare.figures.reading import read
from webcare.figures.signals import counted

log = logging.getLogger(__name__)

COUNTING = 7_041  # the number of its advisory lock
TOGETHER = 200  # conversations in one transaction
CALCULATED = [
    field.name for field in Case._meta.fields if field.name not in ("id", "conversation", "number")
]


def keep_up() -> int:
    """Count anew whatever changed. How many conversations; 0 too while another is at it.

    One that cannot be counted stops no other: it is logged and noted, and tried again next time.
    """
    done = newest = 0
    with alone(COUNTING) as mine:
        while mine and (changed := _changed(newest)):
            done += _keep(changed)
            newest = max(changed)
    return done


def rebuild() -> int:
    """Count every conversation that is there anew, once nobody else is counting. How many. What is
    gone keeps its figures."""
    done = newest = 0
    with alone(COUNTING, wait=True):
        while pks := _after(newest):
            with transaction.atomic():
                _count(pks)
            newest, done = pks[-1], done + len(pks)
    return done


def _changed(newest: int) -> dict[int, int]:
    """Rows after this one, and the conversation of each."""
    rows = Changed.objects.filter(pk__gt=newest).order_by("pk")
    return dict(rows.values_list("pk", "conversation")[:TOGETHER])


def _keep(changed: Mapping[int, int]) -> int:
    try:
        return _count_changed(changed)
    except Exception as error:
        if len(set(changed.values())) == 1:
            (pk,) = set(changed.values())
            log.exception("Conversation %s cannot be counted", pk)
            failed(Work.FIGURES, error, pk)
            return 0
    return sum(
        _keep({row: pk for row, pk in changed.items() if pk == one})
        for one in sorted(set(changed.values()))
    )


@transaction.atomic
def _count_changed(changed: Mapping[int, int]) -> int:
    pks = sorted(set(changed.values()))
    _count(pks)
    counted.send(sender=Case, pks=pks)
    Changed.objects.filter(pk__in=changed).delete()
    went_well(Work.FIGURES, pks)
    return len(pks)


def _after(newest: int) -> list[int]:
    rows = Conversation.objects.filter(pk__gt=newest).order_by("pk")
    return list(rows.values_list("pk", flat=True)[:TOGETHER])


def _count(pks: Sequence[int]) -> None:
    """What is gone is not counted anew. As many queries for many as for one."""
    found = cases(pks)
    made = [case for of_one in found.values() for case in of_one]
    numbers = {pk: len(of_one) for pk, of_one in found.items()}
    stored = Case.objects.filter(conversation__in=numbers).values_list(
        "pk", "conversation", "number"
    )
    Case.objects.filter(pk__in=[pk for pk, of, number in stored if number > numbers[of]]).delete()
    Case.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["conversation", "number"],
        update_fields=CALCULATED,
    )


def cases(pks: Sequence[int]) -> dict[int, list[Case]]:
    """Of those of these conversations that are there, as they are counted now; not stored."""
    promised, gap = agreements(), timedelta(days=settings.NEW_CASE_DAYS)
    return {pk: list(count(told, gap, promised)) for pk, told in read(pks).items()}
