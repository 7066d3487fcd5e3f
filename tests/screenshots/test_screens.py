"""The list of screens is whole, and a picture is only written anew when something changed."""

from __future__ import annotations

import io
import re
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.urls import resolve
from PIL import Image, ImageDraw

from tests.screenshots.keeping import keep
from tests.screenshots.screens import SCREENS, SIZES
from tests.screenshots.sheet import sheet
from tests.webcare.test_access import TABLE
from webcare.env import BASE_DIR

# Answers to a GET that are no screen.
NO_SCREENS = {
    "a part of a page": {
        *("begun", "crisis_band", "palette", "hand_over", "thread_around", "choose_labels"),
        *("preview", "refer_preview", "snooze", "news", "live", "connect_onward", "connect_choose"),
        *("watching", "follow_stay", "send_back", "signals_band"),
    },
    "a file": {
        *("attachment", "thumbnail", "department_file", "enclosure", "by_link_file", "raw_letter"),
        *("public_attachment", "export_examples", "export_corrections", "manifest", "worker"),
        "export_file",
    },
    "opens by a secret": {"wall", "weekly_stop", "weekly_agree"},
    "for machines": {
        *("healthz", "webhook", "connect_return", "connect_begin"),
        *("schema", "account-list", "conversation-list", "conversation-detail"),
    },
    "leads to another": {
        "home",
        "insight",
        "webcare.shell.admin_entrance",
        "account_reauthenticate",
    },
    "the form of another": {
        *("subject", "canned", "new_canned", "write_canned", "new_norm", "search"),
    },
}


@pytest.fixture(scope="module")
def shown() -> set[str]:
    """The names of the addresses of which there is a picture."""
    return {_name(screen.address) for screen in SCREENS if screen.address.startswith("/")}


def _name(address: str) -> str:
    """With a number in the place of each name."""
    return resolve(re.sub(r"{.*?}", "1", urlsplit(address).path)).view_name


def test_every_page_has_a_picture(shown: set[str]) -> None:
    pages = {_name(address) for how, address, _who in TABLE if how == "GET"}
    ours = {name for name in pages if ":" not in name}
    assert ours - shown - set().union(*NO_SCREENS.values()) == set()


def test_every_screen_has_a_name_of_its_own() -> None:
    assert len({screen.name for screen in SCREENS}) == len(SCREENS)


def test_sheet_shows_every_picture() -> None:
    page = sheet()
    for screen in SCREENS:
        for theme in screen.themes:
            for width in SIZES:
                assert f'src="{theme}/{width}/{screen.name}.webp"' in page


def _shot(clock: str = "10:00", *, button: bool = True) -> bytes:
    screen = Image.new("RGB", (360, 740), "white")
    pen = ImageDraw.Draw(screen)
    pen.text((20, 20), clock, fill="black")
    if button:
        pen.rectangle((20, 600, 200, 640), fill="navy")
    data = io.BytesIO()
    screen.save(data, "PNG")
    return data.getvalue()


def test_picture_is_written_once_for_the_same_screen(tmp_path: Path) -> None:
    file = tmp_path / "voorbeeld" / "360" / "queue.webp"
    assert keep(_shot(), file, 360)
    written = file.read_bytes()
    assert not keep(_shot("23:59"), file, 360, [(10, 10, 100, 40)])
    assert file.read_bytes() == written


def test_picture_is_written_anew_when_the_screen_changed(tmp_path: Path) -> None:
    file = tmp_path / "queue.webp"
    keep(_shot(), file, 360)
    assert keep(_shot(button=False), file, 360)
    assert not keep(_shot(button=False), file, 360)


def test_every_picture_that_a_text_shows_is_there() -> None:
    docs = BASE_DIR / "docs"
    texts = [
        text for part in ("manual", "handleiding", "insight") for text in (docs / part).glob("*.md")
    ]
    shown = {
        text.parent / picture
        for text in texts
        for picture in re.findall(r"!\[[^\]]*\]\(([^)]+)\)", text.read_text(encoding="utf-8"))
    }
    assert shown
    assert [one for one in shown if not one.exists()] == []


def test_sheet_is_the_one_that_is_made() -> None:
    assert (BASE_DIR / "docs" / "pictures" / "README.md").read_text(encoding="utf-8") == sheet()
