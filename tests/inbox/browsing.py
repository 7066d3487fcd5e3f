"""Looking at the pages of the inbox as a colleague does."""

from __future__ import annotations

import re
from typing import Any

from django.test import Client
from django.urls import reverse

from inbox.models import Conversation


def at(name: str, conversation: Conversation, *args: Any) -> str:
    """The address of a conversation, or of something that is done with it."""
    return reverse(name, args=[conversation.pk, *args])


def page_of(client: Client, address: str, target: str = "", **query: Any) -> str:
    """A page, or the part of it that htmx asks for by its target."""
    headers = {"HX-Request": "true", "HX-Target": target} if target else {}
    response = client.get(address, query, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def rows_of(page: str) -> list[int]:
    """Primary keys of the conversations in the queue, as they stand there."""
    return [int(pk) for pk in re.findall(r'id="row-(\d+)"', page)]
