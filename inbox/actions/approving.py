"""Approving an answer that a colleague wrote, or giving it back to who did."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Reason
from connectors.expecting import expect
from inbox import attachments
from inbox.actions.locking import locked
from inbox.actions.writing import put_back
from inbox.approving import WAITS, check_may_approve, going
from inbox.bells import wake
from inbox.colleagues import meanwhile
from inbox.models import Attachment, Conversation, Event, Outbound
from inbox.refusals import Refused
from inbox.signing import unsigned
from inbox.standing import settle, tell
from inbox.workflow import Sending, Status

if TYPE_CHECKING:
    from webcare.models import User

log = logging.getLogger(__name__)

ADDED = _("Something was added meanwhile. Read it first, then approve the answer.")
LONGEST_WHY = 500


def approve(outbound: Outbound, by: User, *, version: int | None = None) -> None:
    """A second colleague finds it good: it goes, with all its parts, as the writer's answer.

    version   of the conversation as it was seen; whatever counts since refuses it

    Raises Refused for who wrote it, for who is checked themselves, while somebody else is on the
    conversation, and when the platform takes it no more. Twice by the same person is once.
    """
    with locked(outbound.conversation) as row:
        parts = _parts(outbound)
        first = parts[0]
        if first.approved_by_id == by.pk and first.state != Sending.TO_CHECK:
            return
        _check_waits(first)
        check_may_approve(by, first.by_id)
        _check_nobody_else(row, first, by)
        meanwhile.check(row, version, ADDED)
        if why := going(first, row, list(row.messages.all()), timezone.now()).refused:
            raise Refused(why)
        now = timezone.now()
        _move(parts, Sending(first.then), approved_by=by, approved_at=now, not_before=now)
        _tell_approved(row, parts, by)
        settle(row)
        if first.then == Sending.QUEUED:
            wake("deliver", first.pk)
        else:
            expect(row.account)


def send_back(outbound: Outbound, by: User, why: str) -> None:
    """A second colleague wants it otherwise: the writer gets the words back, with the reason.

    Raises Refused without a reason, and for who wrote it.
    """
    why = why.strip()
    if not why:
        raise Refused(_("Write what has to be different."))
    if len(why) > LONGEST_WHY:
        raise Refused(_("Keep the reason to %(most)d characters.") % {"most": LONGEST_WHY})
    with locked(outbound.conversation) as row:
        parts = _parts(outbound)
        _check_waits(parts[0])
        check_may_approve(by, parts[0].by_id)
        _give_back(row, parts, Event.Verb.SENT_BACK, by, why)


def take_back(outbound: Outbound, by: User) -> None:
    """The writer wants to write on. Raises Refused for anybody else."""
    with locked(outbound.conversation) as row:
        parts = _parts(outbound)
        if parts[0].by_id != by.pk:
            raise Refused(_("Only who wrote this answer can take it back."))
        _check_waits(parts[0])
        _give_back(row, parts, Event.Verb.TAKEN_BACK, by)


def lapse(now: datetime) -> None:
    """On the clock: what was checked too late says so, for the platform's time to answer is over.

    One that cannot be looked at holds up no other.
    """
    waiting = Outbound.objects.to_check().select_related("conversation__account", "message")
    for outbound in waiting:
        try:
            if _is_over(outbound, outbound.conversation, now):
                _lapse(outbound, now)
        except Exception:  # whatever it is: the others have their own time
            log.exception("Whether answer %s can still go is not known.", outbound.pk)


def _is_over(outbound: Outbound, row: Conversation, now: datetime) -> bool:
    found = going(outbound, row, list(row.messages.all()), now)
    return found.reason == Reason.WINDOW_CLOSED.value


def _lapse(outbound: Outbound, now: datetime) -> None:
    with locked(outbound.conversation) as row:
        parts = _parts(outbound)
        if parts[0].state != Sending.TO_CHECK or not _is_over(parts[0], row, now):
            return
        reason = Reason.WINDOW_CLOSED.value
        _move(parts, Sending.FAILED, reason=reason)
        tell(row, Event.Verb.FAILED, None, outbound=parts[0].pk, reason=reason)
        settle(row)


# ------------------------------------------------------------------------------------------------


def _parts(outbound: Outbound) -> list[Outbound]:
    """This one and all that follow it, as they are now; of a whole answer, the first part first."""
    found = Outbound.objects.select_related("by", "message")
    part: Outbound | None = found.get(pk=outbound.pk)
    while part and part.after_id and part.state == Sending.TO_CHECK:
        before = found.filter(pk=part.after_id, state=Sending.TO_CHECK).first()
        if before is None:
            break
        part = before
    parts: list[Outbound] = []
    while part:
        parts.append(part)
        part = found.filter(after=part.pk).first()
    return parts


def _check_waits(first: Outbound) -> None:
    if first.state != Sending.TO_CHECK:
        raise Refused(
            _("This answer is “%(state)s” by now.") % {"state": first.get_state_display()}
        )


def _check_nobody_else(row: Conversation, first: Outbound, by: User) -> None:
    """Whoever wrote it may be on it still."""
    if row.assignee_id not in (None, by.pk, first.by_id):
        raise Refused(
            _("%(name)s is on this. Take over first, so that nobody answers twice.")
            % {"name": row.assignee}
        )


def _move(parts: Sequence[Outbound], state: Sending, **changes: object) -> None:
    """All of them or none."""
    pks = [part.pk for part in parts]
    with transaction.atomic():
        waiting = Outbound.objects.filter(pk__in=pks, state=Sending.TO_CHECK)
        if waiting.update(state=state, **changes) != len(pks):
            raise Refused(_("This answer changed a moment ago. Look again."))


def _tell_approved(row: Conversation, parts: Sequence[Outbound], by: User) -> None:
    """From now on it is an answer: that is when it was given, and sent anybody elsewhere.

    By its writer, but who approved it did it: ``approved_by`` keeps the one from seeming there.
    """
    first, writer = parts[0], parts[0].by
    by_hand = first.then == Sending.BY_HAND
    tell(row, Event.Verb.APPROVED, by, outbound=first.pk, writer=str(writer))
    tell(
        row,
        Event.Verb.BY_HAND if by_hand else Event.Verb.REPLIED,
        writer,
        outbound=first.pk,
        approved_by=by.pk,
    )
    if switch := next((one.elsewhere for one in parts if one.elsewhere), ""):
        tell(
            row,
            Event.Verb.ELSEWHERE,
            writer,
            outbound=first.pk,
            elsewhere=switch,
            approved_by=by.pk,
        )


def _give_back(
    row: Conversation, parts: Sequence[Outbound], verb: Event.Verb, by: User, why: str = ""
) -> None:
    """It is dropped; the words and what went along lie ready for the writer again."""
    first = parts[0]
    _move(parts, Sending.DROPPED, reason="", detail=why)
    said = {"text": why, "writer": str(first.by)} if why else {}
    event = tell(row, verb, by, outbound=first.pk, **said)
    messages = [part.message_id for part in parts]
    attachments.unbind(Attachment.objects.filter(message__in=messages))
    if first.by is not None:
        text = unsigned(" ".join(part.message.text for part in parts if part.message.text))
        put_back(row, first.by, text, way=first.way, version=event.pk)
        if row.assignee is None:
            row.assignee = first.by
            row.save(update_fields=["assignee", "updated_at"])
    settle(row)
    if row.status == Status.ANSWERED:
        _open_for_writer(row)


def _open_for_writer(row: Conversation) -> None:
    """It was to be said besides an answer that was given before. Nobody else waits for it, so it
    stays in the queue until the writer sent it, or closed the conversation."""
    row.reopened_at = timezone.now()
    row.save(update_fields=["reopened_at", "updated_at"])
    settle(row)


__all__ = ["WAITS", "approve", "lapse", "send_back", "take_back"]
