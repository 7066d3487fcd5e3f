"""Advice about the words, beneath the text while it is written."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox.models import Conversation
from tests.inbox.browsing import at

pytestmark = pytest.mark.django_db


def test_advice_comes_with_the_count(agent: Client, conversation: Conversation) -> None:
    hard = "Indien u dit wilt, komen wij bij u langs."
    page = agent.post(at("count", conversation), {"text": hard}).content.decode()
    assert "“indien” → “als”" in page


def test_plain_words_take_it_away(agent: Client, conversation: Conversation) -> None:
    plain = "Als u dit wilt, komen wij bij u langs."
    page = agent.post(at("count", conversation), {"text": plain}).content.decode()
    assert 'id="plain-list"' in page
    assert "<li>" not in page
