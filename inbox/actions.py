"""Everything a colleague can do with a conversation. Screens, API, admin and tests call these.

Each action locks the conversation, changes it, appends an Event in the same transaction and
rings after commit. What cannot be done raises Refused, with a sentence for the screen.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, Reason
from connectors.models import Account
from inbox.bells import REFERRALS, ring, show, wake
from inbox.models import Conversation, Event, Forwarding, Message, Note, Outbound
from inbox.outbox import place_in_line
from inbox.refusals import Refused, explain
from inbox.standing import proposals, settle, tell
from inbox.workflow import MOVES, SENDING_MOVES, NotAllowed, Sending, Status, check_move
from routing import desk
from routing.models import Answer, Department, Referral

if TYPE_CHECKING:
    from webcare.models import User

MOST_REFERRALS = 3  # nobody is sent past more wrong desks than this


@contextmanager
def _locked(conversation: Conversation) -> Iterator[Conversation]:
    with transaction.atomic():
        yield Conversation.objects.select_for_update().get(pk=conversation.pk)


# Who is on it ------------------------------------------------------------------------------------


def claim(conversation: Conversation, by: User, *, take_over: bool = False) -> None:
    """Say that you are on it. Refused when a colleague is, unless you take over knowingly."""
    with _locked(conversation) as row:
        if row.assignee_id == by.pk:
            return
        if row.assignee and not take_over:
            raise Refused(_("%(name)s is on this already.") % {"name": row.assignee})
        verb = Event.Verb.TAKEN_OVER if row.assignee else Event.Verb.CLAIMED
        tell(row, verb, by, **({"from": str(row.assignee)} if row.assignee else {}))
        row.assignee = by
        row.save(update_fields=["assignee", "updated_at"])
        show(row.pk)


def release(conversation: Conversation, by: User) -> None:
    """Let a colleague pick it up."""
    with _locked(conversation) as row:
        if row.assignee_id is None:
            return
        row.assignee = None
        row.save(update_fields=["assignee", "updated_at"])
        tell(row, Event.Verb.RELEASED, by)
        show(row.pk)


# Answering ---------------------------------------------------------------------------------------


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
    with _locked(conversation) as row:
        known = Outbound.objects.filter(key=key).select_related("message").first() if key else None
        if known:
            return _same_answer(known, row, text)
        _check_open(row)
        _check_nobody_else(row, by)
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
    if Capability.REPLY not in connector.capabilities:
        raise Refused(explain(Reason.NOT_ALLOWED))
    if not text.strip():
        raise Refused(explain(Reason.EMPTY))
    length, limit = connector.text.count(text), connector.text.limit
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


def _check_nobody_else(conversation: Conversation, by: User) -> None:
    if conversation.assignee_id not in (None, by.pk):
        raise Refused(
            _("%(name)s is on this. Take over first, so that nobody answers twice.")
            % {"name": conversation.assignee}
        )


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
    with _locked(outbound.conversation) as row:
        _move(outbound, Sending.QUEUED, attempts=0, searches=0, not_before=timezone.now())
        tell(row, Event.Verb.RETRIED, by, outbound=outbound.pk)
        settle(row)
        wake("deliver", outbound.pk)


def drop(outbound: Outbound, by: User) -> None:
    """Do not send this answer (any more)."""
    with _locked(outbound.conversation) as row:
        _move(outbound, Sending.DROPPED)
        tell(row, Event.Verb.DROPPED, by, outbound=outbound.pk)
        settle(row)


def confirm(outbound: Outbound, by: User) -> None:
    """A person looked: the doubtful answer stands on the platform."""
    with _locked(outbound.conversation) as row:
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


# Sorting -----------------------------------------------------------------------------------------


def choose_department(conversation: Conversation, department: Department | None, by: User) -> None:
    """Overrule the routing. What it said before is kept in the history."""
    with _locked(conversation) as row:
        if row.department == department:
            return
        tell(
            row,
            Event.Verb.DEPARTMENT,
            by,
            old=row.department.name if row.department else "",
            new=department.name if department else "",
            why=row.why,
        )
        row.department = department
        row.why = ""
        row.save(update_fields=["department", "why", "updated_at"])
        show(row.pk)


def choose_kind(conversation: Conversation, kind: str, by: User) -> None:
    with _locked(conversation) as row:
        if row.kind == kind:
            return
        tell(row, Event.Verb.KIND, by, old=row.kind, new=kind)
        row.kind = kind
        row.save(update_fields=["kind", "updated_at"])
        show(row.pk)


def note(conversation: Conversation, text: str, by: User) -> Note:
    """An internal remark; never sent."""
    if not text.strip():
        raise Refused(_("The note is empty. Write something first."))
    with _locked(conversation) as row:
        written = Note.objects.create(conversation=row, text=text.strip(), by=by)
        tell(row, Event.Verb.NOTED, by, note=written.pk)
        show(row.pk)
    return written


def close(conversation: Conversation, by: User) -> None:
    """Done, with or without an answer."""
    with _locked(conversation) as row:
        _close(row)
        tell(row, Event.Verb.CLOSED, by)
        show(row.pk)


def _close(row: Conversation) -> None:
    if row.status == Status.REFERRED:
        raise Refused(_("A department is working on this. Withdraw that question first."))
    if row.outbounds.underway().exists():
        raise Refused(_("An answer is still on its way. Close when it stands."))
    try:
        check_move(MOVES, row.status, Status.CLOSED)
    except NotAllowed as error:
        raise Refused(
            _("A conversation that is “%(status)s” cannot be closed.")
            % {"status": row.get_status_display()}
        ) from error
    row.status = Status.CLOSED
    row.closed_through = row.messages.aggregate(pk=Max("pk"))["pk"] or 0
    row.reopened_at = None
    row.save(update_fields=["status", "closed_through", "reopened_at", "updated_at"])


def reopen(conversation: Conversation, by: User) -> None:
    """Back to the queue."""
    with _locked(conversation) as row:
        if row.status not in (Status.CLOSED, Status.ANSWERED):
            return
        row.status = Status.OPEN
        row.waiting_since = row.reopened_at = timezone.now()
        row.save(update_fields=["status", "waiting_since", "reopened_at", "updated_at"])
        tell(row, Event.Verb.REOPENED, by)
        show(row.pk)


# Forwarding --------------------------------------------------------------------------------------


def refer(
    conversation: Conversation, department: Department, question: str, by: User
) -> Forwarding:
    """Ask a department on behalf of the citizen."""
    if not question.strip():
        raise Refused(_("Write what the department should answer."))
    with _locked(conversation) as row:
        _check_may_refer(row, by)
        referral = desk.refer(department, question, _snapshot(row), by)
        forwarding = Forwarding.objects.create(conversation=row, referral=referral)
        if row.department != department:
            row.department, row.why = department, ""
        if row.assignee is None:
            row.assignee = by
        row.save(update_fields=["department", "why", "assignee", "updated_at"])
        tell(row, Event.Verb.REFERRED, by, department=department.name, question=question.strip())
        settle(row)
        ring(REFERRALS)
    return forwarding


def _check_may_refer(row: Conversation, by: User) -> None:
    _check_nobody_else(row, by)
    if row.status == Status.CLOSED:
        raise Refused(_("Reopen the conversation before you forward it."))
    if row.forwardings.filter(referral__state=Referral.State.OPEN).exists():
        raise Refused(_("A department is already working on this. Withdraw that question first."))
    if refusal := past_too_many_desks(row, by):
        raise Refused(refusal)


def past_too_many_desks(conversation: Conversation, by: User) -> str:
    """Why this person may not forward it once more, or ""."""
    came_back = conversation.forwardings.filter(referral__state=Referral.State.HANDED_BACK)
    back = came_back.count()
    if back < MOST_REFERRALS or by.has_perm("inbox.refer_again"):
        return ""
    return gettext(
        "This question came back %(count)d times. Answer it, or let the team lead decide."
    ) % {"count": back}


def _snapshot(row: Conversation) -> dict[str, object]:
    """What the department may see: the words, without names or addresses."""
    placed = row.messages.filter(deleted_at=None).exclude(
        outbound__state__in=[Sending.FAILED, Sending.DROPPED]
    )
    return {
        "channel": row.account.label,
        "post": row.post.text if row.post else "",
        "messages": [
            {
                "ours": not message.incoming,
                "text": message.text,
                "at": message.created_at.isoformat(),
            }
            for message in placed
        ],
    }


def withdraw(forwarding: Forwarding, by: User) -> None:
    """The department need not answer any more."""
    with _locked(forwarding.conversation) as row:
        try:
            desk.withdraw(forwarding.referral)
        except desk.AlreadyClosed as error:
            raise Refused(str(error)) from error
        tell(row, Event.Verb.WITHDRAWN, by, department=forwarding.referral.department.name)
        settle(row)
        ring(REFERRALS)


def take_answer(answer: Answer) -> None:
    """The department spoke: its words become a proposal for the agent. Repeating does nothing."""
    forwarding = Forwarding.objects.select_related("conversation").get(referral=answer.referral_id)
    with _locked(forwarding.conversation) as row:
        taken = Forwarding.objects.filter(pk=forwarding.pk, answer=None).update(answer=answer)
        if not taken:
            return
        verb = Event.Verb.HANDED_BACK if answer.handed_back else Event.Verb.ANSWERED
        department = answer.referral.department.name
        tell(row, verb, answer.by, department=department, text=answer.text)
        settle(row)
        ring(REFERRALS)
