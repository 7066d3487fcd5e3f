"""How departments stand: who is there, what is open, and whether anybody sees it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils import timezone

from routing import desk
from routing.models import Absence, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User


@dataclass(frozen=True)
class Row:
    """A department in the list.

    members, away   how many belong to it, and how many of them are away today
    waiting         open questions
    mail_problem    why the last mail about one of those did not leave
    """

    department: Department
    members: int
    away: int
    waiting: int
    unmanned: bool
    mail_problem: str


@dataclass(frozen=True)
class Member:
    """Somebody who belongs to a department.

    absence       of today; None for who is there
    deputy        who stands in for them at this department
    may_answer    False for who lost the role, or does not work here any more
    """

    person: User
    absence: Absence | None
    deputy: User | None
    may_answer: bool


def rows(departments: Iterable[Department]) -> list[Row]:
    """Those in use first, by name. Five queries, however many there are."""
    known = sorted(departments, key=lambda one: (not one.active, one.name.lower()))
    through = Department.members.through.objects.filter(user__is_active=True)
    members = Counter(through.values_list("department", flat=True))
    today = Absence.objects.on(timezone.localdate()).values("person")
    away = Counter(through.filter(user__in=today).values_list("department", flat=True))
    waiting = Counter(Referral.objects.open().values_list("department", flat=True))
    unmanned, problems = desk.unmanned_among(known), mail_problems()
    return [
        Row(
            department=one,
            members=members[one.pk],
            away=away[one.pk],
            waiting=waiting[one.pk],
            unmanned=one.pk in unmanned and (one.active or waiting[one.pk] > 0),
            mail_problem=problems.get(one.pk, ""),
        )
        for one in known
    ]


def members(department: Department) -> list[Member]:
    """By name. Four queries."""
    able = set(desk.officials().filter(departments=department).values_list("pk", flat=True))
    today = Absence.objects.on(timezone.localdate()).filter(person__departments=department)
    away = {each.person_id: each for each in today}
    stand_in = today.holding_at(department.pk).exclude(deputy=None).select_related("deputy")
    deputies = {each.person_id: each.deputy for each in stand_in}
    people = department.members.order_by("first_name", "last_name", "username")
    return [Member(one, away.get(one.pk), deputies.get(one.pk), one.pk in able) for one in people]


def mail_problems(department: Department | None = None) -> dict[int, str]:
    """By department: why the newest mail about an open question did not leave. One query."""
    failed = Referral.objects.open().exclude(mail_problem="")
    if department:
        failed = failed.filter(department=department)
    newest_last = failed.order_by("asked_at", "pk")
    return dict(newest_last.values_list("department", "mail_problem"))
