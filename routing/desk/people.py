"""Who answers for a department today."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone

from routing.models import Absence, Department

if TYPE_CHECKING:
    from webcare.models import User

# Roles give permissions; this is the backend that knows them.
BACKEND = "django.contrib.auth.backends.ModelBackend"


def answering(department: Department) -> QuerySet[User]:
    """Who sees its questions today: members who are there, and deputies of who is not."""
    absent = _away().filter(person__in=department.members.filter(is_active=True))
    return _present().filter(
        Q(pk__in=department.members.values("pk")) | Q(pk__in=absent.values("deputy"))
    )


def colleagues(department: Department, but: User) -> QuerySet[User]:
    """Who could look at an answer of this person."""
    return answering(department).exclude(pk=but.pk)


def unmanned(department: Department) -> bool:
    """Whether nobody would see a question today: no member, no deputy, no mailbox."""
    return bool(unmanned_among([department]))


def unmanned_among(departments: Iterable[Department]) -> set[int]:
    """Primary keys of those of which ``unmanned`` is true. One query."""
    covered = _away().filter(deputy__in=_present(), person__is_active=True)
    seen = Department.objects.filter(
        Q(members__in=_present()) | Q(members__in=covered.values("person"))
    )
    given = Department.objects.filter(pk__in=[one.pk for one in departments], email="")
    return set(given.exclude(pk__in=seen.values("pk")).values_list("pk", flat=True))


def _away() -> QuerySet[Absence]:
    return Absence.objects.on(timezone.localdate())


def _present() -> QuerySet[User]:
    """Who works here, may answer, and is there today."""
    people: QuerySet[User] = get_user_model().objects.with_perm(
        "routing.answer_referral", backend=BACKEND
    )
    return people.exclude(pk__in=_away().values("person"))
