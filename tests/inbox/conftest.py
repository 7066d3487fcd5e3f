"""An open question, and an agent who is signed in."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox.models import Conversation
from tests.factories import ConversationFactory
from webcare.models import User


@pytest.fixture
def conversation(db: None) -> Conversation:
    made: Conversation = ConversationFactory()
    return made


@pytest.fixture
def agent(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client
