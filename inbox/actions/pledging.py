"""What a colleague promises a citizen in words, and whether it was kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Pledge
from inbox.refusals import Refused
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

LONGEST = timedelta(days=730)


def pledge(conversation: Conversation, words: str, until: date | None, by: User) -> Pledge:
    """Note it. On the day itself the conversation comes back to the queue."""
    words, today = words.strip(), timezone.localdate()
    if not words:
        raise Refused(_("Write what was promised."))
    if until is None or not today <= until <= today + LONGEST:
        raise Refused(_("Choose the day until which it was promised: today or later."))
    with locked(conversation) as row:
        made = Pledge.objects.create(conversation=row, words=words[:500], until=until, by=by)
        tell(row, Event.Verb.PLEDGED, by, text=made.words, until=until.isoformat())
        show(row.pk)
    return made


def settle_pledge(made: Pledge, *, kept: bool, by: User) -> None:
    """It was kept, or it was not. Said once."""
    outcome = Pledge.Outcome.KEPT if kept else Pledge.Outcome.BROKEN
    with locked(made.conversation) as row:
        standing = Pledge.objects.standing().filter(pk=made.pk)
        if not standing.update(outcome=outcome, settled_by=by, settled_at=timezone.now()):
            raise Refused(_("A colleague said already what became of it."))
        tell(row, Event.Verb.PLEDGE_SETTLED, by, text=made.words, kept=kept)
        show(row.pk)
