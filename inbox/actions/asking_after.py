"""Letting the citizen be asked, after some days, whether it is solved."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, FollowUp
from inbox.refusals import Refused
from inbox.standing import end_follow_up, tell

if TYPE_CHECKING:
    from webcare.models import User

DAYS = (1, 2, 3, 5, 7, 14)


def ask_after(conversation: Conversation, days: int, by: User) -> FollowUp:
    """In this many days, from our newest answer on. A day that was chosen before gives way.

    Raises Refused where nothing was answered yet, or for another number of days than ``DAYS``.
    """
    if days not in DAYS:
        raise Refused(_("Choose after how many days."))
    with locked(conversation) as row:
        answer = row.messages.filter(incoming=False, deleted_at=None).order_by("pk").last()
        if answer is None:
            raise Refused(_("There is no answer yet to ask after."))
        end_follow_up(row, FollowUp.Why.REPLACED, by, quietly=True)
        day = timezone.localdate() + timedelta(days=days)
        made = FollowUp.objects.create(conversation=row, answer=answer, day=day, by=by)
        tell(row, Event.Verb.ASK_AFTER, by, day=day.isoformat())
        show(row.pk)
    return made


def do_not_ask_after(conversation: Conversation, by: User) -> None:
    """Stop it. Twice is once."""
    with locked(conversation) as row:
        if end_follow_up(row, FollowUp.Why.PERSON, by):
            show(row.pk)
