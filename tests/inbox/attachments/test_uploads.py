"""What a colleague gives along with an answer, and how a platform gets it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone, translation
from PIL import Image

from connectors.base import Attachment as Item
from connectors.base import MediaKind
from connectors.models import Account
from inbox import attachments
from inbox.models import Attachment, Conversation, Draft, Message
from inbox.refusals import Refused
from tests.factories import ConversationFactory
from tests.inbox import files
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(autouse=True)
def _public(settings: Any) -> None:
    settings.PUBLIC_URL = "https://webcare.example"


def _upload(conversation: Conversation, by: User, data: bytes = b"") -> Attachment:
    data = data or files.photograph()
    return attachments.upload(conversation, ContentFile(data, "vakantie.jpg"), by)


def _answer(conversation: Conversation, rows: list[Attachment]) -> Message:
    message = Message.objects.create(
        account=conversation.account,
        conversation=conversation,
        incoming=False,
        text="Zo ziet het eruit.",
        created_at=timezone.now(),
        observed_at=timezone.now(),
    )
    attachments.bind(message, rows)
    return message


def test_upload_waits_for_an_answer_without_what_the_phone_wrote(
    conversation: Conversation, anouk: User
) -> None:
    file = SimpleUploadedFile("vakantie.jpg", files.photograph(), "image/jpeg")
    row = attachments.upload(conversation, file, anouk)
    assert (row.state, row.kind, row.uploaded_by) == ("kept", "image", anouk)
    assert (row.title, "vakantie" in str(row.file.name)) == ("vakantie.jpg", False)
    assert not Image.open(row.file).getexif()
    assert (row.width, row.height) == (600, 800)


def test_file_is_judged_by_what_is_in_it(conversation: Conversation, anouk: User) -> None:
    with pytest.raises(Refused):
        _upload(conversation, anouk, files.EXE)
    assert not Attachment.objects.exists()


def test_channel_refuses_what_its_platform_does_not_take(
    conversation: Conversation, anouk: User
) -> None:
    with pytest.raises(Refused, match="does not take"):
        _upload(conversation, anouk, files.MP3)


def test_upload_that_finds_no_room_is_refused_in_words(
    conversation: Conversation, anouk: User, settings: Any
) -> None:
    settings.STORAGES = {
        **settings.STORAGES,
        "default": {"BACKEND": "tests.inbox.files.FullStorage"},
    }
    with pytest.raises(Refused, match="room"):
        _upload(conversation, anouk)
    assert not Attachment.objects.exists()


def test_picture_needs_a_description_before_it_goes_along(
    conversation: Conversation, anouk: User
) -> None:
    row = _upload(conversation, anouk)
    with pytest.raises(Refused, match="Describe"):
        attachments.ready(conversation, [row.pk])
    attachments.describe(row, "  De nieuwe\n speelplaats. ")
    assert attachments.ready(conversation, [row.pk])[0].alt == "De nieuwe speelplaats."


def test_attachment_of_another_conversation_does_not_go_along(
    conversation: Conversation, anouk: User
) -> None:
    row = _upload(ConversationFactory(account=conversation.account), anouk)
    attachments.describe(row, "Een speelplaats.")
    with pytest.raises(Refused):
        attachments.ready(conversation, [row.pk])


def test_answer_takes_its_attachments_along_as_they_were_given(
    conversation: Conversation, anouk: User
) -> None:
    rows = [_upload(conversation, anouk) for _ in range(2)]
    for row in rows:
        attachments.describe(row, f"Foto {row.pk}")
    message = _answer(conversation, attachments.ready(conversation, [rows[1].pk, rows[0].pk]))
    media = attachments.outgoing(message)
    assert [each.alt for each in media] == [f"Foto {row.pk}" for row in rows]
    assert media[0].mime == "image/jpeg"
    assert len(media[0].read()) == media[0].size
    assert "vakantie" not in media[0].name


def test_what_the_platform_shows_of_our_own_answer_is_not_fetched(
    conversation: Conversation, anouk: User
) -> None:
    message = _answer(conversation, [_upload(conversation, anouk)])
    shown = Item(MediaKind.IMAGE, "9", "https://cdn.example/9")
    assert attachments.expect(message, [shown]) == []
    assert message.attachments.count() == 1


def test_attachment_that_went_along_is_no_longer_changed(
    conversation: Conversation, anouk: User
) -> None:
    row = _upload(conversation, anouk)
    _answer(conversation, [row])
    with pytest.raises(Refused):
        attachments.describe(row, "Te laat.")
    with pytest.raises(Refused):
        attachments.discard(row)


def test_discarded_upload_leaves_nothing(
    conversation: Conversation,
    anouk: User,
    tmp_path: Path,
    django_capture_on_commit_callbacks: Any,
) -> None:
    row = _upload(conversation, anouk)
    with django_capture_on_commit_callbacks(execute=True):
        attachments.discard(row)
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_upload_that_nobody_used_is_gone_after_a_day(
    conversation: Conversation, anouk: User
) -> None:
    old, fresh = _upload(conversation, anouk), _upload(conversation, anouk)
    used = _upload(conversation, anouk)
    _answer(conversation, [used])
    yesterday = timezone.now() - timedelta(hours=25)
    Attachment.objects.filter(pk__in=[old.pk, used.pk]).update(created_at=yesterday)
    attachments.tidy()
    assert set(Attachment.objects.all()) == {fresh, used}


def test_upload_stays_as_long_as_the_words_it_goes_with(
    conversation: Conversation, anouk: User, bas: User
) -> None:
    mine, of_another = _upload(conversation, anouk), _upload(conversation, bas)
    elsewhere = _upload(ConversationFactory(), anouk)
    draft = Draft.objects.create(conversation=conversation, user=anouk, mode="reply", text="Zo.")
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=29))
    attachments.tidy()
    assert list(Attachment.objects.all()) == [mine], (of_another, elsewhere)
    draft.delete()
    attachments.tidy()
    assert not Attachment.objects.exists()


# The address for platforms -----------------------------------------------------------------------


def _path(row: Attachment) -> str:
    return attachments.public_url(row).removeprefix("https://webcare.example")


def test_platform_fetches_it_without_signing_in(
    conversation: Conversation, anouk: User, client: Client
) -> None:
    row = _upload(conversation, anouk)
    _answer(conversation, [row])
    response = client.get(_path(row))
    assert (response.status_code, response["Content-Type"]) == (200, "image/jpeg")


def test_address_is_good_for_ten_minutes(
    conversation: Conversation, anouk: User, client: Client
) -> None:
    row = _upload(conversation, anouk)
    _answer(conversation, [row])
    path = _path(row)
    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert client.get(path).status_code == 404


def test_made_up_address_leads_nowhere(client: Client, db: None) -> None:
    assert client.get("/bijlagen/MQ:1abc:zzz/").status_code == 404


def test_citizens_attachment_has_no_public_address(
    conversation: Conversation, anouk: User, client: Client
) -> None:
    row = _upload(conversation, anouk)
    Attachment.objects.update(uploaded_by=None)
    assert client.get(_path(row)).status_code == 404


def test_without_a_public_address_there_is_no_url(
    conversation: Conversation, anouk: User, settings: Any
) -> None:
    settings.PUBLIC_URL = ""
    assert attachments.public_url(_upload(conversation, anouk)) == ""
    assert Account.objects.count() == 1
