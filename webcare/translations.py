"""The texts of the interface: collected, compiled and checked without GNU gettext.

Texts are written in English in code and templates; ``locale/nl`` holds the Dutch that people see.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

from webcare.env import BASE_DIR

LANGUAGE = "nl"
PO = BASE_DIR / "locale" / LANGUAGE / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
SOURCES = ("webcare", "inbox", "routing", "connectors", "templates")
LEFT_OUT = ("connectors/simulator/", "/migrations/")
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
}
# What Django's templatize makes of a template: calls in a sea of X's.
_CALL = re.compile(
    r"(?<![\w.])(?P<name>_|n?p?gettext)\("
    r"(?P<arguments>(?:[^()'\"]|'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\")*)\)"
)


def collect() -> Catalog:
    """Every text of the interface, with where it stands."""
    catalog = Catalog(locale=LANGUAGE, project="Webcare", charset="utf-8", fuzzy=False)
    for path in _files():
        name = path.relative_to(BASE_DIR).as_posix()
        with path.open("rb") as file:
            for message in _texts(path, file):
                catalog.add(message, locations=[(name, 0)])
    return catalog


def _files() -> Iterator[Path]:
    for source in SOURCES:
        for path in sorted((BASE_DIR / source).rglob("*")):
            name = path.relative_to(BASE_DIR).as_posix()
            if path.suffix in {".py", ".html", ".txt"} and not any(
                part in name for part in LEFT_OUT
            ):
                yield path


def _texts(path: Path, file: BinaryIO) -> Iterator[str | tuple[str, ...]]:
    if path.suffix == ".py":
        for _line, message, _comments, _context in extract("python", file, keywords=KEYWORDS):
            yield message
    else:
        yield from _template_texts(file.read().decode("utf-8"))


def _template_texts(source: str) -> Iterator[str | tuple[str, ...]]:
    for call in _CALL.finditer(templatize(source)):
        parsed = ast.parse(f"f({call['arguments']})", mode="eval").body
        assert isinstance(parsed, ast.Call)  # noqa: S101 - we wrote the call ourselves
        texts = [
            a.value for a in parsed.args if isinstance(a, ast.Constant) and isinstance(a.value, str)
        ]
        yield tuple(texts[:2]) if call["name"] == "ngettext" else texts[-1]


def stored() -> Catalog:
    with PO.open("rb") as file:
        return read_po(file, locale=LANGUAGE)


def update() -> None:
    """Bring the catalogue in line with the code; new texts stand there untranslated."""
    catalog = stored() if PO.exists() else Catalog(locale=LANGUAGE)
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    with PO.open("wb") as file:
        write_po(file, catalog, width=100, omit_header=False, sort_output=True, no_location=True)


def compile_catalog() -> None:
    with MO.open("wb") as file:
        write_mo(file, stored())


def problems() -> list[str]:
    """What is missing, superfluous or unlike its original. Empty when Dutch is complete."""
    wanted = {message.id: message for message in collect() if message.id}
    have = {message.id: message for message in stored() if message.id}
    found = [f"not in the catalogue: {text!r}" for text in wanted if text not in have]
    found += [f"no longer used: {text!r}" for text in have if text not in wanted]
    for text, message in have.items():
        strings = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(strings) or message.fuzzy:
            found.append(f"not translated: {text!r}")
        found += [f"{text!r}: {error}" for error in message.check()]
    return sorted(found)
