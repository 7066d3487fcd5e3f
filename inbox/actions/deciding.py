"""Deciding about an answer that failed, is in doubt, or is not gone yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Reason
from connectors.expecting import expect
from inbox import attachments
from inbox.actions.answering import TO_CHECK, check_link, check_not_said_elsewhere, texts
from inbox.actions.locking import locked
from inbox.actions.writing import put_back
from inbox.approving import WAITS, asks_again
from inbox.bells import wake
from inbox.models import Attachment, Conversation, Event, Outbound
from inbox.outbox import stop_following, wake_next
from inbox.refusals import Refused, explain
from inbox.signing import unsigned
from inbox.standing import settle, tell
from inbox.ways import compose_link
from inbox.workflow import SENDING_MOVES, NotAllowed, Sending, check_move

if TYPE_CHECKING:
    from webcare.models import User


def retry(outbound: Outbound, by: User) -> None:
    """Send a failed or doubtful answer again, because a person says so; its later parts follow.

    One that a colleague has to approve and nobody approved waits for that. Refused where its words
    were said by another answer since: the citizen would get them twice.
    """
    with locked(outbound.conversation) as row:
        if outbound.after and outbound.after.state != Sending.SENT:
            raise Refused(_("An earlier part was not placed. Send that one again first."))
        outbound.refresh_from_db()
        check_not_said_elsewhere(outbound)
        asked = asks_again(outbound, row)
        _again(outbound, row, asked)
        if asked:
            tell(row, Event.Verb.TO_CHECK, by, outbound=outbound.pk)
        else:
            tell(row, Event.Verb.RETRIED, by, outbound=outbound.pk)
            wake("deliver", outbound.pk)
        settle(row)


def _again(outbound: Outbound, row: Conversation, asked: Outbound.Asked) -> None:
    """In the line; or to be checked, where that is asked by now. What was approved stays so."""
    if asked:
        _check_may_wait(outbound, row)
    state = Sending.TO_CHECK if asked else Sending.QUEUED
    begun = {"attempts": 0, "searches": 0, "not_before": timezone.now()}
    if outbound.approved_by_id is None:
        begun |= {"asked": asked, "then": Sending.QUEUED}
    later = [part.pk for part in _following(outbound) if state in SENDING_MOVES[part.state]]
    _move(outbound, state, **begun)
    Outbound.objects.filter(pk__in=later).update(state=state, reason="", **begun)


def _check_may_wait(outbound: Outbound, row: Conversation) -> None:
    if outbound.state == Sending.UNCERTAIN:
        raise Refused(
            _("A colleague has to approve this answer by now. Drop it, and write it again.")
        )
    if row.outbounds.to_check().exists():
        raise Refused(TO_CHECK)


def _following(outbound: Outbound) -> list[Outbound]:
    found: list[Outbound] = []
    after = Outbound.objects.filter(after=outbound.pk).first()
    while after:
        found.append(after)
        after = Outbound.objects.filter(after=after.pk).first()
    return found


def drop(outbound: Outbound, by: User) -> None:
    """Do not send this answer (any more), nor the parts that were to follow it."""
    with locked(outbound.conversation) as row:
        _move(outbound, Sending.DROPPED)
        stop_following(outbound, Sending.DROPPED)
        tell(row, Event.Verb.DROPPED, by, outbound=outbound.pk)
        settle(row)
        wake_next(outbound)


def rewrite(outbound: Outbound, by: User) -> None:
    """Drop an answer that was not placed, with its later parts; their words and what went along lie
    ready for this person, to change them. So there is one of it, never two."""
    with locked(outbound.conversation) as row:
        parts = [outbound, *_following(outbound)]
        words = unsigned(" ".join(text for text in texts(outbound) if text))
        _move(outbound, Sending.DROPPED)
        stop_following(outbound, Sending.DROPPED)
        laid = Attachment.objects.filter(message__in=[part.message_id for part in parts])
        attachments.unbind(laid)
        event = tell(row, Event.Verb.DROPPED, by, outbound=outbound.pk)
        put_back(row, by, words, way=outbound.way, version=event.pk)
        settle(row)
        wake_next(outbound)


def confirm(outbound: Outbound, by: User) -> None:
    """A person looked: the answer stands on the platform."""
    with locked(outbound.conversation) as row:
        _move(outbound, Sending.SENT, sent_at=timezone.now())
        tell(row, Event.Verb.SENT, by, outbound=outbound.pk)
        settle(row)
        wake_next(outbound)


def take_by_hand(outbound: Outbound, by: User) -> str:
    """Place an answer that the platform refused in its own composer; the link to that.

    Refused while a colleague has to approve it, and where its words were said since.
    """
    with locked(outbound.conversation) as row:
        link = check_link(_link(row, outbound))
        outbound.refresh_from_db()
        check_not_said_elsewhere(outbound)
        if asks_again(outbound, row):
            raise Refused(
                _("A colleague has to approve this answer first. Send it again, to be checked.")
            )
        _move(outbound, Sending.BY_HAND, **({} if outbound.approved_by_id else {"asked": ""}))
        tell(row, Event.Verb.BY_HAND, by, outbound=outbound.pk)
        settle(row)
        expect(row.account)
    return link


def _link(row: Conversation, outbound: Outbound) -> str:
    question = row.messages.filter(external_id=outbound.message.parent_id).first()
    if question is None or question.deleted_at:
        raise Refused(explain(Reason.TARGET_GONE))
    return compose_link(row, question, outbound.message.text)


def _move(outbound: Outbound, state: Sending, **changes: object) -> None:
    outbound.refresh_from_db()
    if outbound.state == Sending.TO_CHECK:
        raise Refused(WAITS)
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
