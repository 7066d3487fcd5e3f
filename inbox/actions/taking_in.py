"""Taking what a saved search found into the inbox, or leaving it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import ingest
from inbox.ingest.turns import wait_for_turn
from inbox.models import Conversation, Event, Find, Message
from inbox.refusals import Refused
from inbox.searches import finds
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

State = Find.State
GONE = _("This message is gone: it was removed, or nobody took it in for so long.")


@transaction.atomic
def take_in(find: Find, by: User) -> tuple[Conversation, bool]:
    """Its conversation, and whether that began by this: a colleague, or the platform itself, may
    have been first. Refused when it is gone.

    In the account's turn of reading, so that it cannot come in by itself at the same moment.
    """
    wait_for_turn(find.account)
    row = Find.objects.select_related("account", "conversation").filter(pk=find.pk).first()
    if row is None:
        raise Refused(GONE)
    if row.state == State.TAKEN:
        return _home(row), False
    name = str(row.searches.order_by("pk").first() or "")
    ingest.take_found(row.account, row.found_at, finds.message(row, name))
    stored = Message.objects.select_related("conversation").get(
        account=row.account, external_id=row.external_id
    )
    Find.objects.filter(pk=row.pk).update(by=by)
    if stored.conversation is None:
        raise Refused(GONE)
    tell(stored.conversation, Event.Verb.TAKEN_IN, by, search=name)
    return stored.conversation, True


def dismiss(find: Find, by: User) -> None:
    """It is not for us. Refused when a colleague took it in meanwhile."""
    _move(find, State.WAITING, State.DISMISSED, by)


def bring_back(find: Find, by: User) -> None:
    """It was not dismissed after all."""
    _move(find, State.DISMISSED, State.WAITING, by)


def _move(find: Find, before: State, after: State, by: User) -> None:
    rows = Find.objects.filter(pk=find.pk, state=before)
    if not rows.update(state=after, by=by, at=timezone.now()):
        raise Refused(_("A colleague decided about this message already."))


def _home(find: Find) -> Conversation:
    if find.conversation is None:
        raise Refused(GONE)
    return find.conversation
