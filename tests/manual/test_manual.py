"""The manual, in Dutch and in English, names only what is on the screen."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po

from inbox.keys import GROUPS
from tests.screenshots.screens import SCREENS, SIZES
from webcare.env import BASE_DIR
from webcare.translations import PO, collect

DOCS = BASE_DIR / "docs"
DUTCH, ENGLISH = DOCS / "handleiding", DOCS / "manual"
PAGES = [*sorted(DUTCH.glob("*.md")), *sorted(ENGLISH.glob("*.md"))]
OF_THE_BROWSER = {"Enter", "Esc", "Tab", "Shift", "Ctrl"}
HEADING = re.compile(r"^(#+) ", re.MULTILINE)
LINK = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
PICTURE = re.compile(r"!\[([^\]]*)\]\(\.\./pictures/voorbeeld/(\d+)/([\w-]+)\.webp\)")
BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}")


def _id(page: Path) -> str:
    return f"{page.parent.name}/{page.name}"


def _texts(language: str) -> Iterator[str]:
    """Everything that the screens say in this language."""
    dutch = language == "handleiding"
    for message in _translated() if dutch else collect():
        said: Any = message.string if dutch else message.id
        yield from said if isinstance(said, list | tuple) else [said]


def _translated() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def said() -> dict[str, list[re.Pattern[str]]]:
    """A pattern for each text, with anything where a name or a number stands."""
    return {
        language: [
            re.compile(".+".join(map(re.escape, PLACEHOLDER.split(text))), re.IGNORECASE)
            for text in _texts(language)
            if PLACEHOLDER.sub("", text).strip()
        ]
        for language in ("handleiding", "manual")
    }


def test_both_languages_have_the_same_chapters_and_headings() -> None:
    def outline(folder: Path) -> dict[str, list[str]]:
        return {page.name: HEADING.findall(page.read_text()) for page in folder.glob("*.md")}

    assert outline(DUTCH) == outline(ENGLISH) != {}


@pytest.mark.parametrize("page", sorted(page.name for page in DUTCH.glob("*.md")))
def test_both_languages_show_the_same_pictures(page: str) -> None:
    shown = [PICTURE.findall((folder / page).read_text()) for folder in (DUTCH, ENGLISH)]
    assert [one[1:] for one in shown[0]] == [one[1:] for one in shown[1]]


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_picture_is_one_that_is_made_and_is_described(page: Path) -> None:
    names, text = {screen.name for screen in SCREENS}, page.read_text()
    assert text.count("![") == len(PICTURE.findall(text))
    for words, width, name in PICTURE.findall(text):
        assert words
        assert name in names
        assert int(width) in SIZES


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_page_that_is_linked_is_there(page: Path) -> None:
    linked = LINK.findall(page.read_text())
    gone = [one for one in linked if one.endswith(".md") and not (page.parent / one).exists()]
    assert not gone


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_key_is_a_key_of_the_inbox(page: Path) -> None:
    keys = {cap for group in GROUPS for key in group.keys for cap in chain(*key.caps)}
    assert set(re.findall(r"<kbd>(.+?)</kbd>", page.read_text())) <= keys | OF_THE_BROWSER


@pytest.mark.parametrize("page", PAGES, ids=_id)
def test_every_text_in_bold_stands_on_a_screen(
    page: Path, said: dict[str, list[re.Pattern[str]]]
) -> None:
    bold = {" ".join(words.split()) for words in BOLD.findall(page.read_text())}
    known = said[page.parent.name]
    unknown = [one for one in bold if not any(text.fullmatch(one) for text in known)]
    assert not unknown


def test_every_chapter_is_in_the_contents() -> None:
    for folder in (DUTCH, ENGLISH):
        linked = set(LINK.findall((folder / "README.md").read_text()))
        assert {page.name for page in folder.glob("*.md")} - {"README.md"} <= linked
