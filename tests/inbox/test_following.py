"""What was dealt with is looked at again, ever less often."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from connectors.models import Account
from inbox.following import OPEN, follow
from inbox.following import _dealt_with as dealt_with
from inbox.models import Message
from inbox.workflow import Status
from tests.factories import ConversationFactory
from tests.town import Town

pytestmark = pytest.mark.django_db


def placed(days_ago: float, *, looked: float | None = None, status: str = Status.ANSWERED) -> bool:
    """Whether a message of so many days ago is due, last looked at so many days ago."""
    at = timezone.now() - timedelta(days=days_ago)
    conversation = ConversationFactory(status=status, message__created_at=at)
    seen = None if looked is None else timezone.now() - timedelta(days=looked)
    Message.objects.filter(conversation=conversation).update(followed_at=seen)
    return dealt_with(conversation.account).exists()


@pytest.mark.parametrize(
    ("days_ago", "looked", "due"),
    [
        (0.5, None, False),  # the day is not over
        (1.1, None, True),
        (2.5, 0.4, False),  # looked at today
        (4.1, 2.2, True),  # as long ago as it then was old
        (6, 2.9, False),  # it was three days old then
        (6.1, 3.1, True),
        (31, 20, False),  # longer ago than we look
    ],
)
def test_look_comes_after_twice_as_long_each_time(
    days_ago: float, looked: float | None, due: bool
) -> None:
    assert placed(days_ago, looked=looked) is due


def test_closed_conversation_is_looked_at_as_well() -> None:
    assert placed(2, status=Status.CLOSED)


def test_nothing_is_looked_at_where_that_is_switched_off(settings: object) -> None:
    settings.FOLLOW_DAYS = 0  # type: ignore[attr-defined]
    assert not placed(2)


def test_deletion_after_the_answer_removes_the_words(town: Town) -> None:
    asked = town.says("x", "@GemVoorbeeld wanneer snoeien jullie de linde?")
    town.listen("x")
    message = Message.objects.get(external_id=asked)
    message.conversation.status = Status.ANSWERED  # type: ignore[union-attr]
    message.conversation.save()  # type: ignore[union-attr]
    Message.objects.update(created_at=timezone.now() - timedelta(days=2))
    town.removes("x", asked)
    town.follow("x")
    message.refresh_from_db()
    assert (message.text, bool(message.deleted_at)) == ("", True)


def test_look_that_failed_is_none(town: Town) -> None:
    account = Account.objects.get(kind="x")
    at = timezone.now() - timedelta(days=2)
    for _ in range(3):
        ConversationFactory(account=account, status=Status.ANSWERED, message__created_at=at)
    town.fault("x", "503", method="GET", times=5)
    follow(account)
    assert dealt_with(account).count() == 2  # one makes place for the others


def test_many_that_wait_do_not_hide_what_was_dealt_with(town: Town) -> None:
    account = Account.objects.get(kind="x")
    ConversationFactory.create_batch(OPEN + 1, account=account)
    at = timezone.now() - timedelta(days=2)
    settled = ConversationFactory(account=account, status=Status.CLOSED, message__created_at=at)
    follow(account)
    assert settled.messages.get().followed_at
