"""The answer of a department with a mandate: it leaves in the name of the official."""

from __future__ import annotations

import uuid

from django.db import transaction
from django.utils.translation import gettext as _

from inbox.actions.answering import check_may_be_said, write
from inbox.actions.drafting import draft, offered
from inbox.models import Conversation, Event, Forwarding, Message, Outbound
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
    try:
        with transaction.atomic():
            _place(row, forwarding, answer, key)
    except Refused as refused:
        return str(refused)
    return ""


def _place(row: Conversation, forwarding: Forwarding, answer: Answer, key: uuid.UUID) -> None:
    assert answer.by  # noqa: S101 - place_directly saw to it
    text = answer.text.strip()
    made = draft(row, text)
    check_may_be_said(row, text)
    target = offered(row, made.way).target
    sent = write(row, target, made, [], answer.by, key)
    Forwarding.objects.filter(pk=forwarding.pk).update(used_by=sent[-1])
    proposals(row).filter(pk__lt=forwarding.pk).update(used_by=sent[-1])
    tell(row, Event.Verb.REPLIED, answer.by, outbound=sent[0].pk)


def _said_since(row: Conversation, forwarding: Forwarding) -> bool:
    """Whether the citizen wrote or changed words that the department did not see."""
    asked_at = forwarding.referral.asked_at
    heard = row.messages.filter(incoming=True, deleted_at=None)
    if heard.filter(edited_at__gt=asked_at).exists():
        return True
    return heard.filter(pk__gt=_read_through(row, forwarding)).exists()


def _read_through(row: Conversation, forwarding: Forwarding) -> int:
    """The newest message that the department knows of."""
    told = row.events.filter(
        verb__in=[Event.Verb.REFERRED, Event.Verb.REMARKED],
        at__gte=forwarding.referral.asked_at,
        data__has_key="through",
    )
    known = [data["through"] for data in told.values_list("data", flat=True)]
    before = Message.objects.filter(
        conversation=row, observed_at__lte=forwarding.referral.asked_at
    ).order_by("-pk")
    return max(known, default=before.values_list("pk", flat=True).first() or 0)
