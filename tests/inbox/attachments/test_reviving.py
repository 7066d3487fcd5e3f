"""What could not be fetched is tried again: when its account works, or when somebody asks."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from connectors.models import Account
from inbox import attachments
from inbox.attachments.expecting import MOST_TRIES
from inbox.models import Attachment, Conversation, Message
from tests.connectors.server import Server
from tests.factories import ConversationFactory
from tests.inbox.attachments.bench import expect, fetched, later
from webcare.models import User

State = Attachment.State
pytestmark = pytest.mark.django_db


def failed(message: Message, server: Server) -> Attachment:
    """It could not be had, time and again; now it can."""
    server.status = 500
    row = expect(message, server.url)
    for _ in range(MOST_TRIES):
        row = fetched(row)
        later(row)
    assert row.state == State.FAILED
    server.status = 200
    return row


def disconnect(account: Account) -> None:
    Account.objects.filter(pk=account.pk).update(state=Account.State.REAUTHORISE)


def test_disconnected_account_is_waited_for(message: Message, server: Server) -> None:
    row = expect(message, server.url)
    disconnect(message.account)
    assert fetched(row).tries == 0
    assert server.seen == []


def test_refused_credentials_cost_no_try(message: Message, server: Server) -> None:
    server.status = 401
    row = fetched(expect(message, server.url))
    assert (row.state, row.tries) == (State.WAITING, 0)


def test_repaired_account_tries_what_failed(message: Message, server: Server) -> None:
    row = failed(message, server)
    attachments.revive(message.account_id)
    assert fetched(row).state == State.KEPT


def test_other_accounts_are_left_alone(message: Message, server: Server) -> None:
    row = failed(message, server)
    attachments.revive(message.account_id + 1)
    assert fetched(row).state == State.FAILED


def test_colleague_asks_for_it_again(
    conversation: Conversation, message: Message, server: Server, client: Client, anouk: User
) -> None:
    row = failed(message, server)
    client.force_login(anouk)
    page = client.get(reverse("conversation", args=[conversation.pk]))
    address = reverse("fetch_again", args=[conversation.pk, row.pk])
    assert address in page.content.decode()
    assert client.post(address).status_code == 303
    assert fetched(row).state == State.KEPT


def test_attachment_of_another_conversation_is_not_found(
    message: Message, server: Server, client: Client, anouk: User
) -> None:
    row = failed(message, server)
    client.force_login(anouk)
    other = ConversationFactory()
    assert client.post(reverse("fetch_again", args=[other.pk, row.pk])).status_code == 404
