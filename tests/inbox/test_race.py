"""A poll that reads our own answer at the very moment its sending ends."""

from __future__ import annotations

import threading
import time

import pytest
from django.db import connections, transaction

from connectors import polling
from connectors.models import Account, Arrival
from inbox import actions, outbox
from inbox.models import Conversation, Outbound
from inbox.workflow import Sending
from tests.town import Town, conversation_of, read_all
from webcare.models import User

LONG_ENOUGH_TO_WAIT = 1  # seconds; the reader is at our lock by then


def _read() -> None:
    try:
        read_all()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("platform", ["facebook", "instagram"])
def test_neither_the_answer_nor_its_neighbours_are_lost(
    town: Town, anouk: User, platform: str
) -> None:
    top = town.own_post(platform)
    asked = town.says(platform, "Wanneer snoeien jullie?", parent=top)
    town.listen()
    conversation = conversation_of(asked)
    claimed = outbox._claim(actions.reply(conversation, "Dinsdag.", anouk).pk)
    assert claimed
    receipt = conversation.account.connect().send(outbox._outgoing(claimed))
    neighbour = town.says(platform, "Een nieuwe vraag", parent=top, author="sem_voorbeeld")
    polling.poll(Account.objects.get(kind=platform))
    with transaction.atomic():
        Conversation.objects.select_for_update().get(pk=conversation.pk)
        reader = threading.Thread(target=_read)
        reader.start()
        time.sleep(LONG_ENOUGH_TO_WAIT)
        outbox.placed(claimed, receipt)
    reader.join(30)
    assert not Arrival.objects.exclude(state=Arrival.State.PARSED).exists()
    assert conversation_of(neighbour)
    assert conversation.messages.count() == 2
    assert Outbound.objects.get().state == Sending.SENT
