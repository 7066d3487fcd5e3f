"""From what a citizen wrote to the terms in it: words, and pairs of words beside each other.

People are no subject: names of who writes, of colleagues, of whoever is spoken of and what else
leads to a person are no terms. Numbers, addresses and links are none either.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from routing.classifier.text import Token, normal, tokens
from routing.identifiers import (
    without_birth_dates,
    without_bsns,
    without_emails,
    without_handles,
    without_ibans,
    without_phones,
    without_plates,
)

SHORTEST, LONGEST = 3, 30  # letters of a word
LONGEST_TEXT = 8_000  # characters that are read
MOST = 60  # terms of one message: who pastes a page does not decide what the town talks about
_HERE = Path(__file__).parent
_TITLE_WORDS = """
    mevrouw mevr mw meneer mijnheer heer dhr familie fam burgemeester wethouder raadslid juf meester
    dokter dr mr ing drs agent ambtenaar collega buurman buurvrouw heet
"""
_TITLES = frozenset(_TITLE_WORDS.split())
_PARTICLE_WORDS = "van von de der den des het ter ten te el al la le du da di bin ben"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_STREET = re.compile(r"\w{3,}(?:straat|laan|weg|plein|steeg|gracht|singel|kade|dreef|wijk|buurt)")
_TAG = re.compile(r"[#＃](\w+)")
_PLURAL = re.compile(r"(?<=\w\w)['’`´]s$", re.IGNORECASE)
_BORDER = re.compile(r"(?<=[.!?…\n;:()])\s+|\n+|,\s+")


@dataclass(frozen=True)
class _Word:
    """``first``: of its sentence, where a capital says less."""

    text: str
    capital: bool
    first: bool


@dataclass(frozen=True)
class People:
    """Parts of names, folded.

    colleagues  who work here; taken for a name where they stand with a capital, for "bos" is a word
    ours        what the municipality is called, which is no subject
    """

    colleagues: frozenset[str] = frozenset()
    ours: frozenset[str] = frozenset()


def people(colleagues: Iterable[str], ours: Iterable[str]) -> People:
    return People(_all_parts(colleagues), _all_parts(ours))


NOBODY = People()


def terms(text: str, writer: Iterable[str] = (), known: People = NOBODY) -> list[str]:
    """Each term of the text once, in the order of writing. Never raises.

    writer  the name and user name of who wrote it
    """
    stop, own = stop_words(), _all_parts(writer)
    found: dict[str, None] = {}
    for part in _BORDER.split(_without_what_identifies(text[:LONGEST_TEXT])):
        said = _without_people(_words(part), own, known.colleagues)
        kept = [word if _tells(word, stop) and word not in known.ours else "" for word in said]
        for before, word in zip(["", *kept], kept, strict=False):
            if word:
                found[word] = None
                if before and before != word:
                    found[f"{before} {word}"] = None
    return list(found)[:MOST]


def without_names(found: Iterable[str], texts: Iterable[str]) -> list[str]:
    """Those terms that may leave the house: each word of them is mostly written without a capital
    where no sentence begins, as no name is, or is a street.

    texts   in which they were found; at most so many as tell it
    """
    small, large = Counter[str](), Counter[str]()
    for text in texts:
        tags = {normal(tag) for tag in _TAG.findall(text)}
        for part in () if text.isupper() else _BORDER.split(text[:LONGEST_TEXT]):
            for word in _words(part):
                if word.text not in tags and not (word.capital and word.first):
                    (large if word.capital else small)[word.text] += 1
    return [
        term
        for term in found
        if all(small[word] > large[word] or _STREET.fullmatch(word) for word in term.split())
    ]


@cache
def stop_words() -> frozenset[str]:
    return _listed("stop_words.txt")


@cache
def first_names() -> frozenset[str]:
    return _listed("names.txt")


def _listed(name: str) -> frozenset[str]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return frozenset(
        normal(word) for line in lines if not line.startswith("#") for word in line.split()
    )


def _without_what_identifies(text: str) -> str:
    """What stands on both sides of it makes no pair."""
    text = without_handles(without_emails(text, "\n"), "\n")
    text = without_birth_dates(without_ibans(text, "\n"), "\n")
    return without_bsns(without_phones(without_plates(text, "\n"), "\n"), "\n")


def _all_parts(names: Iterable[str]) -> frozenset[str]:
    return frozenset(part for name in names for part in _parts(name))


def _parts(name: str) -> Iterator[str]:
    """What of a name is nobody's ordinary word: "Jan van Dijk" is "jan" and "dijk"."""
    for word in re.findall(r"[^\W\d_]+", name):
        folded = normal(word)
        if len(folded) >= SHORTEST and folded not in _PARTICLES:
            yield folded


def _words(part: str) -> list[_Word]:
    """A compound that was written with a hyphen, or a tag of several words, counts as a whole."""
    found: list[_Word] = []
    whole = ""
    for token in tokens(part):
        if whole and _is_piece_of(token, whole):
            continue
        whole = token.shown if "-" in token.shown or token.shown.startswith(("#", "＃")) else ""
        found.append(_Word(_single(token), token.shown[:1].isupper(), not found))
    return found


def _single(token: Token) -> str:
    """ "kliko's" is "kliko"."""
    bare = _PLURAL.sub("", token.shown)
    return normal(bare) if bare != token.shown else token.word


def _is_piece_of(token: Token, whole: str) -> bool:
    return token.shown != whole and token.shown in whole


def _without_people(
    said: Sequence[_Word], own: Collection[str], colleagues: Collection[str]
) -> Iterator[str]:
    """ "" in place of a person, so that what stands around them makes no pair."""
    names, after = first_names(), False
    for place, word in enumerate(said):
        titled = place > 0 and said[place - 1].text in _TITLES and word.capital
        a_name = word.text in names or (word.text in colleagues and not word.first)
        named = word.text in own or (word.capital and a_name) or titled
        if not named and after:  # "Jan de Vries", "meneer van der Berg"
            named = word.text in _PARTICLES or word.capital
        after = named
        yield "" if named else word.text


def _tells(word: str, stop: Collection[str]) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha() and word not in stop
