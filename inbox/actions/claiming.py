"""Who is on a conversation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.danger import unseen
from inbox.models import Conversation, Event
from inbox.refusals import Refused
from inbox.standing import tell
from inbox.workflow import Status

if TYPE_CHECKING:
    from webcare.models import User


def claim(conversation: Conversation, by: User, *, take_over: bool = False) -> None:
    """Say that you are on it. Refused when a colleague is, unless you take over knowingly.

    Who is on it already says so again when danger was noticed since.
    """
    with locked(conversation) as row:
        if row.assignee_id == by.pk and not unseen(row):
            return
        if row.assignee_id not in (None, by.pk) and not take_over:
            raise Refused(_("%(name)s is on this already.") % {"name": row.assignee})
        other = row.assignee if row.assignee_id != by.pk else None
        verb = Event.Verb.TAKEN_OVER if other else Event.Verb.CLAIMED
        tell(row, verb, by, **({"from": str(other)} if other else {}))
        row.assignee = by
        row.save(update_fields=["assignee", "updated_at"])
        show(row.pk)


def release(conversation: Conversation, by: User) -> None:
    """Let a colleague pick it up. Refused while a colleague is on it."""
    with locked(conversation) as row:
        if row.assignee_id is None:
            return
        check_nobody_else(row, by)
        row.assignee = None
        row.save(update_fields=["assignee", "updated_at"])
        tell(row, Event.Verb.RELEASED, by)
        show(row.pk)


def hand_over(conversation: Conversation, to: User, by: User, why: str = "") -> None:
    """Give it to a colleague, with a sentence that says why. That is not to say that they know of
    danger in it. Refused while a third is on it, unless you divide the work."""
    if not (to.is_active and to.has_perm("inbox.work_conversation")):
        raise Refused(
            _("%(name)s cannot work on conversations. Choose someone else.") % {"name": to}
        )
    with locked(conversation) as row:
        if not by.has_perm("inbox.reassign_conversation"):
            check_nobody_else(row, by)
        if row.status == Status.CLOSED:
            raise Refused(_("This conversation is closed. Open it again first."))
        if row.assignee_id == to.pk:
            raise Refused(_("%(name)s is on this already.") % {"name": to})
        told = {"text": why.strip()} if why.strip() else {}
        if row.assignee_id not in (None, by.pk):
            told["from"] = str(row.assignee)
        row.assignee = to
        row.save(update_fields=["assignee", "updated_at"])
        tell(row, Event.Verb.HANDED_OVER, by, to=str(to), **told)
        show(row.pk)


def give_back(conversation: Conversation, absent: User) -> None:
    """Back to the queue, as who holds it is not there. Never while their answer is on its way."""
    with locked(conversation) as row:
        if row.assignee_id != absent.pk or row.status != Status.OPEN:
            return
        if row.outbounds.underway().exists():
            return
        row.assignee = None
        row.save(update_fields=["assignee", "updated_at"])
        tell(row, Event.Verb.RELEASED, None, because="absent", **{"from": str(absent)})
        show(row.pk)


def check_nobody_else(conversation: Conversation, by: User) -> None:
    """Raises Refused while a colleague is on it."""
    if conversation.assignee_id not in (None, by.pk):
        raise Refused(
            _("%(name)s is on this. Take over first, so that nobody answers twice.")
            % {"name": conversation.assignee}
        )
