"""One conversation, locked for as long as an action takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import transaction

from inbox.models import Conversation


@contextmanager
def locked(conversation: Conversation) -> Iterator[Conversation]:
    """The row as it is now, which nobody else changes meanwhile."""
    with transaction.atomic():
        yield Conversation.objects.select_for_update().get(pk=conversation.pk)
