"""Letting the citizen be asked, after some days, whether it is solved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, FollowUp, Message
from inbox.refusals import Refused
from inbox.standing import end_follow_up, tell
from inbox.ways import NOT_PLACED

if TYPE_CHECKING:
    from webcare.models import User

DAYS = (1, 2, 3, 5, 7, 14)


def ask_after(conversation: Conversation, days: int, by: User) -> FollowUp:
    """In this many days, once our newest answer stands. A day that was chosen before gives way.

    Raises Refused where nothing was answered yet, or for another number of days than ``DAYS``.
    """
    if days not in DAYS:
        raise Refused(_("Choose after how many days."))
    with locked(conversation) as row:
        answer = answers(row).last()
        if answer is None:
            raise Refused(_("There is no answer yet to ask after."))
        end_follow_up(row, FollowUp.Why.REPLACED, by, quietly=True)
        day = timezone.localdate() + timedelta(days=days)
        made = FollowUp.objects.create(conversation=row, answer=answer, days=days, day=day, by=by)
        tell(row, Event.Verb.ASK_AFTER, by, day=day.isoformat())
        show(row.pk)
    return made


def answers(conversation: Conversation) -> QuerySet[Message]:
    """What people of ours said, oldest first, unless it was not placed and will not be."""
    here = Q(outbound__by__isnull=False, outbound__follow_up=None)
    here &= ~Q(outbound__state__in=NOT_PLACED)
    ours = conversation.messages.filter(Q(outbound=None) | here, incoming=False, deleted_at=None)
    return ours.order_by("pk")


def do_not_ask_after(conversation: Conversation, by: User) -> None:
    """Stop it. Twice is once."""
    with locked(conversation) as row:
        if end_follow_up(row, FollowUp.Why.PERSON, by):
            show(row.pk)
