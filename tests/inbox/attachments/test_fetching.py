"""What came with a message: fetched, kept and forgotten."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.utils import timezone

from connectors.base import Attachment as Item
from connectors.base import MediaKind
from inbox import attachments
from inbox.attachments import keeping
from inbox.models import Attachment, Conversation, Message, Post
from inbox.models.message import Why
from tests.connectors.server import Server
from tests.inbox import files
from tests.inbox.attachments.bench import expect, fetched, later, stored

State = Attachment.State
pytestmark = pytest.mark.django_db


# What is expected --------------------------------------------------------------------------------


def test_same_attachment_is_expected_once(message: Message) -> None:
    items = [Item(MediaKind.IMAGE, "1", "https://cdn.example/1"), Item(MediaKind.VIDEO, "2", "")]
    first = attachments.expect(message, items)
    again = attachments.expect(message, items)
    assert {row.pk for row in first} == {row.pk for row in again}
    assert [row.state for row in message.attachments.all()] == [State.WAITING, State.REFUSED]


def test_message_without_attachments_asks_nothing(
    message: Message, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        assert attachments.expect(message, []) == []


def test_link_is_nothing_to_keep(message: Message) -> None:
    row = expect(message, "https://www.example/artikel", MediaKind.LINK)
    assert (row.state, row.url) == (State.LINK, "https://www.example/artikel")


@pytest.mark.parametrize("url", ["javascript:alert(1)", " data:text/html,x", "//elsewhere.example"])
def test_link_leads_to_the_web_or_nowhere(message: Message, url: str) -> None:
    assert expect(message, url, MediaKind.LINK).url == ""
    assert expect(message, "https://www.example/", MediaKind.LINK).url == "https://www.example/"
    assert expect(message, url, MediaKind.LINK).url == "https://www.example/"


def test_post_of_the_municipality_has_attachments_too(
    conversation: Conversation, server: Server
) -> None:
    post = Post.objects.create(account=conversation.account, external_id="1")
    assert fetched(expect(post, server.url)).state == State.KEPT


def test_new_address_replaces_one_that_expired(message: Message, server: Server) -> None:
    server.status = 403
    row = fetched(expect(message, f"{server.url}/old"))
    assert (row.state, row.why) == (State.GONE, str(Why.GONE.label))
    server.status = 200
    assert fetched(expect(message, f"{server.url}/new")).state == State.KEPT


def test_what_is_kept_is_not_fetched_again(message: Message, server: Server) -> None:
    fetched(expect(message, f"{server.url}/old"))
    assert fetched(expect(message, f"{server.url}/new")).url.endswith("/old")
    assert len(server.seen) == 1


# Fetching ----------------------------------------------------------------------------------------


def test_picture_is_kept_with_its_size_and_a_small_one(message: Message, server: Server) -> None:
    row = fetched(expect(message, server.url))
    assert (row.state, row.mime, row.width, row.height) == (State.KEPT, "image/png", 800, 600)
    assert row.file.read() == server.body
    assert row.thumbnail.read().startswith(b"\xff\xd8\xff")


def test_name_of_the_stored_file_says_nothing(message: Message, server: Server) -> None:
    row = fetched(expect(message, f"{server.url}/Jansen%20paspoort.png"))
    assert "Jansen" not in str(row.file.name)


def test_story_turns_out_to_be_a_film(message: Message, server: Server) -> None:
    server.body = files.MP4
    row = fetched(expect(message, server.url))
    assert (row.kind, row.mime, bool(row.thumbnail)) == ("video", "video/mp4", False)


@pytest.mark.parametrize(
    ("body", "why"),
    [(files.EXE, Why.TYPE), (files.bomb(), Why.DAMAGED), (bytes(30_000), Why.TOO_LARGE)],
)
def test_what_we_do_not_keep_says_why(
    message: Message, server: Server, settings: Any, tmp_path: Path, body: bytes, why: Why
) -> None:
    settings.ATTACHMENT_LIMITS = {**settings.ATTACHMENT_LIMITS, "image": 20_000}
    server.body = body
    row = fetched(expect(message, server.url))
    assert (row.state, row.why) == (State.REFUSED, str(why.label))
    assert not stored(tmp_path)


def test_address_inside_our_own_network_is_refused(message: Message, settings: Any) -> None:
    settings.MEDIA_FROM_LOOPBACK = False
    row = fetched(expect(message, "https://127.0.0.1/latest/meta-data"))
    assert (row.state, row.detail) == (State.REFUSED, Why.ADDRESS)


def test_platform_that_fails_is_asked_again(message: Message, server: Server) -> None:
    server.status = 503
    row = fetched(expect(message, server.url))
    assert (row.state, row.detail) == (State.WAITING, Why.UNREACHABLE)
    assert row.not_before > timezone.now() + timedelta(seconds=20)
    server.status = 200
    later(row)
    assert fetched(row).state == State.KEPT


def test_platform_that_keeps_failing_is_given_up(message: Message, server: Server) -> None:
    server.status = 503
    row = expect(message, server.url)
    Attachment.objects.filter(pk=row.pk).update(tries=11)
    assert fetched(row).state == State.FAILED


def test_full_disk_loses_nothing(
    message: Message, server: Server, settings: Any, tmp_path: Path
) -> None:
    working = settings.STORAGES
    full = {**working, "default": {"BACKEND": "tests.inbox.files.FullStorage"}}
    settings.STORAGES = full
    row = expect(message, server.url)
    for _ in range(15):
        later(row)
        row = fetched(row)
    assert (row.state, row.detail) == (State.WAITING, Why.STORAGE)
    settings.STORAGES = working
    later(row)
    row = fetched(row)
    assert row.state == State.KEPT
    assert {path.name for path in stored(tmp_path)} == {
        Path(name).name for name in keeping.names(row)
    }


def test_attachment_is_fetched_by_one_worker_at_a_time(message: Message, server: Server) -> None:
    row = expect(message, server.url)
    Attachment.objects.filter(pk=row.pk).update(not_before=timezone.now() + timedelta(minutes=9))
    assert fetched(row).tries == 0


def test_worker_that_died_halfway_leaves_no_file_behind(
    message: Message, server: Server, tmp_path: Path
) -> None:
    row = expect(message, server.url)
    half = default_storage.save("attachments/half.png", ContentFile(b"\x89PNG"))
    Attachment.objects.filter(pk=row.pk).update(file=half)
    row = fetched(row)
    assert row.state == State.KEPT
    assert {path.name for path in stored(tmp_path)} == {
        Path(name).name for name in keeping.names(row)
    }


@pytest.mark.django_db(transaction=True)
def test_two_workers_fetch_it_once(message: Message, server: Server) -> None:
    row = expect(message, server.url)

    def work() -> None:
        try:
            attachments.fetch(row.pk)
        finally:
            connection.close()

    workers = [threading.Thread(target=work) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(server.seen) == 1
    assert Attachment.objects.get().state == State.KEPT


def test_message_taken_back_while_its_picture_came_keeps_nothing(
    message: Message, server: Server, tmp_path: Path, settings: Any
) -> None:
    row = expect(message, server.url)
    attachments.fetch(row.pk)
    Attachment.objects.filter(pk=row.pk).update(state=State.WAITING)
    stale = Attachment.objects.get(pk=row.pk)
    attachments.forget(message)
    with default_storage.open(keeping.names(stale)[0]) as file:
        examined = keeping.examine(file)
        assert keeping.store(stale, file, examined) is False


# Forgetting --------------------------------------------------------------------------------------


def test_deleted_message_keeps_the_fact_and_no_file(
    message: Message,
    server: Server,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    fetched(expect(message, server.url))
    with django_capture_on_commit_callbacks(execute=True):
        attachments.forget(message)
    row = message.attachments.get()
    assert (row.state, row.url, row.file.name) == (State.GONE, "", "")
    assert row.why == str(Why.TAKEN_BACK.label)
    assert not stored(tmp_path)


def test_file_that_could_not_be_deleted_is_deleted_later(
    message: Message, server: Server, tmp_path: Path
) -> None:
    fetched(expect(message, server.url))
    attachments.forget(message)  # and the process dies before it deletes the files
    assert stored(tmp_path)
    attachments.tidy()
    assert not stored(tmp_path)


def test_message_that_is_shown_again_has_its_picture_back(message: Message, server: Server) -> None:
    fetched(expect(message, server.url))
    attachments.forget(message)
    assert fetched(expect(message, server.url)).state == State.KEPT


def test_attachment_that_goes_with_its_account_takes_its_file_along(
    message: Message,
    server: Server,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    fetched(expect(message, server.url))
    with django_capture_on_commit_callbacks(execute=True):
        message.delete()
    assert not stored(tmp_path)
