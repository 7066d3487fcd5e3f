"""An invented past lies beside the simulated platforms, on which it stands nowhere."""

from __future__ import annotations

import pytest

from connectors.models import Account, Arrival
from connectors.simulator.graph.lookup import INVENTED
from connectors.simulator.testing import Simulator
from inbox.following import follow
from inbox.ingest import ingest
from inbox.models import Message
from tests.factories import AuthorFactory, ConversationFactory
from webcare.demo.history.town import PREFIX
from webcare.demo.load import load

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", ["x", "facebook", "instagram"])
def test_what_waits_is_not_taken_for_removed(simulator: Simulator, kind: str) -> None:
    load(simulator.control("GET", "municipality"))
    account = Account.objects.get(kind=kind)
    author = AuthorFactory(account=account, external_id=f"{PREFIX}{kind}-1")
    ConversationFactory(account=account, author=author, thread_id=f"{PREFIX}1")
    follow(account)
    for arrival in Arrival.objects.all():
        ingest(arrival.pk)
    said = Message.objects.get()
    assert said.followed_at is not None
    assert said.deleted_at is None
    assert said.text


def test_both_know_it_by_the_same_word() -> None:
    assert INVENTED == PREFIX
