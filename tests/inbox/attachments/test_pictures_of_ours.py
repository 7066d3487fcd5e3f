"""A picture that goes along with an answer, from a colleague's computer to the platform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import translation

from inbox import actions, attachments
from inbox.models import Attachment, Conversation
from inbox.refusals import Refused
from tests.inbox import files
from tests.town import Town, conversation_of, send_all
from webcare.models import User


@pytest.fixture
def question(town: Town, settings: Any, tmp_path: Path) -> Conversation:
    settings.MEDIA_ROOT = tmp_path
    said = town.says("x", "Hoe ziet het plein eruit? @GemVoorbeeld")
    town.listen("x")
    return conversation_of(said)


@pytest.fixture
def picture(question: Conversation, anouk: User) -> Attachment:
    return attachments.upload(question, ContentFile(files.photograph(), "plein.jpg"), anouk)


def test_answer_takes_a_described_picture_along(
    town: Town, question: Conversation, picture: Attachment, anouk: User
) -> None:
    attachments.describe(picture, "Het plein met bankjes.")
    actions.reply(question, "Zo wordt het.", anouk, media=[picture.pk])
    send_all()
    (placed,) = town.placed("x")
    assert len(placed["media"]) == 1
    town.listen("x")
    assert Attachment.objects.filter(message__conversation=question).get() == picture


def test_picture_without_description_does_not_leave(
    town: Town, question: Conversation, picture: Attachment, anouk: User
) -> None:
    with translation.override("en"), pytest.raises(Refused, match="Describe"):
        actions.reply(question, "Zo wordt het.", anouk, media=[picture.pk])
    send_all()
    assert town.placed("x") == []
