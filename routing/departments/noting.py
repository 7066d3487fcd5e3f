"""Who changed what in a department: in the administration's log, in words of the reader."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet

from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

Part = dict[str, dict[str, Any]]  # as Django's admin writes and translates it


def added(what: str, name: object) -> Part:
    """``what`` is a msgid, such as "member"; ``name`` says which one."""
    return {"added": {"name": what, "object": str(name)}}


def removed(what: str, name: object) -> Part:
    return {"deleted": {"name": what, "object": str(name)}}


def changed(what: str, name: object, fields: Iterable[str]) -> Part:
    """``fields`` are msgids too."""
    return {"changed": {"name": what, "object": str(name), "fields": list(fields)}}


def note(departments: Iterable[Department], by: User, *parts: Part) -> None:
    """Within the transaction of the change."""
    rows = Department.objects.filter(pk__in=[one.pk for one in departments])
    LogEntry.objects.log_actions(by.pk, rows, CHANGE, list(parts))


def note_begun(department: Department, by: User) -> None:
    """That it is there, within the transaction in which it came."""
    row = Department.objects.filter(pk=department.pk)
    LogEntry.objects.log_actions(by.pk, row, ADDITION, [{"added": {}}])


def history(department: Department) -> QuerySet[LogEntry]:
    """What was changed, the newest first; with who did it."""
    kind = ContentType.objects.get_for_model(Department)
    entries = LogEntry.objects.filter(content_type=kind, object_id=str(department.pk))
    return entries.select_related("user").order_by("-action_time", "-pk")
