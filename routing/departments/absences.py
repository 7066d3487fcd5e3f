"""Who is away, and who answers meanwhile."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib.auth import get_user_model
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from routing.departments.access import changeable_by
from routing.departments.cover import guarded, held, officials
from routing.departments.noting import added, note, removed
from routing.desk import Refused
from routing.models import Absence

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

ABSENCE = gettext_noop("absence")
ONE_DAY = timedelta(days=1)


def may_set_absence(user: User | AnonymousUser, person: User) -> bool:
    """One's own, for who may answer questions; of members, for who may change the department."""
    if user.pk == person.pk:
        return user.has_perm("routing.answer_referral")
    return changeable_by(user).filter(members=person).exists()


def coming(person: User) -> QuerySet[Absence]:
    """The absences that are not over."""
    return _not_over().filter(person=person).select_related("deputy")


def deputies(person: User) -> QuerySet[User]:
    """Who could answer for this person."""
    return officials().exclude(pk=person.pk).order_by("first_name", "last_name", "username")


def set_absence(absence: Absence, by: User, *, sure: bool = False) -> None:
    """A new one, or one with other days or another deputy.

    Raises Refused when it is over already, meets another or has a deputy who may not answer;
    NobodyLeft unless ``sure``.
    """
    person, today = absence.person, timezone.localdate()
    theirs = list(person.departments.all())
    with transaction.atomic():
        _lock(person)
        before = Absence.objects.filter(pk=absence.pk).first() if absence.pk else None
        _check(absence, today)
        with guarded(*theirs, sure=sure, day=max(absence.first_day, today)):
            absence.save()
            if before is None or _said(before) != _said(absence):
                told = [removed(ABSENCE, _said(before))] if before else []
                note(theirs, by, *told, added(ABSENCE, _said(absence)))


def end_absence(absence: Absence, by: User) -> None:
    """Back today; what did not begin yet, never was. Doing it twice is doing it once."""
    yesterday = timezone.localdate() - ONE_DAY
    theirs = list(absence.person.departments.all())
    with transaction.atomic():
        _lock(absence.person)
        row = Absence.objects.filter(pk=absence.pk).filter(pk__in=_not_over().values("pk")).first()
        if row is None:
            return
        with held(*theirs):
            note(theirs, by, removed(ABSENCE, _said(row)))
        if row.first_day > yesterday:
            row.delete()
        else:
            row.last_day = yesterday
            row.save(update_fields=["last_day"])


def _check(absence: Absence, today: date) -> None:
    first, last = absence.first_day, absence.last_day
    if last and last < first:
        raise Refused(_("The last day comes before the first."))
    if last and last < today:
        raise Refused(_("These days are over already."))
    if absence.deputy_id == absence.person_id:
        raise Refused(_("Choose someone else as deputy."))
    if absence.deputy and not deputies(absence.person).contains(absence.deputy):
        raise Refused(_("%(name)s may not answer questions.") % {"name": absence.deputy})
    others = Absence.objects.filter(person=absence.person_id).exclude(pk=absence.pk)
    others = others.filter(Q(last_day=None) | Q(last_day__gte=first))
    if met := (others.filter(first_day__lte=last) if last else others).first():
        raise Refused(
            _("These days meet another absence: %(days)s. Change that one.") % {"days": days(met)}
        )


def days(absence: Absence) -> str:
    """Such as "1 December 2026 – 14 December 2026", "from 1 December 2026"."""
    first = date_format(absence.first_day)
    if absence.last_day is None:
        return _("from %(day)s") % {"day": first}
    if absence.last_day == absence.first_day:
        return first
    return f"{first} – {date_format(absence.last_day)}"


def _said(absence: Absence) -> str:
    """For the log, the same in every language."""
    until = absence.last_day.isoformat() if absence.last_day else ""
    said = f"{absence.person}, {absence.first_day.isoformat()} – {until}".rstrip()
    return f"{said} → {absence.deputy}" if absence.deputy else said


def _not_over() -> QuerySet[Absence]:
    return Absence.objects.filter(Q(last_day=None) | Q(last_day__gte=timezone.localdate()))


def _lock(person: User) -> None:
    """Of two absences of one person at one moment, the second sees the first."""
    get_user_model().objects.select_for_update(no_key=True).get(pk=person.pk)
