"""Who answers for a department today."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone

from routing.models import Absence, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User

# Roles give permissions; this is the backend that knows them.
BACKEND = "django.contrib.auth.backends.ModelBackend"


def officials() -> QuerySet[User]:
    """Everyone who works here and may answer questions."""
    people: QuerySet[User] = get_user_model().objects.with_perm(
        "routing.answer_referral", backend=BACKEND
    )
    return people


def answering(department: Department) -> QuerySet[User]:
    """Who sees its questions today: members who are there, and deputies of who is not."""
    members = Department.members.through.objects.filter(department=department.pk)
    away = Absence.objects.on(timezone.localdate()).filter(person__is_active=True)
    stand_in = away.holding_at(department.pk).filter(person__in=members.values("user"))
    return _present(timezone.localdate()).filter(
        Q(pk__in=members.values("user")) | Q(pk__in=stand_in.values("deputy"))
    )


def colleagues(department: Department, but: User) -> QuerySet[User]:
    """Who could look at an answer of this person."""
    return answering(department).exclude(pk=but.pk)


def who_is_on_it(referral: Referral) -> QuerySet[User]:
    """Who claimed it, if they are there today."""
    return answering(referral.department).filter(pk=referral.claimed_by_id or 0)


def unmanned(department: Department) -> bool:
    """Whether nobody would see a question today: no member, no deputy, no mailbox."""
    return bool(unmanned_among([department]))


def unmanned_among(departments: Iterable[Department], day: date | None = None) -> set[int]:
    """Primary keys of those of which ``unmanned`` is true, today or on that day. One query."""
    return set(all_unmanned(day).filter(pk__in=[one.pk for one in departments]))


def all_unmanned(day: date | None = None) -> QuerySet[Department, int]:
    """The same of every department."""
    day = day or timezone.localdate()
    present = _present(day)
    away = Absence.objects.on(day).filter(deputy__in=present, person__is_active=True)
    seen = Department.members.through.objects.filter(
        Q(user__in=present) | Q(Exists(away.of_membership()))
    )
    without = Department.objects.filter(email="").exclude(pk__in=seen.values("department"))
    return without.values_list("pk", flat=True)


def _present(day: date) -> QuerySet[User]:
    """Who works here, may answer, and is there on that day."""
    return officials().exclude(pk__in=Absence.objects.on(day).values("person"))
