"""An open question, an agent who is signed in, and a platform of pigeons."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.test import Client

from connectors.models import Account
from inbox.bells import CHANNEL
from inbox.models import Conversation
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox.pigeon.connector import LOFT, Loft
from webcare.models import User


@pytest.fixture
def conversation(db: None) -> Conversation:
    made: Conversation = ConversationFactory()
    return made


@pytest.fixture
def agent(client: Client, anouk: User) -> Client:
    client.force_login(anouk)
    return client


@pytest.fixture
def heard(bells: redis.Redis) -> Iterator[Callable[[], list[str]]]:
    """``heard()``: which bells rang in open pages since it was asked last, in order."""
    with bells.pubsub() as ear:  # type: ignore[no-untyped-call]
        ear.subscribe(CHANNEL)
        assert ear.get_message(timeout=60)

        def listen() -> list[str]:
            bells.publish(CHANNEL, "end")
            names = []
            while (bell := ear.get_message(timeout=60)) and bell["data"] != b"end":
                names.append(bell["data"].decode())
            assert bell, "the end was not heard"
            return names

        yield listen


@pytest.fixture
def loft(settings: Any) -> Iterator[Loft]:
    """The pigeons' platform at its beginning; ``pigeons`` is the municipality's account there."""
    place = "tests.inbox.pigeon.connector.PigeonConnector"
    settings.CONNECTORS = {**settings.CONNECTORS, "pigeon": ("Duif", place)}
    LOFT.reset()
    yield LOFT
    LOFT.reset()


@pytest.fixture
def pigeons(db: None, loft: Loft) -> Account:
    made: Account = AccountFactory(kind="pigeon")
    return made
