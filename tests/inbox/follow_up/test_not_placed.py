"""A question that does not stand on the platform is seen, also where it was closed before."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from connectors.base import ConnectorError, Reason
from inbox import actions
from inbox.follow_up import asking
from inbox.models import Conversation, FollowUp, Outbound
from inbox.outbox.outcome import doubt, fail
from inbox.standing import notice_late, settle
from inbox.workflow import Sending, Status
from tests.inbox.promised import again, at, place
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(planned: FollowUp, conversation: Conversation, anouk: User) -> Outbound:
    """After a colleague was done with it."""
    actions.close(conversation, anouk)
    with time_machine.travel(at("vr 10:00"), tick=False):
        asking.ask()
    assert again(conversation).status == Status.CLOSED
    sent = Outbound.objects.get(follow_up=planned)
    Outbound.objects.filter(pk=sent.pk).update(state=Sending.SENDING)
    return sent


def test_one_that_failed_comes_back_until_a_colleague_is_done(
    asked: Outbound, conversation: Conversation, anouk: User
) -> None:
    fail(asked, ConnectorError(Reason.NOT_ALLOWED, permanent=True))
    assert again(conversation).status == Status.OPEN
    actions.close(again(conversation), anouk)
    settle(again(conversation))
    assert again(conversation).status == Status.CLOSED


def test_doubtful_one_comes_back_until_it_is_found(
    asked: Outbound, conversation: Conversation
) -> None:
    doubt(asked, Reason.UNKNOWN)
    assert again(conversation).status == Status.OPEN
    place(asked)
    assert again(conversation).status == Status.ANSWERED


def test_one_that_does_not_leave_comes_back(asked: Outbound, conversation: Conversation) -> None:
    Outbound.objects.filter(pk=asked.pk).update(
        state=Sending.QUEUED, first_attempt_at=at("vr 10:00")
    )
    late = at("vr 10:00") + timedelta(days=1)
    with time_machine.travel(late, tick=False):
        notice_late(timezone.now())
    assert again(conversation).status == Status.OPEN


def test_one_that_stands_leaves_it_closed(asked: Outbound, conversation: Conversation) -> None:
    place(asked)
    assert again(conversation).status == Status.CLOSED
