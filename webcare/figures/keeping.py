"""Keeping the cases in step with what happens in the inbox.

Triggers write down in ``Changed`` which conversations something happened to, in the transaction in
which it happens. Counting takes these rows, reads, writes the cases and throws the rows away in one
transaction.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import transaction

from inbox.alone import alone
from inbox.models import Conversation
from routing.agreed import agreements
from webcare.catching_up import TOGETHER, catch_up
from webcare.failing import Work
from webcare.figures.counting import count
from webcare.figures.models import Case, Changed
from webcare.figures.reading import read
from webcare.figures.signals import counted

COUNTING = 7_041  # the number of its advisory lock
CALCULATED = [
    field.name for field in Case._meta.fields if field.name not in ("id", "conversation", "number")
]


def keep_up() -> int:
    """Count anew whatever changed. How many conversations; 0 too while another is at it."""
    with alone(COUNTING) as mine:
        return catch_up(Changed.objects.all(), Work.FIGURES, _changed) if mine else 0


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


def _changed(pks: list[int]) -> None:
    _count(pks)
    counted.send(sender=Case, pks=pks)


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
