"""What a department sees turn, and when it is reminded: the same moment."""

from __future__ import annotations

from datetime import datetime

import pytest
import time_machine
from django.template import Context

from inbox import actions
from inbox.models import Forwarding
from inbox.reminding.finding import questions
from routing.agreed import calendars
from routing.models import Department, Referral
from routing.promises import OFFICE_HOURS
from routing.templatetags.deadlines import due_state
from tests.factories import ConversationFactory
from tests.inbox.promised import at, keep_hours
from webcare.models import User


@pytest.fixture
def over_the_weekend(anouk: User, bram: User, openbare_ruimte: Department) -> Forwarding:
    keep_hours(OFFICE_HOURS)
    with time_machine.travel(at("vr 16:00"), tick=False):
        made = actions.refer(ConversationFactory(), openbare_ruimte, "Wanneer?", anouk)
    Referral.objects.update(deadline=at("ma 12:00", weeks=1))
    return made


@pytest.mark.parametrize(
    ("now", "state"),
    [
        (at("zo 22:24"), "calm"),
        (at("ma 11:11", weeks=1), "calm"),
        (at("ma 11:12", weeks=1), "soon"),
        (at("ma 12:00", weeks=1), "late"),
    ],
)
def test_question_turns_when_the_department_is_reminded(
    over_the_weekend: Forwarding, now: datetime, state: str
) -> None:
    with time_machine.travel(now, tick=False):
        assert due_state(Context(), Referral.objects.get()) == state
        assert bool(list(questions(calendars(), now))) == (state != "calm")
