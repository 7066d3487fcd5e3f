"""Answered on Wednesday; to be asked after on Friday."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, FollowUp, Outbound
from inbox.workflow import Sending
from tests.inbox.promised import at
from webcare.models import User


def stands() -> None:
    """What was on its way is placed."""
    Outbound.objects.filter(state=Sending.QUEUED).update(state=Sending.SENT, sent_at=timezone.now())


@pytest.fixture
def planned(conversation: Conversation, anouk: User) -> FollowUp:
    with time_machine.travel(at("wo 14:00"), tick=False):
        actions.reply(conversation, "Dinsdag.", anouk)
        stands()
        return actions.ask_after(conversation, 2, anouk)
