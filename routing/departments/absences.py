"""Who is away, and who answers meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Exists, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from routing.departments.access import CHANGE, absences_changeable_by, entrusted
from routing.departments.cover import guarded, held
from routing.departments.noting import added, note, removed
from routing.desk import Refused, officials
from routing.models import Absence, Department
from routing.models.departments import AbsenceQuerySet

if TYPE_CHECKING:
    from webcare.models import User

ABSENCE = gettext_noop("absence")
Member = Department.members.through
ONE_DAY = timedelta(days=1)


def coming(person: User) -> QuerySet[Absence]:
    """The absences that are not over."""
    rows = _not_over().filter(person=person).select_related("deputy")
    return rows.prefetch_related("departments")


def deputies(person: User) -> QuerySet[User]:
    """Who could answer for this person."""
    return officials().exclude(pk=person.pk).order_by("first_name", "last_name", "username")


def set_absence(absence: Absence, by: User, *, sure: bool = False) -> None:
    """A new one, or one with other days or another deputy, who stands in where ``by`` may say so.

    Raises Refused when it is over already, meets another, has a deputy who may not answer or is
    not theirs to change; NobodyLeft unless ``sure``.
    """
    person, first = absence.person, max(absence.first_day, timezone.localdate())
    theirs = list(person.departments.all())
    with transaction.atomic():
        _lock(person)
        _check_right(absence, by)
        before = _said(Absence.objects.get(pk=absence.pk)) if absence.pk else ""
        absence.everywhere = by.pk == person.pk or by.has_perm(CHANGE)
        scope = [] if absence.everywhere else list(entrusted(person, by))
        if not absence.everywhere and not scope:
            raise Refused(_not_yours(absence))
        _check(absence, by, scope)
        seen = sorted({*theirs, *_stood_in_by(person)}, key=lambda one: one.name)
        with guarded(*seen, sure=sure, day=first, until=absence.last_day):
            absence.save()
            absence.departments.set(scope)
            if before != _said(absence):
                told = [removed(ABSENCE, before)] if before else []
                note(theirs, by, *told, added(ABSENCE, _said(absence)))


def end_absence(absence: Absence, by: User) -> None:
    """Back today; what did not begin yet, never was. Doing it twice is doing it once.

    Raises Refused when it is not theirs to change.
    """
    yesterday = timezone.localdate() - ONE_DAY
    theirs = list(absence.person.departments.all())
    with transaction.atomic():
        _lock(absence.person)
        row = Absence.objects.filter(pk=absence.pk).filter(pk__in=_not_over().values("pk")).first()
        if row is None:
            return
        _check_right(row, by)
        with held(*theirs):
            note(theirs, by, removed(ABSENCE, _said(row)))
        if row.first_day > yesterday:
            row.delete()
        else:
            row.last_day = yesterday
            row.save(update_fields=["last_day"])


def _check_right(absence: Absence, by: User) -> None:
    """Again, now that the person is held: an absence can become another's while one fills it in."""
    if absence.pk and not absences_changeable_by(by).filter(pk=absence.pk).exists():
        raise Refused(_not_yours(absence))


def _check(absence: Absence, by: User, scope: Sequence[Department]) -> None:
    first, last, today = absence.first_day, absence.last_day, timezone.localdate()
    if last and last < first:
        raise Refused(_("The last day comes before the first."))
    if last and last < today:
        raise Refused(_("These days are over already."))
    if absence.deputy_id == absence.person_id:
        raise Refused(_("Choose someone else as deputy."))
    if absence.deputy and not deputies(absence.person).contains(absence.deputy):
        raise Refused(_("%(name)s may not answer questions.") % {"name": absence.deputy})
    if met := _meeting(absence, scope).first():
        if not absences_changeable_by(by).filter(pk=met.pk).exists():
            said = _("These days meet another absence: %(days)s.") % {"days": days(met)}
            raise Refused(f"{said} {_not_yours(met)}")
        said = _("These days meet another absence: %(days)s. Change that one.")
        raise Refused(said % {"days": days(met)})


def _meeting(absence: Absence, scope: Sequence[Department]) -> QuerySet[Absence]:
    """Others of this person on the same days, at the same departments."""
    first, last = absence.first_day, absence.last_day
    others = Absence.objects.filter(person=absence.person_id).exclude(pk=absence.pk)
    others = others.filter(Q(last_day=None) | Q(last_day__gte=first))
    if last:
        others = others.filter(first_day__lte=last)
    if absence.everywhere:
        return others
    return others.filter(Q(everywhere=True) | Q(departments__in=scope)).distinct()


def _not_yours(absence: Absence) -> str:
    said = _(
        "It also concerns a department that you do not look after. %(name)s or an administrator "
        "can change it."
    )
    return said % {"name": absence.person}


def _stood_in_by(person: User) -> QuerySet[Department]:
    """Departments at which this person stands in for somebody, today or later."""
    given = _not_over().filter(deputy=person, person__is_active=True).of_membership()
    return Department.objects.filter(
        pk__in=Member.objects.filter(Exists(given)).values("department")
    )


def days(absence: Absence) -> str:
    """Such as "1 December 2026 – 14 December 2026", "from 1 December 2026"."""
    first = date_format(absence.first_day)
    if absence.last_day is None:
        return _("from %(day)s") % {"day": first}
    if absence.last_day == absence.first_day:
        return first
    return f"{first} – {date_format(absence.last_day)}"


def at(absence: Absence) -> str:
    """Names of the departments at which the deputy stands in; "" for all of the person's."""
    if absence.everywhere:
        return ""
    return ", ".join(sorted(one.name for one in absence.departments.all()))


def _said(absence: Absence) -> str:
    """For the log, the same in every language."""
    until = absence.last_day.isoformat() if absence.last_day else ""
    said = f"{absence.person}, {absence.first_day.isoformat()} – {until}".rstrip()
    if not absence.deputy:
        return said
    only = "" if absence.everywhere else f" ({at(absence)})"
    return f"{said} → {absence.deputy}{only}"


def _not_over() -> AbsenceQuerySet:
    return Absence.objects.filter(Q(last_day=None) | Q(last_day__gte=timezone.localdate()))


def _lock(person: User) -> None:
    """Of two absences of one person at one moment, the second sees the first."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
