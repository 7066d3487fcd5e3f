"""The newcomer of the demo answers one question, so that there is something to check."""

from __future__ import annotations

import time

from inbox import actions
from inbox.models import Conversation, Outbound
from inbox.refusals import Refused
from inbox.workflow import Status
from webcare.models import User

ANSWER = "Goede vraag! We zoeken het voor u uit en laten het u vandaag weten."
LOOKS, PAUSE = 60, 5  # how often, and the seconds in between: questions come in one by one


def answer_first() -> None:
    """Wait for a question that nobody is on, and answer it once. In a demo that was begun before,
    what was answered then stays."""
    who = User.objects.filter(checked_since__isnull=False, is_active=True).first()
    if who is None or Outbound.objects.filter(by=who).exists():
        return
    for _look in range(LOOKS):
        if _answered(who):
            return
        time.sleep(PAUSE)


def _answered(who: User) -> bool:
    waiting = Conversation.objects.filter(status=Status.OPEN, assignee=None, danger="")
    question = waiting.filter(private=False).order_by("pk").first()
    if question is None:
        return False
    try:
        actions.reply(question, ANSWER, who)
    except Refused:
        return False
    return True
