"""Taking out of a text who wrote it, before it goes to a department.

A department needs to know what is wrong and where, and seldom who says so. Names of others, and
what only somebody who knows the writer recognises, stay: an agent reads the text before it goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from django.utils.translation import gettext as _

from routing.folding import folded
from routing.identifiers import (
    without_birth_dates,
    without_bsns,
    without_emails,
    without_handles,
    without_ibans,
    without_phones,
    without_plates,
)

HANDLE = "@…"
_WORD = re.compile(r"[^\W\d_]+|\d+")
_STREET = re.compile(r"\w+(?:straat|laan|weg|plein|steeg|gracht|singel|kade|dreef|buurt|wijk)")
_PARTICLE_WORDS = "van von de der den des het ter ten te el al la le du da di dos ben bin"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
# What people call themselves beside a name, or instead of one.
_NO_NAME_WORDS = """
    gemeente stad dorp wijk buurt bewoner bewoners inwoner burger ondernemer vereniging stichting
    club team familie fam mevrouw mevr meneer heer dhr mama papa moeder vader opa oma boze blije
    and und the for official voor met uit
"""
_NO_NAMES = frozenset(_NO_NAME_WORDS.split())
_EDGE, _END = r"(?<![^\W_])", r"(?![^\W_])"
_SIGNED = rf"{_EDGE}(?:groet\w*|gr|grt|grtz|mvg|liefs|namens|naam is|ik ben|ik heet)[\W_]{{1,5}}"
# "Aan de Dijk 4" stays, also when Jan van Dijk writes it.
_NO_ADDRESS = r"(?<!\bop de )(?<!\baan de )(?<!\bin de )"
_NO_NUMBER = r"(?!\W+\d)"


def redact(text: str, names: Iterable[str] = (), keep: Iterable[str] = ()) -> str:
    """The text with a mark for everything in it that leads to the writer.

    names   the writer's display name and user name, as the platform gives them
    keep    our own user names and e-mail addresses, which stay

    User names, e-mail addresses, telephone and account numbers, citizens' service numbers, dates
    of birth and licence plates go, whoever's they are; of names only those given. Street addresses
    stay. What was redacted before does not change. Never raises.
    """
    kept = frozenset(name.lower().removeprefix("@") for name in keep)
    pattern = _pattern(tuple(names), kept, marks())
    # Until nothing is left: what is taken out may have hidden what stands beside it.
    before = None
    while text != before:
        before = text
        text = _without_names(_without_numbers(text, kept), pattern)
    return text


def marks() -> tuple[str, ...]:
    """What stands for what was taken out."""
    return (
        _("[name]"),
        _("[e-mail address]"),
        _("[telephone number]"),
        _("[account number]"),
        _("[citizen service number]"),
        _("[date of birth]"),
        _("[licence plate]"),
    )


def _without_numbers(text: str, keep: frozenset[str]) -> str:
    _name, email, phone, account, bsn, birth, plate = marks()
    text = without_handles(without_emails(text, email, keep), HANDLE, keep)
    text = without_birth_dates(without_ibans(text, account), birth)
    return without_bsns(without_phones(without_plates(text, plate), phone), bsn)


# Names -------------------------------------------------------------------------------------------


def _without_names(text: str, pattern: re.Pattern[str]) -> str:
    letters = folded(text)
    pieces, done = [], 0
    for found in pattern.finditer(letters.text):
        kind = found.lastgroup or ""
        start, end = letters.span(*found.span(kind))
        # Part of a name can be a word as well; a capital tells.
        named = kind in {"whole", "signed"} or text[start:end].rsplit(maxsplit=1)[-1][0].isupper()
        if kind != "mark" and named and start >= done:
            pieces += [text[done:start], _("[name]")]
            done = end
    return "".join([*pieces, text[done:]])


@lru_cache(maxsize=256)
def _pattern(
    names: tuple[str, ...], keep: frozenset[str], marks: tuple[str, ...]
) -> re.Pattern[str]:
    """What to look for in folded text. Marks come first, so that none is marked again."""
    written = [_WORD.findall(folded(name).text) for name in names if name.lower() not in keep]
    wholes = {r"[\W_]{0,3}".join(words) for words in written if _telling(words)}
    parts = {word for words in written for word in words if _is_part(word)}
    whole = f"{_EDGE}{_either(wholes)}{_END}"
    choices = [f"(?P<mark>{_either(re.escape(folded(mark).text) for mark in marks)})"]
    choices.append(f"(?P<whole>{whole})")
    if parts:
        own = {word for words in written for word in words if word in _PARTICLES}
        part = rf"(?:{_EDGE}{_either(own or {'(?!)'})}\s+){{0,3}}{_either(parts)}{_END}"
        initials = rf"(?:{_EDGE}[a-z]\.\s?){{0,4}}"
        choices += [
            rf"{_SIGNED}(?P<signed>{whole}|{initials}{part}(?:\s{part})*)",
            rf"(?P<part>{_EDGE}{_NO_ADDRESS}{initials}{part}{_NO_NUMBER})",
        ]
    return re.compile("|".join(choices))


def _either(choices: Iterable[str]) -> str:
    """Any of them, the longest first; of none, nothing."""
    return f"(?:{'|'.join(sorted(choices, key=len, reverse=True)) or '(?!)'})"


def _telling(words: list[str]) -> bool:
    """Whether the words together are nobody else's, however they are written."""
    if len(words) > 1:
        return not set(words) <= _PARTICLES | _NO_NAMES
    return any(len(word) >= 8 and not _STREET.fullmatch(word) for word in words)


def _is_part(word: str) -> bool:
    ordinary = word in _PARTICLES or word in _NO_NAMES or _STREET.fullmatch(word)
    return len(word) >= 3 and word.isalpha() and not ordinary
