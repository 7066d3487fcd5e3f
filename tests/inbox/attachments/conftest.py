"""A conversation on the noticeboard, a folder for its attachments, and where they come from."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors.models import Account
from inbox.models import Conversation, Message
from tests.connectors.server import Server
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox import files, noticeboard


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MEDIA_FROM_LOOPBACK = True
    settings.CONNECTORS = {**settings.CONNECTORS, **noticeboard.SETTING}


@pytest.fixture
def account(db: None) -> Account:
    made: Account = AccountFactory(kind="noticeboard")
    return made


@pytest.fixture
def conversation(account: Account) -> Conversation:
    made: Conversation = ConversationFactory(account=account)
    return made


@pytest.fixture
def message(conversation: Conversation) -> Message:
    found = conversation.messages.first()
    assert found
    return found


@pytest.fixture
def server() -> Iterator[Server]:
    """Gives a picture to who asks for anything."""
    with Server() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        running.body = files.picture()
        yield running
        running.shutdown()
