"""The answer of a department with a mandate: it leaves in the name of the official."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.answering import check_may_be_said, write
from inbox.actions.drafting import draft, offered
from inbox.actions.forwarding.along import read_through
from inbox.approving import asks
from inbox.models import Conversation, Event, Forwarding, Outbound
from inbox.refusals import Refused
from inbox.standing import proposals, tell
from routing.models import Answer

ANSWERS = uuid.UUID("5d9a4f0a-64a4-4a3c-9f5e-0c6c3a1a7b52")  # ours, for the keys of such answers


def place_directly(row: Conversation, forwarding: Forwarding, answer: Answer) -> str:
    """Place these words, by the first way that is open. Why that may not be, or "".

    Call it with the conversation locked. Never twice: the key follows from the answer.
    """
    key = uuid.uuid5(ANSWERS, str(answer.pk))
    if Outbound.objects.filter(key=key).exists():
        return ""
    if answer.by is None:
        return _("Nobody with an account stands for it.")
    if _said_since(row, forwarding):
        return _("The citizen wrote something new after the question was forwarded.")
    if answer.referral.enclosures.filter(of_department=True).exists():
        # A picture needs a description, and not every way takes a file: a person sees to both.
        return _("A file is with it. Look which of it goes along.")
    try:
        with transaction.atomic():
            _place(row, forwarding, answer, key)
    except Refused as refused:
        return str(refused)
    return ""


def _place(row: Conversation, forwarding: Forwarding, answer: Answer, key: uuid.UUID) -> None:
    assert answer.by  # noqa: S101 - place_directly saw to it
    if asks(answer.by, row) and answer.approved_by is None:
        raise Refused(_("A colleague has to approve this answer before it is sent."))
    text = answer.text.strip()
    made = draft(row, text)
    check_may_be_said(row, text)
    target = offered(row, made.way).target
    sent = write(row, target, made, [], answer.by, key, approved_by=answer.approved_by)
    Forwarding.objects.filter(pk=forwarding.pk).update(used_by=sent[-1])
    proposals(row).filter(pk__lt=forwarding.pk).update(used_by=sent[-1])
    tell(row, Event.Verb.REPLIED, answer.by, outbound=sent[0].pk)


def _said_since(row: Conversation, forwarding: Forwarding) -> bool:
    """Whether the citizen wrote or changed words that the department did not see."""
    asked_at = forwarding.referral.asked_at
    heard = row.messages.filter(incoming=True, deleted_at=None)
    if heard.filter(edited_at__gt=asked_at).exists():
        return True
    return heard.filter(pk__gt=read_through(row, forwarding)).exists()
