"""What a conversation is about, and remarks on it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Note
from inbox.refusals import Refused
from inbox.standing import tell
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User


def choose_department(conversation: Conversation, department: Department | None, by: User) -> None:
    """Overrule the routing. What it said before is kept in the history."""
    with locked(conversation) as row:
        if row.department == department:
            return
        tell(
            row,
            Event.Verb.DEPARTMENT,
            by,
            old=row.department.name if row.department else "",
            new=department.name if department else "",
            why=row.why,
        )
        row.department = department
        row.why = ""
        row.save(update_fields=["department", "why", "updated_at"])
        show(row.pk)


def choose_kind(conversation: Conversation, kind: str, by: User) -> None:
    with locked(conversation) as row:
        if row.kind == kind:
            return
        tell(row, Event.Verb.KIND, by, old=row.kind, new=kind)
        row.kind = kind
        row.save(update_fields=["kind", "updated_at"])
        show(row.pk)


def note(conversation: Conversation, text: str, by: User) -> Note:
    """An internal remark; never sent."""
    if not text.strip():
        raise Refused(_("The note is empty. Write something first."))
    with locked(conversation) as row:
        written = Note.objects.create(conversation=row, text=text.strip(), by=by)
        tell(row, Event.Verb.NOTED, by, note=written.pk)
        show(row.pk)
    return written
