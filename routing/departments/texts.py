"""What a department says of itself, what it answers for, its usual words and its hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, override

from routing import agreed
from routing.departments.cover import held
from routing.departments.noting import added, changed, note, removed
from routing.desk import Refused
from routing.models import CannedAnswer, Department, Subject
from routing.promises import Hours

if TYPE_CHECKING:
    from webcare.models import User

DEPARTMENT = gettext_noop("department")
SUBJECT = gettext_noop("subject")
CANNED = gettext_noop("canned answer")
HOURS = gettext_noop("service hours")
OWN_HOURS = gettext_noop("own hours")


class NameTaken(Refused):
    """The department has one of that name."""


def describe(department: Department, description: str, open_to_others: bool, by: User) -> None:
    """What belongs here, for agents; and whether others may take up its questions."""
    new = {"description": description, "open_to_others": open_to_others}
    with held(department):
        told = _differences(department, new)
        if told:
            for field, value in new.items():
                setattr(department, field, value)
            department.save(update_fields=list(new))
            note([department], by, changed(DEPARTMENT, department, told))


def save_subject(subject: Subject, by: User) -> None:
    """A new one, or one with other values. Raises NameTaken."""
    _save(subject, "name", SUBJECT, by)


def remove_subject(subject: Subject, by: User) -> None:
    """Questions about it stay, and are answered by the webcare team from now on."""
    _remove(subject, SUBJECT, by)


def save_canned(canned: CannedAnswer, by: User) -> None:
    """A new one, or one with other words. Raises NameTaken."""
    _save(canned, "title", CANNED, by)


def remove_canned(canned: CannedAnswer, by: User) -> None:
    _remove(canned, CANNED, by)


def set_hours(department: Department, hours: Hours, by: User) -> None:
    """From now on the department keeps hours of its own."""
    with held(department):
        agreed.save_hours(hours, by, department)
        note([department], by, changed(DEPARTMENT, department, [HOURS]))


def forget_hours(department: Department, by: User) -> None:
    """From now on it keeps those of the webcare team."""
    with held(department):
        agreed.forget_hours(department, by)
        note([department], by, removed(OWN_HOURS, department))


def _save(row: Subject | CannedAnswer, naming: str, what: str, by: User) -> None:
    name = getattr(row, naming)
    model = type(row)._default_manager
    with held(row.department):
        others = model.filter(department=row.department_id).exclude(pk=row.pk)
        if others.filter(**{f"{naming}__iexact": name}).exists():
            raise NameTaken(_("There is one with this name already."))
        before = model.filter(pk=row.pk).first() if row.pk else None
        if before is None:
            row.save()
            note([row.department], by, added(what, name))
            return
        values = {one.name: getattr(row, one.name) for one in _own_fields(row)}
        told = _differences(before, values)
        row.save()
        if told:
            note([row.department], by, changed(what, before, told))


def _remove(row: Subject | CannedAnswer, what: str, by: User) -> None:
    with held(row.department):
        deleted, _each = type(row)._default_manager.filter(pk=row.pk).delete()
        if deleted:
            note([row.department], by, removed(what, row))


def _own_fields(row: models.Model) -> list[models.Field[object, object]]:
    known = ("id", "department")
    return [one for one in row._meta.concrete_fields if one.name not in known]


def _differences(before: models.Model, new: dict[str, object]) -> list[str]:
    """Msgids of the fields that are different."""
    different = [name for name, value in new.items() if getattr(before, name) != value]
    return [_msgid(before, name) for name in different]


def _msgid(row: models.Model, name: str) -> str:
    """The label of a field as it stands in the code, whatever language is active."""
    with override(None):
        return str(row._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
