"""Iris is new: her answers are checked."""

from __future__ import annotations

import pytest
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Outbound
from tests.factories import person
from webcare.models import User

TEXT = "Volgende week dinsdag."


@pytest.fixture
def iris(db: None) -> User:
    made = person("iris", "Iris", "Kok", "Agent")
    made.checked_since = timezone.now()
    made.save()
    return made


@pytest.fixture
def waiting(conversation: Conversation, iris: User) -> Outbound:
    """Her answer, which nobody looked at yet."""
    return actions.reply(conversation, TEXT, iris)
