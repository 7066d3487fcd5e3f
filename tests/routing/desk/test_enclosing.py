"""Files with a question: what they are is in them, and there is an end to how many."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from hypothesis import given
from hypothesis import strategies as st

from routing import desk
from routing.desk.contents import CONTENTS, recognise
from routing.models import Enclosure, Referral
from tests.inbox.files import EXE, HTML, MP4, PDF, FullStorage, document, picture
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db

OPEN = "application/vnd.oasis.opendocument"
OFFICE = "application/vnd.openxmlformats-officedocument"
TAKEN = {
    "image/png": picture(),
    "image/jpeg": picture("JPEG"),
    "image/gif": picture("GIF"),
    "image/webp": picture("WEBP"),
    "application/pdf": PDF,
    "text/plain": "Snoeiplan é\r\n\tweek 48".encode(),
    f"{OFFICE}.wordprocessingml.document": document("[Content_Types].xml", "word/document.xml"),
    f"{OFFICE}.spreadsheetml.sheet": document("[Content_Types].xml", "xl/workbook.xml"),
    f"{OFFICE}.presentationml.presentation": document("[Content_Types].xml", "ppt/slides.xml"),
    f"{OPEN}.text": document("mimetype", mimetype=f"{OPEN}.text".encode()),
    f"{OPEN}.spreadsheet": document("mimetype", mimetype=f"{OPEN}.spreadsheet".encode()),
}
REFUSED = {
    "program": EXE,
    "film": MP4,
    "nothing": b"",
    "white": b"  \n ",
    "latin-1": b"caf\xe9 \x00",
    "zip": document("plan.exe"),
    "macros": document("[Content_Types].xml", "word/vbaProject.bin"),
    "broken zip": b"PK\x03\x04" + b"x" * 200,
    "zip without an end": document("[Content_Types].xml", "word/document.xml")[:-30],
    "sound": b"RIFF\x00\x00\x00\x00WAVEfmt ",
}


def keep(referral: Referral, content: bytes, name: str = "plan.pdf", **given: Any) -> Enclosure:
    given = {"of_department": True, **given}
    return desk.enclose(referral, name, "image/png", ContentFile(content), **given)


@pytest.mark.parametrize("mime", TAKEN)
def test_file_is_what_is_in_it(asked: Referral, mime: str) -> None:
    kept = keep(asked, TAKEN[mime])
    assert (kept.mime, kept.size) == (mime, len(TAKEN[mime]))
    with kept.file.open() as file:
        assert file.read() == TAKEN[mime]


@pytest.mark.parametrize("what", REFUSED)
def test_other_files_are_refused_by_name(asked: Referral, tmp_path: Path, what: str) -> None:
    with pytest.raises(desk.NotKept, match="snoeiplan"):
        keep(asked, REFUSED[what], "snoeiplan.png")
    assert not Enclosure.objects.exists()
    assert _kept(tmp_path) == []


def test_markup_is_text_to_save(asked: Referral) -> None:
    assert not CONTENTS[keep(asked, HTML).mime].is_picture


def test_zip_with_an_endless_list_is_refused(asked: Referral) -> None:
    names = [f"word/{number:0100d}" for number in range(4000)]
    with pytest.raises(desk.NotKept):
        keep(asked, document("[Content_Types].xml", *names))


@given(content=st.binary(max_size=300), before=st.sampled_from([b"", b"PK\x03\x04", b"%PDF-"]))
def test_no_bytes_are_too_strange_to_look_at(content: bytes, before: bytes) -> None:
    recognise(ContentFile(before + content))


@pytest.mark.parametrize(("kind", "content"), [("file", PDF), ("image", picture())])
def test_too_large_a_file_is_refused(
    asked: Referral, settings: Any, kind: str, content: bytes
) -> None:
    settings.ATTACHMENT_LIMITS = {**settings.ATTACHMENT_LIMITS, kind: len(content) - 1}
    with pytest.raises(desk.NotKept, match="too large"):
        keep(asked, content)


def test_there_is_an_end_to_how_many(asked: Referral, tmp_path: Path) -> None:
    for _number in range(desk.MOST_FILES):
        keep(asked, PDF)
    with pytest.raises(desk.NotKept, match="At most 10"):
        keep(asked, PDF)
    assert len(_kept(tmp_path)) == desk.MOST_FILES


def test_files_of_the_inbox_take_no_room_of_the_department(asked: Referral) -> None:
    for _number in range(desk.MOST_FILES):
        keep(asked, PDF, of_department=False)
    assert keep(asked, PDF).of_department


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("C:\\Users\\bram\\plan.pdf", "plan.pdf"),
        ("../../etc/plan.pdf", "plan.pdf"),
        ("plan\r\n\u202e.pdf", "plan.pdf"),
        ("", "File"),
        ("/", "File"),
        ("p" * 300 + ".pdf", "p" * 196 + ".pdf"),
    ],
)
def test_name_is_made_fit_to_show(asked: Referral, given: str, shown: str) -> None:
    assert keep(asked, PDF, given).name == shown


def test_name_decides_nothing_of_where_it_is_kept(asked: Referral) -> None:
    assert "plan" not in (keep(asked, PDF, "../plan.exe").file.name or "")


def test_closed_question_takes_no_file(asked: Referral, tmp_path: Path) -> None:
    desk.withdraw(asked)
    with pytest.raises(desk.AlreadyClosed):
        keep(asked, PDF)
    assert _kept(tmp_path) == []


def test_full_disk_is_told(asked: Referral, settings: Any, tmp_path: Path) -> None:
    backend = f"{FullStorage.__module__}.{FullStorage.__name__}"
    full = {"BACKEND": backend, "OPTIONS": {"location": str(tmp_path)}}
    settings.STORAGES = {**settings.STORAGES, "default": full}
    with pytest.raises(desk.NotKept, match="Try again later"):
        keep(asked, PDF)
    assert not Enclosure.objects.exists()


# Left out again ----------------------------------------------------------------------------------


def test_file_that_is_left_out_is_gone(
    asked: Referral, tmp_path: Path, django_capture_on_commit_callbacks: Any
) -> None:
    kept = keep(asked, PDF)
    with django_capture_on_commit_callbacks(execute=True):
        desk.leave_out(kept)
    assert not Enclosure.objects.exists()
    assert _kept(tmp_path) == []


def test_file_of_the_inbox_is_not_left_out(asked: Referral) -> None:
    kept = keep(asked, PDF, of_department=False)
    with pytest.raises(desk.Refused, match="no longer there"):
        desk.leave_out(kept)
    assert Enclosure.objects.exists()


def test_file_of_another_question_is_not_left_out(asked: Referral, looked_at: Referral) -> None:
    kept = keep(looked_at, PDF)
    with pytest.raises(desk.Refused):
        desk.leave_out(Enclosure(pk=kept.pk, referral=asked))
    assert Enclosure.objects.exists()


def test_file_that_went_along_stays(asked: Referral, bram: User) -> None:
    kept = keep(asked, PDF)
    desk.answer(asked, "Zie het plan.", bram)
    with pytest.raises(desk.AlreadyClosed):
        desk.leave_out(kept)
    assert Enclosure.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_file_and_answer_at_the_same_moment_leave_nothing_behind(
    asked: Referral, bram: User, tmp_path: Path
) -> None:
    outcome, _answer = race(
        lambda: keep(Referral.objects.get(), PDF),
        lambda: desk.answer(Referral.objects.get(), "In week 48.", bram),
    )
    kept = isinstance(outcome, Enclosure)
    assert kept or isinstance(outcome, desk.AlreadyClosed)
    assert (Enclosure.objects.count(), len(_kept(tmp_path))) == (kept, kept)


def _kept(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
