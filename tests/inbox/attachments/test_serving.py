"""Attachments are shown to who may see them, whole or in part."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import StreamingHttpResponse
from django.test import AsyncRequestFactory, Client
from django.urls import reverse

from connectors.base import Attachment as Item
from connectors.base import MediaKind
from inbox import actions, attachments
from inbox.models import Attachment, Conversation, Message
from inbox.views.ranges import respond
from routing.models import Department
from tests.connectors.server import Server
from tests.factories import ConversationFactory
from tests.inbox import files
from tests.inbox.attachments.bench import expect, fetched
from webcare.models import User

State = Attachment.State
pytestmark = pytest.mark.django_db


@pytest.fixture
def picture(message: Message, server: Server) -> Attachment:
    return fetched(expect(message, server.url))


@pytest.mark.parametrize("name", ["attachment", "thumbnail"])
def test_attachment_is_for_who_may_see_the_conversation(
    client: Client, picture: Attachment, anouk: User, bram: User, name: str
) -> None:
    address = reverse(name, args=[picture.pk])
    assert client.get(address).status_code == 302
    client.force_login(bram)
    assert client.get(address).status_code == 404
    client.force_login(anouk)
    response = client.get(address)
    assert response.status_code == 200
    assert response["Cache-Control"].startswith("private")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]


def test_department_hears_nothing_of_what_came_along(
    conversation: Conversation,
    picture: Attachment,
    anouk: User,
    openbare_ruimte: Department,
) -> None:
    Attachment.objects.update(title="paspoort.jpg", alt="Een paspoort")
    asked = actions.refer(conversation, openbare_ruimte, "Mag dit?", anouk).referral
    assert "paspoort" not in str(asked.snapshot)


def test_picture_is_shown_and_a_file_is_saved(
    agent: Client, message: Message, server: Server
) -> None:
    address = reverse("attachment", args=[fetched(expect(message, server.url)).pk])
    assert "Content-Disposition" not in agent.get(address)
    server.body = files.HTML
    row = attachments.expect(message, [Item(MediaKind.FILE, "2", server.url)])[0]
    response = agent.get(reverse("attachment", args=[fetched(row).pk]))
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("state", [State.GONE, State.WAITING])
def test_attachment_that_is_not_here_is_not_found(
    agent: Client, picture: Attachment, state: str
) -> None:
    Attachment.objects.update(state=state)
    assert agent.get(reverse("attachment", args=[picture.pk])).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-99", 206, slice(0, 100)),
        ("bytes=100-", 206, slice(100, None)),
        ("bytes=-50", 206, slice(-50, None)),
        ("bytes=0-999999", 206, slice(0, None)),
        ("bytes=0-1,5-6", 200, slice(None)),
        ("bytes=9-2", 200, slice(None)),
        ("pages=1", 200, slice(None)),
        ("bytes=999999-", 416, slice(0, 0)),
        ("bytes=-0", 416, slice(0, 0)),
        (f"bytes=0-{'9' * 5000}", 200, slice(None)),
    ],
)
def test_player_asks_for_a_part_of_a_film(
    agent: Client, message: Message, server: Server, asked: str, status: int, part: slice
) -> None:
    server.body = files.MP4
    row = fetched(expect(message, server.url))
    response = agent.get(reverse("attachment", args=[row.pk]), headers={"Range": asked})
    assert response.status_code == status
    if status == 416:
        assert response["Content-Range"] == f"bytes */{len(files.MP4)}"
        return
    body = b"".join(response.streaming_content)  # type: ignore[attr-defined]
    assert body == files.MP4[part]
    assert int(response["Content-Length"]) == len(body)


def test_web_server_streams_a_part_in_pieces() -> None:
    request = AsyncRequestFactory().get("/", headers={"range": "bytes=10-200009"})

    async def pieces() -> list[bytes]:
        file = ContentFile(bytes(300_000))
        response = respond(request, file, 300_000, "video/mp4")
        assert isinstance(response, StreamingHttpResponse)
        return [chunk async for chunk in response]

    found = asyncio.run(pieces())
    assert len(found) > 1
    assert sum(map(len, found)) == 200_000


def test_serving_costs_a_constant_number_of_queries(
    agent: Client, picture: Attachment, django_assert_max_num_queries: Any
) -> None:
    ConversationFactory.create_batch(3)
    with django_assert_max_num_queries(6):
        agent.get(reverse("attachment", args=[picture.pk]))
