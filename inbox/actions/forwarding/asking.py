"""Forwarding a question to a department, and forwarding it on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.files.base import File
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import promises
from inbox.actions.claiming import check_nobody_else
from inbox.actions.forwarding.along import (
    EVERYTHING,
    Along,
    Package,
    enclose,
    pack,
    redactor,
    sayable,
    shown,
)
from inbox.actions.forwarding.leading import past_too_many_desks
from inbox.actions.locking import locked
from inbox.actions.writing import discard_draft
from inbox.bells import REFERRALS, ring
from inbox.colleagues import meanwhile
from inbox.hops import pass_on
from inbox.models import Conversation, Draft, Event, Forwarding, Hop
from inbox.refusals import Refused
from inbox.standing import settle, tell
from inbox.workflow import Status
from routing import desk
from routing.models import Department, Enclosure, Referral, Rule, Subject

if TYPE_CHECKING:
    from webcare.models import User

ADDED = _("Something was added while you wrote. Read it, then forward it.")


def refer(
    conversation: Conversation,
    department: Department,
    question: str,
    by: User,
    *,
    along: Along = EVERYTHING,
    deadline: datetime | None = None,
    subject: Subject | None = None,
    version: int | None = None,
) -> Forwarding:
    """Ask a department on behalf of the citizen.

    deadline  when it should have answered; None for ``promises.deadline``
    subject   one of the department, for its mandate
    version   of the conversation as it was seen; whatever counts since refuses it
    """
    _check_question(department, question, deadline, subject)
    with locked(conversation) as row:
        _check_may_refer(row, by)
        meanwhile.check(row, version, ADDED)
        package = pack(row, question, along)
        forwarding = _ask(row, department, package, by, deadline=deadline, subject=subject)
        enclose(forwarding.referral, package.pictures)
        discard_draft(row, by, Draft.Mode.REFER)
    return forwarding


def refer_onward(forwarding: Forwarding, by: User) -> Forwarding:
    """Ask the same of the department whose it is, says the one that gave it back.

    It sees what the first one saw, and what was said since. Raises Refused.
    """
    with locked(forwarding.conversation) as row:
        _check_may_refer(row, by)
        first = forwarding.referral
        suggestion = forwarding.answer.suggestion if forwarding.answer else None
        if suggestion is None or not suggestion.active:
            raise Refused(_("Choose a department yourself; there is no suggestion to follow."))
        if row.forwardings.filter(pk__gt=forwarding.pk).exists():
            raise Refused(_("This question was forwarded already. Look at the conversation again."))
        asked = _ask(row, suggestion, _again(row, first), by)
        _enclose_again(asked.referral, first.enclosures.filter(of_department=False))
    return asked


# What may be asked -------------------------------------------------------------------------------


def _check_question(
    department: Department, question: str, deadline: datetime | None, subject: Subject | None
) -> None:
    if not question.strip():
        raise Refused(_("Write what the department should answer."))
    if not department.active:
        raise Refused(_("This department takes no questions any more. Choose another."))
    if deadline and deadline <= timezone.now():
        raise Refused(_("This moment is over already. Choose a later one."))
    if subject and subject.department_id != department.pk:
        raise Refused(_("This subject belongs to another department. Choose again."))


def _check_may_refer(row: Conversation, by: User) -> None:
    if refusal := past_too_many_desks(row, by):
        raise Refused(refusal)
    if not row.needs_lead:  # then the lead chooses, also while an agent is on it
        check_nobody_else(row, by)
    if row.status == Status.CLOSED:
        raise Refused(_("Reopen the conversation before you forward it."))
    if row.forwardings.filter(referral__state=Referral.State.OPEN).exists():
        raise Refused(_("A department is already working on this. Withdraw that question first."))


# Asking it ---------------------------------------------------------------------------------------


def _ask(
    row: Conversation,
    department: Department,
    package: Package,
    by: User,
    *,
    deadline: datetime | None = None,
    subject: Subject | None = None,
) -> Forwarding:
    referral = desk.refer(
        department,
        package.question,
        package.snapshot,
        by,
        deadline=deadline or promises.deadline(row, department),
        redacted=package.redacted,
        subject=subject,
        four_eyes=_asks_for_second_look(row),
    )
    forwarding = Forwarding.objects.create(conversation=row, referral=referral)
    _note(row, department, package.question, by)
    pass_on(row, Hop.How.REFERRED, department, package.question, by)
    settle(row)
    ring(REFERRALS)
    return forwarding


def _note(row: Conversation, department: Department, question: str, by: User) -> None:
    """Whose it is now. ``through``: the newest message that was there to read."""
    if row.department != department:
        row.department, row.why = department, ""
        row.decided_by = Conversation.By.PERSON
    if row.assignee is None:
        row.assignee = by
    row.needs_lead = False
    row.save(
        update_fields=["department", "why", "decided_by", "assignee", "needs_lead", "updated_at"]
    )
    through = row.messages.aggregate(pk=Max("pk"))["pk"] or 0
    tell(
        row,
        Event.Verb.REFERRED,
        by,
        department=department.name,
        question=question,
        through=through,
    )


def _asks_for_second_look(row: Conversation) -> bool:
    """Whether the rule that sorted it says so."""
    if row.rule is None:
        return False
    return Rule.objects.filter(pk=row.rule, four_eyes=True).exists()


def _again(row: Conversation, first: Referral) -> Package:
    """What the first department saw, and what was said since; as bare as it was."""
    bare = redactor(row) if first.redacted else str
    since = sayable(row).filter(created_at__gt=first.asked_at)
    snapshot = {
        **first.snapshot,
        "messages": [
            *first.snapshot.get("messages", []),
            *(shown(message, bare) for message in since),
        ],
    }
    return replace(Package(first.question, snapshot), redacted=first.redacted)


def _enclose_again(referral: Referral, files: Iterable[Enclosure]) -> None:
    """What the first department had goes along once more. Raises Refused."""
    for one in files:
        try:
            with one.file.open() as file:
                desk.enclose(referral, one.name, one.mime, File(file), of_department=False)
        except (OSError, desk.NotKept) as error:
            raise Refused(
                _("A picture of the first question cannot go along. Forward it yourself, without.")
            ) from error
