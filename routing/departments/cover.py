"""A warning before nobody sees the questions of a department any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.desk import Refused, unmanned_among
from routing.models import Absence, Department, Referral


class NobodyLeft(Refused):
    """Nobody would see the questions of a department any more. Who is sure does it again."""


@contextmanager
def held(*departments: Department) -> Iterator[None]:
    """Nobody else changes these departments meanwhile. They become what they are now."""
    with transaction.atomic():
        # In one order, so that two who want the same do not wait for each other; questions may
        # be asked meanwhile.
        for each in sorted(departments, key=lambda one: one.pk):
            each.refresh_from_db(from_queryset=Department.objects.select_for_update(no_key=True))
        yield


@contextmanager
def guarded(
    *departments: Department, sure: bool, day: date | None = None, until: date | None = None
) -> Iterator[None]:
    """``held``; what was done is undone when it leaves nobody who sees the questions on some day.

    From today, or from a later day, until and including another; None for all days to come.
    Raises NobodyLeft, unless they are sure, or nobody saw them before either.
    """
    day = day or timezone.localdate()
    with held(*departments):
        watched = [] if sure else _days(day, until)
        before = {each: unmanned_among(departments, each) for each in watched}
        yield
        for each in watched:
            alone = unmanned_among(departments, each) - before[each]
            if alone:
                raise NobodyLeft(_warning([one for one in departments if one.pk in alone], each))


def _days(first: date, until: date | None) -> list[date]:
    """The first day, and those on which somebody goes: only then there can be one less."""
    going = Absence.objects.filter(first_day__gt=first)
    if until:
        going = going.filter(first_day__lte=until)
    return [first, *going.order_by("first_day").values_list("first_day", flat=True).distinct()]


def _warning(departments: list[Department], day: date) -> str:
    names = ", ".join(one.name for one in departments)
    waiting = Referral.objects.open().filter(department__in=departments).count()
    if day > timezone.localdate():
        first = _("From %(day)s nobody sees the questions for %(departments)s.")
    else:
        first = _("After this nobody sees the questions for %(departments)s.")
    said = first % {"day": date_format(day, "j F"), "departments": names}
    if not waiting:
        return said
    more = ngettext(
        "%(number)d question is open now.", "%(number)d questions are open now.", waiting
    )
    return f"{said} {more % {'number': waiting}}"
