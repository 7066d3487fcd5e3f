"""What is being written as it will stand there: the very words that are sent."""

from __future__ import annotations

import html
import re
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from inbox import attachments
from inbox.emoji import groups
from inbox.models import Conversation, Message
from tests.factories import AccountFactory, ConversationFactory
from tests.inbox import files
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db

TEXT = re.compile(r'data-testid="preview-text">(.*?)</p>', re.DOTALL)


@pytest.fixture
def asked(db: None) -> Conversation:
    made: Conversation = ConversationFactory(account=AccountFactory(signed=True))
    return made


def look(client: Client, conversation: Conversation, **given: Any) -> str:
    headers = {"HX-Request": "true", "HX-Target": "tool"}
    address = at("tool", conversation)
    return client.post(address, {"tool": "preview", **given}, headers=headers).content.decode()


def shown(part: str) -> list[str]:
    return [html.unescape(re.sub(r"<[^>]+>", "", text)) for text in TEXT.findall(part)]


@pytest.mark.parametrize(
    "given",
    [
        {"text": " Zie www.voorbeeld.example #groen & @GemVoorbeeld <b> "},
        {"text": "Dit is een hele zin. " * 30, "split": "on"},
        {"text": "Dag.\n\nTot morgen ^BV"},
    ],
)
def test_preview_is_what_is_placed(
    agent: Client, asked: Conversation, given: dict[str, str]
) -> None:
    seen = shown(look(agent, asked, **given))
    response = agent.post(at("reply", asked), {**given, "key": str(uuid.uuid4())})
    assert response.status_code == 303
    assert seen == list(Message.objects.filter(incoming=False).values_list("text", flat=True))


def test_what_cannot_be_sent_says_so_above_it(agent: Client, asked: Conversation) -> None:
    part = look(agent, asked, text="Een zin. " * 60)
    assert 'data-testid="preview-refused"' in part
    assert len(shown(part)) == 1
    assert "naam" in look(agent, asked, text="Dag {{naam}}").split("preview-refused")[1]


def test_who_says_it_and_to_whom_stand_with_it(agent: Client, asked: Conversation) -> None:
    part = look(agent, asked, text="Dag #buurt")
    assert "@GemVoorbeeld" in part
    assert str(asked.author) in part
    assert '<span class="mirror__link">#buurt</span>' in part


def test_picture_is_shown_with_what_was_just_written_about_it(
    agent: Client, asked: Conversation, anouk: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    row = attachments.upload(asked, ContentFile(files.picture(), "plein.png"), anouk)
    given = {"media": row.pk, f"alt-{row.pk}": "Het plein met bomen"}
    assert 'alt="Het plein met bomen"' in look(agent, asked, text="Kijk.", **given)
    row.refresh_from_db()
    assert not row.alt


# Emoji -------------------------------------------------------------------------------------------


def test_emoji_are_found_by_dutch_and_english_words(agent: Client, asked: Conversation) -> None:
    headers = {"HX-Request": "true", "HX-Target": "tool"}
    for word in ("boom", "tree"):
        given = {"tool": "emoji", "q": word}
        part = agent.post(at("tool", asked), given, headers=headers).content.decode()
        assert 'value="🌳"' in part
        assert 'aria-label="boom"' in part
        assert "🚲" not in part


def test_every_emoji_has_a_name_and_stands_there_once() -> None:
    every = [one for group in groups() for one in group.emoji]
    assert len({one.char for one in every}) == len(every) >= 150
    assert all(one.nl[0] and one.en[0] for one in every)


def test_emoji_goes_in_without_javascript(agent: Client, asked: Conversation) -> None:
    given = {"text": "Mooi", "take-emoji": "🌳"}
    assert "Mooi\n🌳</textarea>" in agent.post(at("tool", asked), given).content.decode()
    odd = agent.post(at("tool", asked), {"text": "Mooi", "take-emoji": "<b>"})
    assert "&lt;b&gt;" not in odd.content.decode()
