"""Out of sight until a time, or until the citizen writes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import snoozed
from inbox.actions.answering import TO_CHECK
from inbox.actions.claiming import check_nobody_else
from inbox.actions.locking import locked
from inbox.bells import show
from inbox.colleagues import meanwhile
from inbox.models import Conversation, Event
from inbox.refusals import Refused
from inbox.standing import tell
from inbox.workflow import Status

if TYPE_CHECKING:
    from webcare.models import User

ADDED = _("Something was added meanwhile. Read it first, then snooze it.")
LONGEST = timedelta(days=366)


def snooze(
    conversation: Conversation, until: datetime | None, by: User, *, version: int | None = None
) -> None:
    """Until a moment, or, with None, until the citizen writes.

    version   of the conversation as it was seen; whatever counts since refuses it
    """
    now = timezone.now()
    if until is not None and not now < until < now + LONGEST:
        raise Refused(_("Choose a moment that is still to come, within a year."))
    with locked(conversation) as row:
        meanwhile.check(row, version, ADDED)
        check_nobody_else(row, by)
        if row.danger:
            raise Refused(_("Somebody may be in danger: this cannot wait."))
        if row.status != Status.OPEN:
            raise Refused(_("Only what waits for us can be snoozed."))
        if row.outbounds.to_check().exists():
            raise Refused(TO_CHECK)
        row.snoozed_at, row.snoozed_until = now, until
        row.save(update_fields=["snoozed_at", "snoozed_until", "updated_at"])
        tell(row, Event.Verb.SNOOZED, by, until=until.isoformat() if until else "")
        show(row.pk)


def wake(conversation: Conversation, by: User | None = None) -> None:
    """Back in sight: by hand, or because its time has come."""
    with locked(conversation) as row:
        if row.snoozed_at is None:
            return
        if by is None and not snoozed.due(timezone.now()).filter(pk=row.pk).exists():
            return
        row.snoozed_at = row.snoozed_until = None
        row.save(update_fields=["snoozed_at", "snoozed_until", "updated_at"])
        tell(row, Event.Verb.WOKEN, by)
        show(row.pk)
