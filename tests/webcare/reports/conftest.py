from __future__ import annotations

import pytest

from inbox.models import Conversation
from tests.factories import ConversationFactory


@pytest.fixture
def conversation(db: None) -> Conversation:
    made: Conversation = ConversationFactory()
    return made
