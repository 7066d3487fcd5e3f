"""Taking what a saved search found into the inbox, or leaving it out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Case, When
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import ingest
from inbox.ingest.turns import wait_for_turn
from inbox.models import Conversation, Event, Find, Message
from inbox.refusals import Refused
from inbox.searches import finds, keeping
from inbox.searches.repeats import regroup
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

State = Find.State
GONE = _("This message is gone: it was removed, or nobody took it in for so long.")


@transaction.atomic
def take_in(find: Find, by: User) -> tuple[Conversation, bool]:
    """Its conversation, and whether that began by this: a colleague, or the platform itself, may
    have been first. Refused when it is gone.

    In the turn of reading of every account that may have the same message, so that it cannot come
    in by itself at the same moment.
    """
    for account in keeping.sharing(find.account):  # in one order, so that nobody waits in a ring
        wait_for_turn(account)
    row = Find.objects.select_related("account", "conversation").filter(pk=find.pk).first()
    if row is None:
        raise Refused(GONE)
    if row.state == State.TAKEN:
        return _home(row), False
    if there := _stored(row):
        keeping.came_in(there.account, [there])
        return _of(there), False
    name = str(row.searches.order_by("pk").first() or "")
    ingest.take_found(row.account, row.found_at, finds.message(row, name))
    stored = _stored(row)
    if stored is None:
        raise Refused(GONE)
    Find.objects.filter(pk=row.pk).update(by=by)
    tell(_of(stored), Event.Verb.TAKEN_IN, by, search=name)
    return _of(stored), True


def dismiss(find: Find, by: User) -> None:
    """It is not for us. Refused when a colleague took it in meanwhile."""
    _move(find, State.WAITING, State.DISMISSED, by)


def bring_back(find: Find, by: User) -> None:
    """It was not dismissed after all."""
    _move(find, State.DISMISSED, State.WAITING, by)


@transaction.atomic
def _move(find: Find, before: State, after: State, by: User) -> None:
    """In the account's turn: what says the same stands behind it, or no longer."""
    wait_for_turn(find.account)
    row = Find.objects.filter(pk=find.pk).first()
    if row is None:
        raise Refused(GONE)
    rows = Find.objects.filter(pk=find.pk, state=before)
    if not rows.update(state=after, by=by, at=timezone.now()):
        raise Refused(_("A colleague decided about this message already."))
    regroup(find.account, [row.words])


def _stored(find: Find) -> Message | None:
    """The message in the inbox, brought by whichever account of ours; its own one first."""
    accounts = keeping.sharing(find.account)
    named = Message.objects.filter(account__in=accounts, external_id=find.external_id)
    named = named.filter(incoming=True).exclude(conversation=None)
    mine = Case(When(account=find.account_id, then=0), default=1)
    return named.select_related("account", "conversation").order_by(mine, "pk").first()


def _of(message: Message) -> Conversation:
    assert message.conversation  # noqa: S101 - ``_stored`` looks for no other
    return message.conversation


def _home(find: Find) -> Conversation:
    if find.conversation is None:
        raise Refused(GONE)
    return find.conversation
