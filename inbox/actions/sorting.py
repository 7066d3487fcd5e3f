"""What a conversation is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox import promises
from inbox.actions.locking import locked
from inbox.bells import show
from inbox.hops import pass_on
from inbox.models import Conversation, Event, Hop
from inbox.refusals import Refused
from inbox.sorting.lessons import learn
from inbox.standing import settle, tell
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User


def choose_department(conversation: Conversation, department: Department | None, by: User) -> None:
    """Overrule the routing, or confirm it. What it said before is kept in the history.

    Routing learns from it: the next message like this goes where this one went.
    """
    with locked(conversation) as row:
        same = row.department == department
        if same and (department is None or row.decided_by == Conversation.By.PERSON):
            return
        tell(
            row,
            Event.Verb.DEPARTMENT,
            by,
            old=row.department.name if row.department and not same else "",
            new=department.name if department else "",
            why=row.why,
        )
        row.department, row.decided_by = department, Conversation.By.PERSON
        row.why = gettext("%(name)s chose this department.") % {"name": by} if department else ""
        row.save(update_fields=["department", "decided_by", "why", "updated_at"])
        if not same:
            pass_on(row, Hop.How.CHOSEN, department, "", by)
        _sorted(row, by)


def choose_kind(conversation: Conversation, kind: str, by: User) -> None:
    """Overrule the kind that routing named, or confirm it. Routing learns from it."""
    with locked(conversation) as row:
        known = row.decision.get("kind", {}).get("by")
        if row.kind == kind and (not kind or known == Conversation.By.PERSON):
            return
        old = row.kind if row.kind != kind else ""
        tell(row, Event.Verb.KIND, by, old=old, new=kind)
        why = gettext("%(name)s chose this kind.") % {"name": by}
        row.kind = kind
        row.decision = {**row.decision, "kind": {"by": Conversation.By.PERSON.value, "why": why}}
        row.save(update_fields=["kind", "decision", "updated_at"])
        _sorted(row, by)


def calm(conversation: Conversation, by: User, why: str) -> None:
    """Say that nobody is in danger, and that it need not go first. New signs count again."""
    if not why.strip():
        raise Refused(_("Write why it is not urgent."))
    with locked(conversation) as row:
        if not (row.danger or row.urgent):
            return
        tell(row, Event.Verb.CALMED, by, danger=row.danger, text=why.strip())
        row.danger, row.urgent = "", False
        row.decision = {**row.decision, "calmed": {"by": str(by), "why": why.strip()}}
        row.save(update_fields=["danger", "urgent", "decision", "updated_at"])
        settle(row)  # it was ours because of the danger, whatever department has the question


def _sorted(row: Conversation, by: User) -> None:
    """What follows from a choice: something to learn, and perhaps another promise."""
    learn(row, by)
    promises.reckon(row)
    show(row.pk)
