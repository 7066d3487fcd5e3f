"""Whether anybody sees the questions of a department, and a warning before nobody does."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.desk import Refused
from routing.desk.people import BACKEND
from routing.models import Absence, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User


class NobodyLeft(Refused):
    """Nobody would see the questions of a department any more. Who is sure does it again."""


def officials() -> QuerySet[User]:
    """Everyone who works here and may answer questions."""
    people: QuerySet[User] = get_user_model().objects.with_perm(
        "routing.answer_referral", backend=BACKEND
    )
    return people


def unmanned_on(departments: Iterable[Department], day: date) -> set[int]:
    """As ``desk.unmanned_among``, for any day. One query."""
    away = Absence.objects.on(day)
    present = officials().exclude(pk__in=away.values("person"))
    covered = away.filter(deputy__in=present, person__is_active=True)
    seen = Department.objects.filter(
        Q(members__in=present) | Q(members__in=covered.values("person"))
    )
    given = Department.objects.filter(pk__in=[one.pk for one in departments], email="")
    return set(given.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True))


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
def guarded(*departments: Department, sure: bool, day: date | None = None) -> Iterator[None]:
    """``held``; what was done is undone when nobody is left who sees the questions on that day.

    Raises NobodyLeft, unless they are sure, or nobody saw them before either.
    """
    day = day or timezone.localdate()
    with held(*departments):
        before = unmanned_on(departments, day)
        yield
        alone = unmanned_on(departments, day) - before
        if alone and not sure:
            raise NobodyLeft(_warning([one for one in departments if one.pk in alone], day))


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
