"""Answering a citizen, and deciding about an answer that failed or is in doubt."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, Reason
from connectors.models import Account
from inbox.actions.claiming import check_nobody_else
from inbox.actions.locking import locked
from inbox.bells import wake
from inbox.models import Conversation, Event, Message, Outbound
from inbox.outbox import place_in_line
from inbox.refusals import Refused, explain
from inbox.standing import proposals, settle, tell
from inbox.workflow import SENDING_MOVES, NotAllowed, Sending, Status, check_move

if TYPE_CHECKING:
    from webcare.models import User


def reply(
    conversation: Conversation,
    text: str,
    by: User,
    *,
    key: uuid.UUID | None = None,
    seen: int | None = None,
    seen_at: datetime | None = None,
    proposal: int | None = None,
) -> Outbound:
    """Answer the citizen where the question was asked.

    key       the composer's own number: the same key twice is one answer
    seen      primary key of the newest message the writer saw; newer ones refuse the answer
    seen_at   when the writer saw them; words changed or removed since refuse it as well
    proposal  primary key of the newest Forwarding whose answer the writer saw; this answer
              deals with it and with those before it
    """
    text = text.strip()
    check_text(conversation.account, text)  # takes its time, so before the lock
    with locked(conversation) as row:
        known = Outbound.objects.filter(key=key).select_related("message").first() if key else None
        if known:
            return _same_answer(known, row, text)
        _check_open(row)
        check_nobody_else(row, by)
        _check_seen(row, seen, seen_at)
        _check_not_said(row, text)
        target = _target(row)
        outbound = place_in_line(row, target, text, by, key or uuid.uuid4())
        if row.assignee is None:
            row.assignee = by
            row.save(update_fields=["assignee", "updated_at"])
        if proposal:
            proposals(row).filter(pk__lte=proposal).update(used_by=outbound)
        tell(row, Event.Verb.REPLIED, by, outbound=outbound.pk)
        settle(row)
    return outbound


def _same_answer(known: Outbound, row: Conversation, text: str) -> Outbound:
    if known.conversation_id != row.pk or known.message.text != text:
        raise Refused(_("This page already sent another answer. Load it again."))
    return known


def check_text(account: Account, text: str) -> None:
    """Raises Refused for a text the platform would not take, or a channel that takes none."""
    connector = account.connector_class
    if not account.active:
        raise Refused(_("This channel is switched off. Ask an administrator."))
    if Capability.REPLY not in connector.capabilities():
        raise Refused(explain(Reason.NOT_ALLOWED))
    if not text.strip():
        raise Refused(explain(Reason.EMPTY))
    rule = connector.way(Capability.REPLY).text
    length, limit = rule.count(text), rule.limit
    if length > limit:
        raise Refused(
            _("This is %(over)d too long for %(platform)s: %(length)d of %(limit)d. Shorten it.")
            % {
                "over": length - limit,
                "platform": connector.label,
                "length": length,
                "limit": limit,
            }
        )


def _check_open(conversation: Conversation) -> None:
    if conversation.status == Status.CLOSED:
        raise Refused(_("This conversation is closed. Open it again if you want to answer."))


def _check_not_said(conversation: Conversation, text: str) -> None:
    same = Message.objects.filter(conversation=conversation, incoming=False, text=text)
    if same.exclude(outbound__state__in=[Sending.FAILED, Sending.DROPPED]).exists():
        raise Refused(_("You already gave exactly this answer in this conversation."))


def _check_seen(conversation: Conversation, seen: int | None, at: datetime | None) -> None:
    if seen is not None and conversation.messages.filter(pk__gt=seen).exists():
        raise Refused(_("Something was added while you wrote. Read it, then send again."))
    changed = Q(edited_at__gt=at) | Q(deleted_at__gt=at)
    if at is not None and conversation.messages.filter(changed, incoming=True).exists():
        raise Refused(_("The citizen changed the words while you wrote. Read them again first."))


def _target(conversation: Conversation) -> Message:
    target = conversation.messages.filter(incoming=True, deleted_at=None).last()
    if target is None:
        raise Refused(explain(Reason.TARGET_GONE))
    return target


def retry(outbound: Outbound, by: User) -> None:
    """Send a failed or doubtful answer again, because a person says so."""
    with locked(outbound.conversation) as row:
        _move(outbound, Sending.QUEUED, attempts=0, searches=0, not_before=timezone.now())
        tell(row, Event.Verb.RETRIED, by, outbound=outbound.pk)
        settle(row)
        wake("deliver", outbound.pk)


def drop(outbound: Outbound, by: User) -> None:
    """Do not send this answer (any more)."""
    with locked(outbound.conversation) as row:
        _move(outbound, Sending.DROPPED)
        tell(row, Event.Verb.DROPPED, by, outbound=outbound.pk)
        settle(row)


def confirm(outbound: Outbound, by: User) -> None:
    """A person looked: the doubtful answer stands on the platform."""
    with locked(outbound.conversation) as row:
        _move(outbound, Sending.SENT, sent_at=timezone.now())
        tell(row, Event.Verb.SENT, by, outbound=outbound.pk)
        settle(row)


def _move(outbound: Outbound, state: Sending, **changes: object) -> None:
    outbound.refresh_from_db()
    try:
        check_move(SENDING_MOVES, outbound.state, state)
    except NotAllowed as error:
        raise Refused(
            _("This answer is “%(state)s” by now.") % {"state": outbound.get_state_display()}
        ) from error
    moved = Outbound.objects.filter(pk=outbound.pk, state=outbound.state)
    if not moved.update(state=state, **changes):
        raise Refused(_("This answer changed a moment ago. Look again."))
    outbound.refresh_from_db()
