"""Who may look at a department, and who may change it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from routing.models import Department
from routing.models.departments import DepartmentQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

SEE, CHANGE, OWN = (
    f"routing.{name}" for name in ("view_department", "change_department", "manage_own_department")
)


def visible_to(user: User | AnonymousUser) -> DepartmentQuerySet:
    """All for who may look at departments; else those this person may change."""
    if user.is_active and user.has_perm(SEE):
        return Department.objects.all()
    return changeable_by(user)


def changeable_by(user: User | AnonymousUser) -> DepartmentQuerySet:
    """All for an administrator; their own for who looks after a department they belong to."""
    if user.is_active and user.has_perm(CHANGE):
        return Department.objects.all()
    if user.is_active and user.has_perm(OWN):
        # Not those of a colleague who is away: a deputy answers, and decides nothing.
        theirs = Department.members.through.objects.filter(user=user.pk)
        return Department.objects.filter(pk__in=theirs.values("department"))
    return Department.objects.none()


def may_change(user: User | AnonymousUser, department: Department) -> bool:
    return changeable_by(user).filter(pk=department.pk).exists()
