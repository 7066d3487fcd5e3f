"""From a citizen's phone to the screen of an agent, on every platform."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inbox import attachments
from inbox.models import Attachment, Message
from tests.town import Town, conversation_of

State = Attachment.State


@pytest.fixture(autouse=True)
def _folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    settings.MEDIA_FROM_LOOPBACK = True


def _media(town: Town, platform: str, kind: str) -> str:
    made = town.simulator.control("POST", "media", {"platform": platform, "kind": kind})
    return str(made["id"])


def _said(town: Town, where: str, platform: str, kind: str, **more: Any) -> str:
    """What a citizen says with something beside it; the platform's number of it."""
    body = {
        "platform": platform,
        "author": "noor_voorbeeld",
        "text": "Kijk eens @GemVoorbeeld",
        "media": [_media(town, platform, kind)],
        **more,
    }
    return str(town.simulator.control("POST", where, body)["id"])


def _fetched(external_id: str) -> Attachment:
    row = Message.objects.get(external_id=external_id).attachments.get()
    attachments.fetch(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize(
    ("where", "platform", "kind"),
    [
        ("posts", "x", "image"),
        ("posts", "facebook", "image"),
        ("directs", "x", "image"),
        ("directs", "facebook", "image"),
        ("directs", "facebook", "audio"),
        ("directs", "facebook", "file"),
        ("directs", "instagram", "image"),
        ("directs", "instagram", "video"),
    ],
)
def test_what_a_citizen_sends_is_kept_and_shown(
    town: Town, agent: Client, where: str, platform: str, kind: str
) -> None:
    more = (
        {"parent": town.own_post("facebook")} if (where, platform) == ("posts", "facebook") else {}
    )
    said = _said(town, where, platform, kind, **more)
    town.listen(platform)
    row = _fetched(said)
    assert (row.state, row.kind) == (State.KEPT, kind)
    page = agent.get(reverse("conversation", args=[conversation_of(said).pk])).content.decode()
    assert reverse("attachment", args=[row.pk]) in page
    assert agent.get(reverse("attachment", args=[row.pk])).status_code == 200


def test_picture_of_a_deleted_message_is_gone(
    town: Town, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    said = _said(town, "posts", "x", "image")
    town.listen("x")
    _fetched(said)
    town.removes("x", said)
    with django_capture_on_commit_callbacks(execute=True):
        town.follow("x")
    assert Message.objects.get(external_id=said).deleted_at
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_listening_again_fetches_nothing_twice(town: Town) -> None:
    said = _said(town, "posts", "x", "image")
    town.listen("x")
    first = _fetched(said)
    town.listen("x")
    assert _fetched(said).file.name == first.file.name
