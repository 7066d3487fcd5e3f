"""Done, and not done after all."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import danger
from inbox.actions.answering import TO_CHECK
from inbox.actions.claiming import check_nobody_else
from inbox.actions.locking import locked
from inbox.bells import show
from inbox.colleagues import meanwhile
from inbox.hops.asked import at_desk
from inbox.models import Conversation, Event, FollowUp
from inbox.promises import reckon
from inbox.refusals import Refused
from inbox.standing import end_follow_up, tell
from inbox.workflow import MOVES, NotAllowed, Status, check_move

if TYPE_CHECKING:
    from webcare.models import User

CLOSING = (
    *("status", "closed_through", "reopened_at", "needs_lead"),
    *("snoozed_at", "snoozed_until"),
)
SPAM = "spam"
ADDED = _("Something was added meanwhile. Read it first, then finish it.")


def close(
    conversation: Conversation, by: User, *, version: int | None = None, because: str = ""
) -> None:
    """Done, with or without an answer. Refused while a colleague is on it.

    version   of the conversation as it was seen; whatever counts since refuses it
    because   ``SPAM``, or "" when it is simply done
    """
    with locked(conversation) as row:
        meanwhile.check(row, version, ADDED)
        check_nobody_else(row, by)
        _close(row)
        why = {"danger": row.danger, "because": because}
        tell(row, Event.Verb.CLOSED, by, **{name: said for name, said in why.items() if said})
        if because == SPAM:
            end_follow_up(row, FollowUp.Why.SPAM, by)
        if row.danger:
            danger.end(row)
        reckon(row)
        show(row.pk)


def _close(row: Conversation) -> None:
    if at_desk(row):
        raise Refused(_("A department is working on this. Withdraw that question first."))
    if row.outbounds.underway().exists():
        raise Refused(_("An answer is still on its way. Close when it stands."))
    if row.outbounds.to_check().exists():
        raise Refused(TO_CHECK)
    try:
        check_move(MOVES, row.status, Status.CLOSED)
    except NotAllowed as error:
        raise Refused(
            _("A conversation that is “%(status)s” cannot be closed.")
            % {"status": row.get_status_display()}
        ) from error
    row.status = Status.CLOSED
    row.closed_through = row.messages.aggregate(pk=Max("pk"))["pk"] or 0
    row.reopened_at, row.needs_lead = None, False
    row.snoozed_at = row.snoozed_until = None
    row.save(update_fields=[*CLOSING, "updated_at"])


def reopen(conversation: Conversation, by: User) -> None:
    """Back to the queue."""
    with locked(conversation) as row:
        if row.status not in (Status.CLOSED, Status.ANSWERED):
            return
        row.status = Status.OPEN
        row.waiting_since = row.reopened_at = timezone.now()
        row.save(update_fields=["status", "waiting_since", "reopened_at", "updated_at"])
        tell(row, Event.Verb.REOPENED, by)
        end_follow_up(row, FollowUp.Why.OPEN, by)
        reckon(row)
        show(row.pk)
