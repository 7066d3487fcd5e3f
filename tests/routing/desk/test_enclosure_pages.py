"""Files on the page of a question: shown, sent along, left out, and served to who may see them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from asgiref.sync import async_to_sync
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import AsyncClient, Client
from django.urls import reverse

from routing import desk
from routing.models import Answer, Enclosure, Referral
from tests.inbox.files import EXE, PDF, picture
from tests.routing.desk.pages import at, page_of, seen_by, written
from webcare.models import User

pytestmark = pytest.mark.django_db

PNG = picture(size=(4, 4))


def upload(content: bytes = PDF, name: str = "plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, "application/x-whatever")


def kept(
    referral: Referral, content: bytes = PDF, *, of_department: bool = True, name: str = "plan.pdf"
) -> Enclosure:
    return desk.enclose(referral, name, "", ContentFile(content), of_department=of_department)


def body(response: Any) -> bytes:
    return b"".join(response.streaming_content)


# Along with an answer ----------------------------------------------------------------------------


def test_files_go_along_with_the_answer(official: Client, asked: Referral) -> None:
    given = {"text": "Zie het plan.", "files": [upload(), upload(PNG, "foto.png")]}
    assert official.post(at("answer", asked), given).status_code == 303
    sent = [(one.name, one.mime, one.of_department) for one in asked.enclosures.all()]
    assert sent == [("plan.pdf", "application/pdf", True), ("foto.png", "image/png", True)]
    assert Answer.objects.exists()


def test_refused_file_costs_neither_text_nor_other_files(official: Client, asked: Referral) -> None:
    given = {"text": "Zie het plan.", "files": [upload(EXE, "virus.exe"), upload()]}
    response = official.post(at("answer", asked), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "“virus.exe” is not a picture" in page
    assert "Zie het plan." in written(page)
    assert "plan.pdf" in page
    assert [one.name for one in Enclosure.objects.all()] == ["plan.pdf"]
    assert not Answer.objects.exists()


def test_files_stay_when_the_words_were_refused(official: Client, asked: Referral) -> None:
    response = official.post(at("answer", asked), {"text": " ", "files": [upload()]})
    assert response.status_code == 422
    assert "plan.pdf" in response.content.decode()


def test_files_come_too_late_for_a_closed_question(
    official: Client, asked: Referral, mira: User, tmp_path: Path
) -> None:
    desk.answer(asked, "In week 50.", mira)
    response = official.post(at("answer", asked), {"text": "Zie het plan.", "files": [upload()]})
    page = response.content.decode()
    assert response.status_code == 422
    assert "already closed" in page
    assert "Zie het plan." in page
    assert not Enclosure.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


@pytest.mark.parametrize("name", ["enclose", "canned_answer"])
def test_files_are_laid_ready_while_writing(official: Client, asked: Referral, name: str) -> None:
    response = official.post(at(name, asked), {"text": "Zie het", "files": [upload()]})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Zie het" in written(page)
    assert "plan.pdf" in page


def test_file_that_was_laid_ready_is_left_out(official: Client, asked: Referral) -> None:
    file = kept(asked)
    page = page_of(official, at("question", asked))
    assert re.search(rf'name="file" value="{file.pk}" formaction="{at("leave_out", asked)}', page)
    response = official.post(at("leave_out", asked), {"text": "Zie het", "file": file.pk})
    page = response.content.decode()
    assert response.status_code == 200
    assert "Zie het" in written(page)
    assert not Enclosure.objects.exists()


@pytest.mark.parametrize("given", ["", "x", "999999"])
def test_file_that_is_not_there_is_not_left_out(
    official: Client, asked: Referral, given: str
) -> None:
    response = official.post(at("leave_out", asked), {"text": "Zie het", "file": given})
    page = response.content.decode()
    assert response.status_code == 422
    assert "no longer there" in page
    assert "Zie het" in written(page)


def test_file_of_the_inbox_cannot_be_left_out(official: Client, asked: Referral) -> None:
    file = kept(asked, of_department=False)
    page = page_of(official, at("question", asked))
    assert "plan.pdf" in page
    assert 'data-testid="leave-out"' not in page
    official.post(at("leave_out", asked), {"file": file.pk})
    assert Enclosure.objects.exists()


def test_full_question_offers_no_more_room(official: Client, asked: Referral) -> None:
    for _number in range(desk.MOST_FILES):
        kept(asked)
    assert 'data-testid="files"' not in page_of(official, at("question", asked))


def test_files_stand_with_the_answer_they_came_with(
    official: Client, asked: Referral, mira: User
) -> None:
    kept(asked)
    desk.answer(asked, "Zie het plan.", mira)
    page = page_of(official, at("question", asked))
    assert "plan.pdf" in page
    assert 'data-testid="leave-out"' not in page


def test_picture_is_shown_and_another_file_is_offered(official: Client, asked: Referral) -> None:
    shown = kept(asked, PNG, of_department=False, name='x" onerror="alert(1).png')
    offered = kept(asked, PDF, of_department=False)
    page = page_of(official, at("question", asked))
    address = reverse("enclosure", args=[shown.pk])
    assert f'<img src="{address}" alt="x&quot; onerror=&quot;alert(1).png"' in page
    assert f'href="{reverse("enclosure", args=[offered.pk])}"' in page


# Served ------------------------------------------------------------------------------------------


def test_picture_is_served_to_be_shown(official: Client, asked: Referral) -> None:
    response = official.get(reverse("enclosure", args=[kept(asked, PNG).pk]))
    assert (response.status_code, body(response)) == (200, PNG)
    assert response.headers["Content-Type"] == "image/png"
    assert "Content-Disposition" not in response.headers
    assert response.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_other_file_is_served_to_be_saved(official: Client, asked: Referral) -> None:
    file = kept(asked, name="plan\u202e.pdf")
    response = official.get(reverse("enclosure", args=[file.pk]))
    assert body(response) == PDF
    assert response.headers["Content-Disposition"] == (
        f'attachment; filename="bijlage-{file.pk}.pdf"'
    )


def test_type_that_is_not_ours_is_never_shown(official: Client, asked: Referral) -> None:
    file = kept(asked)
    Enclosure.objects.update(mime="text/html")
    response = official.get(reverse("enclosure", args=[file.pk]))
    assert response.headers["Content-Type"] == "application/octet-stream"
    assert response.headers["Content-Disposition"].startswith("attachment")


def test_file_that_storage_lost_is_not_there(official: Client, asked: Referral) -> None:
    file = kept(asked)
    file.file.storage.delete(file.file.name or "")
    assert official.get(reverse("enclosure", args=[file.pk])).status_code == 404


@pytest.mark.parametrize("who", ["sem", "anouk", "chris"])
def test_file_is_not_there_for_others(
    asked: Referral, sem: User, anouk: User, chris: User, who: str
) -> None:
    user = {"sem": sem, "anouk": anouk, "chris": chris}[who]
    address = reverse("enclosure", args=[kept(asked, of_department=False).pk])
    assert seen_by(user).get(address).status_code == 404


def test_stranger_signs_in_first(client: Client, asked: Referral) -> None:
    response = client.get(reverse("enclosure", args=[kept(asked).pk]))
    assert response.headers["Location"].startswith("/login/")


def test_file_is_served_by_the_real_server_too(asked: Referral, bram: User) -> None:
    address = reverse("enclosure", args=[kept(asked, PNG).pk])
    client = AsyncClient()
    client.force_login(bram)

    async def fetched() -> bytes:
        response: Any = await client.get(address)
        return b"".join([part async for part in response.streaming_content])

    assert async_to_sync(fetched)() == PNG
