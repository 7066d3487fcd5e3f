"""Answering a citizen, in the way the platform offers."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, Reason
from connectors.expecting import expect
from inbox import attachments
from inbox.actions.claiming import check_nobody_else
from inbox.actions.drafting import Draft, check_media, draft, offered
from inbox.actions.locking import locked
from inbox.actions.writing import discard_draft
from inbox.canned.using import note_use
from inbox.canned.variables import check_filled
from inbox.colleagues import meanwhile
from inbox.models import Attachment, Conversation, Event, Message, Outbound
from inbox.models import Draft as Written
from inbox.outbox import place_in_line
from inbox.refusals import Refused, explain
from inbox.signing import signed, unsigned
from inbox.standing import proposals, settle, tell
from inbox.watching import lateness
from inbox.ways import NOT_PLACED, compose_link, newest_of_the_citizen
from inbox.workflow import Sending, Status

if TYPE_CHECKING:
    from webcare.models import User

TO_CHECK = _(
    "An answer in this conversation is to be checked. Approve it, or send it back to its writer."
)
SAID = _("You already gave exactly this answer in this conversation.")


def reply(
    conversation: Conversation,
    text: str,
    by: User,
    *,
    way: Capability | str | None = None,
    media: Sequence[int] = (),
    split: bool = False,
    key: uuid.UUID | None = None,
    seen: int | None = None,
    seen_at: datetime | None = None,
    proposal: int | None = None,
    version: int | None = None,
    canned: int | None = None,
    keeps_draft: bool = False,
    approved_by: User | None = None,
) -> Outbound:
    """Answer the citizen where the question was asked. The first message of the answer.

    The text is signed where the channel asks for it. Where a colleague has to approve the answer
    first (``inbox.approving``), it is TO_CHECK and goes nowhere before that.

    way       how it goes; None for the first way that is open
    media     primary keys of attachments that go along
    split     a text that is too long goes in several messages, each after the other
    key       the composer's own number: the same key twice is one answer
    seen      primary key of the newest message the writer saw; newer ones refuse the answer
    seen_at   when the writer saw them; words changed or removed since refuse it as well
    proposal  primary key of the newest Forwarding whose answer the writer saw; this answer
              deals with it and with those before it
    version   of the conversation as the writer saw it; whatever counts since refuses the answer
    canned    primary key of the canned answer that this one began with
    keeps_draft  it was written elsewhere: what the writer has begun here stays
    approved_by  who approved these very words already, for all in a bundle
    """
    check_filled(text)
    text = signed(text, by, conversation.account)
    # Counting takes its time, so before the lock.
    made = draft(conversation, text, way, media=bool(media), split=split)
    with locked(conversation) as row:
        if known := _known(key, row, text):
            return known
        _check_may_answer(row, text, by, version, proposal, seen, seen_at)
        target = offered(row, made.way).target
        along = attachments.ready(row, media) if media else []
        check_media(made.way, along)
        sent = write(row, target, made, along, by, key, approved_by=approved_by)
        note_use(sent[0], canned, text)
        _note(row, sent, by, Event.Verb.REPLIED, proposal, keeps_draft=keeps_draft)
    return sent[0]


def by_hand(
    conversation: Conversation,
    text: str,
    by: User,
    *,
    key: uuid.UUID | None = None,
    seen: int | None = None,
    seen_at: datetime | None = None,
    proposal: int | None = None,
    version: int | None = None,
    canned: int | None = None,
) -> str:
    """Let a person place what the platform does not take from us; the link to its own composer, ""
    while a colleague has to approve it first.

    The answer is recognised when it appears there, for which we look a few times soon, and the
    citizen waits until then. The other arguments are those of ``reply``.
    """
    check_filled(text)
    text = signed(text, by, conversation.account)
    way = Capability.DM if conversation.private else Capability.REPLY
    made = draft(conversation, text, way)
    with locked(conversation) as row:
        target = newest_of_the_citizen(row)
        if target is None:
            raise Refused(explain(Reason.TARGET_GONE))
        link = check_link(compose_link(row, target, text))
        if known := _known(key, row, text):
            return _unless_checked(link, known)
        _check_may_answer(row, text, by, version, proposal, seen, seen_at)
        sent = write(row, target, made, [], by, key, Sending.BY_HAND)
        note_use(sent[0], canned, text)
        _note(row, sent, by, Event.Verb.BY_HAND, proposal)
        if sent[0].state == Sending.BY_HAND:
            expect(row.account)
    return _unless_checked(link, sent[0])


def _unless_checked(link: str, outbound: Outbound) -> str:
    return "" if outbound.state == Sending.TO_CHECK else link


def check_link(link: str) -> str:
    """Raises Refused where the platform has no composer that we can open."""
    if not link:
        raise Refused(_("This platform cannot be opened with an answer ready. Answer it there."))
    return link


def _known(key: uuid.UUID | None, row: Conversation, text: str) -> Outbound | None:
    """The answer that this page gave already."""
    known = Outbound.objects.filter(key=key).select_related("message").first() if key else None
    if known and (known.conversation_id != row.pk or _letters(*texts(known)) != _letters(text)):
        raise Refused(_("This page already sent another answer. Load it again."))
    return known


def texts(outbound: Outbound) -> list[str]:
    """The parts of an answer from this one on, in order."""
    found = [outbound.message.text]
    while after := Outbound.objects.filter(after=outbound).select_related("message").first():
        found.append(after.message.text)
        outbound = after
    return found


def _letters(*texts: str) -> str:
    """Apart from where it was broken."""
    return "".join("".join(texts).split())


def _check_may_answer(
    row: Conversation,
    text: str,
    by: User,
    version: int | None,
    proposal: int | None,
    seen: int | None,
    seen_at: datetime | None,
) -> None:
    check_nobody_else(row, by)
    meanwhile.check(row, version, proposal=proposal)
    _check_seen(row, seen, seen_at)
    check_may_be_said(row, text)


def check_may_be_said(row: Conversation, text: str) -> None:
    """Raises Refused in a closed conversation, and for what we said already."""
    _check_open(row)
    _check_not_said(row, text)
    _check_none_waits(row)


def _check_open(conversation: Conversation) -> None:
    if conversation.status == Status.CLOSED:
        raise Refused(_("This conversation is closed. Open it again if you want to answer."))


def _check_not_said(conversation: Conversation, text: str) -> None:
    """Whoever signed it."""
    if text and _said(conversation, text).exists():
        raise Refused(SAID)


def check_not_said_elsewhere(outbound: Outbound) -> None:
    """Raises Refused where another answer in its conversation has the words of this one by now."""
    text = outbound.message.text
    if text and _said(outbound.conversation, text).exclude(pk=outbound.message_id).exists():
        raise Refused(SAID)


def _said(conversation: Conversation, text: str) -> QuerySet[Message]:
    bare = Q(text=text) | Q(text=unsigned(text)) | Q(text__startswith=f"{unsigned(text)} ^")
    same = Message.objects.filter(bare, conversation=conversation, incoming=False)
    return same.exclude(outbound__state__in=NOT_PLACED)


def _check_none_waits(conversation: Conversation) -> None:
    """It would leave as soon as the channel works, and the other one after it."""
    if lateness.waiting(timezone.now()).filter(conversation=conversation).exists():
        raise Refused(
            _("An answer in this conversation still has to leave. Drop it first, or wait for it.")
        )
    if conversation.outbounds.to_check().exists():
        raise Refused(TO_CHECK)


def _check_seen(conversation: Conversation, seen: int | None, at: datetime | None) -> None:
    if seen is not None and conversation.messages.filter(pk__gt=seen).exists():
        raise Refused(meanwhile.ADDED)
    changed = Q(edited_at__gt=at) | Q(deleted_at__gt=at)
    if at is not None and conversation.messages.filter(changed, incoming=True).exists():
        raise Refused(meanwhile.CHANGED)


def write(
    row: Conversation,
    target: Message,
    made: Draft,
    media: Sequence[Attachment],
    by: User,
    key: uuid.UUID | None,
    state: Sending = Sending.QUEUED,
    approved_by: User | None = None,
) -> list[Outbound]:
    """Write every message of the answer, locked; each leaves when the one before it stands."""
    sent: list[Outbound] = []
    for text, along in made.pieces(media):
        sent.append(
            place_in_line(
                row,
                target,
                text,
                by,
                uuid.uuid4() if sent or key is None else key,
                way=made.way.capability,
                media=along,
                after=sent[-1] if sent else None,
                state=state,
                approved_by=approved_by,
            )
        )
    return sent


def _note(
    row: Conversation,
    sent: list[Outbound],
    by: User,
    verb: Event.Verb,
    proposal: int | None,
    *,
    keeps_draft: bool = False,
) -> None:
    if row.assignee is None:
        row.assignee = by
        row.save(update_fields=["assignee", "updated_at"])
    if proposal:  # the last part: when an earlier one fails, this one does not leave either
        proposals(row).filter(pk__lte=proposal).update(used_by=sent[-1])
    if not keeps_draft:
        discard_draft(row, by, Written.Mode.REPLY)
    if sent[0].state == Sending.TO_CHECK:
        tell(row, Event.Verb.TO_CHECK, by, outbound=sent[0].pk)
        settle(row)
        return
    tell(row, verb, by, outbound=sent[0].pk)
    if switch := next((one.elsewhere for one in sent if one.elsewhere), ""):
        tell(row, Event.Verb.ELSEWHERE, by, outbound=sent[0].pk, elsewhere=switch)
    settle(row)
