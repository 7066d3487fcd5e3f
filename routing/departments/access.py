"""Who may look at a department, who may change it, and whose absence they may set."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Exists, OuterRef, Q, QuerySet

from routing.models import Absence, Department
from routing.models.departments import DepartmentQuerySet

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

SEE, ADD, CHANGE, OWN = (
    f"routing.{name}_department" for name in ("view", "add", "change", "manage_own")
)
ANSWER = "routing.answer_referral"
Member = Department.members.through


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
        theirs = Member.objects.filter(user=user.pk)
        return Department.objects.filter(pk__in=theirs.values("department"))
    return Department.objects.none()


def may_change(user: User | AnonymousUser, department: Department) -> bool:
    return changeable_by(user).filter(pk=department.pk).exists()


# Absences of members -----------------------------------------------------------------------------


def may_set_absence(user: User | AnonymousUser, person: User) -> bool:
    """One's own, for who may answer questions; of members, for who may change the department."""
    if user.pk == person.pk:
        return user.has_perm(ANSWER)
    return changeable_by(user).filter(members=person).exists()


def absences_changeable_by(user: User | AnonymousUser) -> QuerySet[Absence]:
    """One's own; of members, those that touch no department which this person may not change."""
    known = Absence.objects.select_related("person", "deputy")
    mine = changeable_by(user).values("pk")
    theirs = Q(person__in=Member.objects.filter(department__in=mine).values("user"))
    touched = Department.objects.filter(members=OuterRef("person")).exclude(pk__in=mine)
    named = Absence.departments.through.objects.filter(absence=OuterRef("pk"))
    beyond = Q(Exists(named.exclude(department__in=mine))) | Q(Q(everywhere=True) & Exists(touched))
    own = Q(person=user.pk) if user.has_perm(ANSWER) else Q(pk__in=[])
    return known.filter(own | (theirs & ~beyond))


def entrusted(person: User, by: User) -> QuerySet[Department]:
    """For which of this person's departments somebody may choose who stands in.

    For all of one's own; for another, for those this somebody may change: nobody hands out the
    questions of a department that is not theirs.
    """
    if by.pk == person.pk:
        return person.departments.all()
    return changeable_by(by).filter(members=person)
