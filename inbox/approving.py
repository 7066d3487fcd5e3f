"""Whether a second colleague has to approve an answer before it goes (vier ogen): who, and why.

Every way by which an answer is made or sent again asks ``asks``. What it says is kept with the
answer, and the database lets nothing leave that was to be approved and was not:
``inbox_outbound_approved`` in ``inbox.models.sending``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, ConnectorError, Reason
from inbox.models import Conversation, Message, Outbound
from inbox.refusals import Refused, explain
from inbox.ways import newest_heard
from inbox.workflow import Sending

if TYPE_CHECKING:
    from webcare.models import User

Asked = Outbound.Asked
WAITS = _("This answer is to be checked. Approve it, or send it back.")


def asks(by: User | None, conversation: Conversation | None = None) -> Asked:
    """Why a colleague approves what this person says here. No query.

    by            None for the automatic answer, which somebody thought about when it was written
    conversation  None for what is not yet of one, such as the answer of a bundle
    """
    if by is None:
        return Asked.NOBODY
    if by.needs_approval:
        return Asked.NEWCOMER
    if conversation is not None and conversation.four_eyes:
        return Asked.RULE
    return Asked.NOBODY


def asks_again(outbound: Outbound, conversation: Conversation) -> Asked:
    """The same for an answer that goes once more: what was approved stays so, and nobody has to
    approve a question in the municipality's own words."""
    if outbound.approved_by_id is not None:
        return Asked.NOBODY
    asked = asks(outbound.by, conversation)
    return Asked.NOBODY if asked and outbound.by_a_machine else asked


def why_not(by: User, writer: int | None) -> Promise | None:
    """Why this person cannot approve what was written by ``writer``, a primary key; None when they
    can. At most the query for their rights."""
    if by.pk == writer:
        return _("Somebody else has to approve this answer.")
    if by.needs_approval:
        return _("Your own answers are checked first, so you do not check those of others.")
    if not may_check(by):
        return _("Only who answers citizens can approve an answer.")
    return None


def may_check(by: User) -> bool:
    """Whether this person can approve answers of others at all."""
    works = by.is_active and by.has_perm("inbox.work_conversation")
    return works and not by.needs_approval


def check_may_approve(by: User, writer: int | None) -> None:
    """Raises Refused for who cannot."""
    if why := why_not(by, writer):
        raise Refused(why)


# Until when it can go ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Going:
    """Whether an answer that waits can still go.

    closes_at  until when, None for always
    refused    why not any more, "" while it can; ``reason`` in one word, a ``Reason``
    """

    closes_at: datetime | None = None
    refused: str | Promise = ""
    reason: str = ""


def going(
    outbound: Outbound, conversation: Conversation, said: Sequence[Message], now: datetime
) -> Going:
    """By the clock of the platform. No query where the account is at hand.

    said   the messages of the conversation, in order
    """
    account = conversation.account
    way = account.connector_class.way(Capability(outbound.way))
    heard, asked = newest_heard(said), outbound.message.parent_id
    question = next((one for one in said if one.incoming and one.external_id == asked), None)
    gone = question is not None and question.deleted_at and way.capability is not Capability.DM
    if not heard or gone:
        return Going(refused=explain(Reason.TARGET_GONE), reason=Reason.TARGET_GONE.value)
    answered_at = question.created_at if question else outbound.message.created_at
    features = frozenset(account.features)
    try:
        closes_at = way.open_window(features, heard[0].created_at, answered_at, now)[1]
    except ConnectorError as error:
        return Going(refused=error.detail or explain(error.reason), reason=error.reason.value)
    return Going(closes_at)


# What a page shows -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Check:
    """An answer that is to be checked, as one person sees it.

    going    until when it can go
    newer    the citizen wrote something, or changed it, since this was written
    mine     they wrote it
    why_not  why they cannot approve it, None when they can
    """

    outbound: Outbound
    going: Going
    newer: bool
    mine: bool
    why_not: Promise | None


def to_check(
    conversation: Conversation, said: Sequence[Message], user: User, now: datetime
) -> Check | None:
    """The answer that is to be checked in it, None for none. No query.

    said   its messages with their outbound, in order
    """
    waiting = (one for one in said if _waits(one))
    message = next(waiting, None)
    if message is None:
        return None
    outbound = message.outbound
    heard = [one for one in said if one.incoming]
    newer = any(
        one.pk > message.pk or (one.edited_at and one.edited_at > message.created_at)
        for one in heard
    )
    return Check(
        outbound,
        going(outbound, conversation, said, now),
        newer,
        outbound.by_id == user.pk,
        why_not(user, outbound.by_id),
    )


def _waits(message: Message) -> bool:
    return hasattr(message, "outbound") and message.outbound.state == Sending.TO_CHECK
