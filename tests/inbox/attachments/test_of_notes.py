"""What belongs to a note: looked at as everything else, for colleagues only."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from inbox import actions, attachments
from inbox.models import Attachment, Conversation, Message, Note
from inbox.refusals import Refused
from tests.inbox import files
from tests.inbox.browsing import at
from webcare.models import User

pytestmark = pytest.mark.django_db


def said(response: Any) -> str:
    words: str = response.content.decode()
    return words


def _upload(conversation: Conversation, by: User, data: bytes = b"", name: str = "x.jpg") -> Any:
    data = data or files.photograph()
    return attachments.upload_to_note(conversation, ContentFile(data, name), by)


@pytest.fixture
def lying(conversation: Conversation, anouk: User) -> Attachment:
    """A described picture, laid ready for a note of Anouk."""
    row: Attachment = _upload(conversation, anouk)
    attachments.describe(row, "De losse tegel")
    return row


@pytest.fixture
def note(conversation: Conversation, anouk: User, lying: Attachment) -> Note:
    return actions.note(conversation, "Zo ligt hij.", anouk, media=[lying.pk])


def test_it_is_looked_at_as_what_goes_out(conversation: Conversation, anouk: User) -> None:
    row = _upload(conversation, anouk)
    assert not Image.open(row.file).getexif()
    for data in (files.EXE, files.HTML[:0] + files.bomb()):
        with pytest.raises(Refused):
            _upload(conversation, anouk, data)


def test_whatever_we_keep_may_be_with_a_note(conversation: Conversation, anouk: User) -> None:
    assert _upload(conversation, anouk, files.PDF, "brief.pdf").mime == "application/pdf"


def test_it_belongs_to_the_note(note: Note, lying: Attachment) -> None:
    assert list(note.attachments.all()) == [lying]


def test_picture_nobody_described_is_refused(conversation: Conversation, anouk: User) -> None:
    bare = _upload(conversation, anouk)
    with pytest.raises(Refused):
        actions.note(conversation, "Kijk.", anouk, media=[bare.pk])
    assert not Note.objects.exists()


def test_it_never_goes_along_with_an_answer(
    conversation: Conversation, anouk: User, lying: Attachment
) -> None:
    with pytest.raises(Refused):
        actions.reply(conversation, "Zo ligt hij.", anouk, media=[lying.pk])
    for message in conversation.messages.all():
        attachments.bind(message, [lying])
    lying.refresh_from_db()
    assert lying.message is None


def test_what_is_for_an_answer_is_not_for_a_note(conversation: Conversation, anouk: User) -> None:
    row = attachments.upload(conversation, ContentFile(files.photograph(), "x.jpg"), anouk)
    attachments.describe(row, "Een boom")
    with pytest.raises(Refused):
        actions.note(conversation, "Kijk.", anouk, media=[row.pk])


def test_database_refuses_to_lay_it_with_an_answer(lying: Attachment, message: Message) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Attachment.objects.filter(pk=lying.pk).update(message=message)


def test_no_platform_can_fetch_it(client: Client, note: Note, settings: Any) -> None:
    settings.PUBLIC_URL = "https://webcare.example"
    address = attachments.public_url(note.attachments.get())
    assert client.get(address.removeprefix(settings.PUBLIC_URL)).status_code == 404


@pytest.mark.parametrize("name", ["attachment", "thumbnail"])
def test_it_is_for_who_may_see_the_conversation(
    client: Client, note: Note, anouk: User, bram: User, name: str
) -> None:
    address = reverse(name, args=[note.attachments.get().pk])
    client.force_login(bram)
    assert client.get(address).status_code == 404
    client.force_login(anouk)
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("name", ["attachment", "thumbnail"])
def test_who_reads_no_names_sees_no_file_of_a_note(
    client: Client, note: Note, otto: User, name: str
) -> None:
    client.force_login(otto)
    picture = note.attachments.get()
    assert client.get(reverse(name, args=[picture.pk])).status_code == 404
    html = said(client.get(at("conversation", note.conversation)))
    assert note.text in html
    assert picture.alt not in html


def test_it_stays_with_the_note_and_goes_with_the_conversation(
    note: Note, lying: Attachment, django_capture_on_commit_callbacks: Any
) -> None:
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=9))
    attachments.tidy()
    name = note.attachments.get().file.name or ""
    assert default_storage.exists(name)
    with django_capture_on_commit_callbacks(execute=True):
        note.conversation.delete()
    assert not default_storage.exists(name)


def test_what_no_note_took_goes(lying: Attachment) -> None:
    Attachment.objects.update(created_at=timezone.now() - timedelta(days=9))
    attachments.tidy()
    assert not Attachment.objects.filter(pk=lying.pk).exists()


def test_file_is_put_with_a_note_described_and_kept(
    agent: Client, conversation: Conversation
) -> None:
    file = SimpleUploadedFile("tegel.jpg", files.photograph(), "image/jpeg")
    words = {"note-text": "Zo ligt hij."}
    page = said(agent.post(at("attach_to_note", conversation), {**words, "files": file}))
    assert "Zo ligt hij.</textarea>" in page
    row = Attachment.objects.get()
    kept = {**words, "media": row.pk}
    assert agent.post(at("note", conversation), kept).status_code == 422
    response = agent.post(at("note", conversation), {**kept, f"alt-{row.pk}": "Een tegel"})
    assert response.status_code == 303
    page = said(agent.get(response["Location"]))
    assert 'alt="Een tegel"' in page.partition('data-testid="note"')[2]


@pytest.mark.parametrize("name", ["note", "note_people"])
def test_file_that_was_chosen_is_not_lost_on_the_way(
    agent: Client, conversation: Conversation, name: str
) -> None:
    file = SimpleUploadedFile("tegel.jpg", files.photograph(), "image/jpeg")
    page = said(agent.post(at(name, conversation), {"note-text": "Kijk.", "files": file}))
    assert "tegel.jpg" in page
    assert "Kijk.</textarea>" in page


def test_file_is_left_out_again(agent: Client, conversation: Conversation, lying: Any) -> None:
    part = {"HX-Request": "true", "HX-Target": "note-attached"}
    address = at("detach_from_note", conversation, lying.pk)
    page = said(agent.post(address, headers=part))
    assert page.strip().startswith('<div id="note-attached"')
    assert not Attachment.objects.exists()


def test_what_a_note_refuses_is_said_beside_it(agent: Client, conversation: Conversation) -> None:
    file = SimpleUploadedFile("virus.exe", files.EXE)
    response = agent.post(at("attach_to_note", conversation), {"files": file})
    assert response.status_code == 422
    assert 'role="alert"' in said(response).partition('id="note-attached"')[2][:2000]
