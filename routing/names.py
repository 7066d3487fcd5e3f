"""Names of streets and neighbourhoods as people write them, and when a word is meant as a name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum

from routing.folding import Folded, folded

Name = tuple[str, ...]
"""The words of a name, in one spelling."""

_TOKEN = re.compile(r"[^\W\d_]+|\d+")
_BETWEEN = re.compile(r"(?:[^\S\n]|[.'’_-]){0,3}")
_HUMP = re.compile(r"(?<=[^\W\d_A-Z])(?=[A-Z])")

# One spelling for what is written in several, on both sides.
_ENDINGS = (("pln", "plein"), ("strt", "straat"), ("str", "straat"), ("ln", "laan"))
_TITLES = {
    "burgemeester": "burg",
    "burgem": "burg",
    "professor": "prof",
    "dokter": "dr",
    "doctor": "dr",
    "sint": "st",
    "meester": "mr",
    "monseigneur": "mgr",
    "pastoor": "past",
    "dominee": "ds",
    "generaal": "gen",
    "koningin": "kon",
}

# What the name of a street or neighbourhood ends in, and no common word does.
_TELLING = re.compile(
    r"\w{2,}(?:straat|laan|weg|plein|steeg|dijk|kade|gracht|singel|plantsoen|dreef|pad|hof|baan"
    r"|markt|brink|buurt|wijk|kwartier|veld|hoek|park|poort|polder|burg|dorp|stede|hove|oord|hout"
    r"|wal|werf|ring|brug|dam|haven|zijde|kamp|akker|weide|tuin|tuinen|meent|erf|plaats|haag)"
)
_COMMON_WORDS = """
    weg dijk markt plein straat laan pad hof park bos brink kade haven singel gracht dreef steeg
    dam brug wal werf ring veld hoek kamp akker weide tuin tuinen erf plaats haag poort polder
    berg heuvel heide molen kerk school station centrum dorp stad stadshart kern buurt wijk
    eiland water meer plas vijver sloot beek bron bocht eind einde baan passage promenade spoor
    sluis vaart tunnel viaduct museum theater ziekenhuis gemeentehuis stadhuis raadhuis
    boulevard strand duin duinen plantage buitengebied bedrijventerrein industrieterrein
    landgoed toren kasteel boerderij hoeve schoolplein dorpsplein marktplein kerkplein
    stationsplein kerkhof begraafplaats parkeerplaats speelplaats speelveld speeltuin sportpark
    sportveld voetbalveld zwembad ijsbaan jachthaven waterkant winkelcentrum woonwijk snelweg
    ringweg rondweg landweg waterweg zandpad wandelpad fietspad voetpad ruiterpad achterpad berk
    berken linde linden eik eiken beuk beuken es iep wilg wilgen populier kastanje esdoorn els
    hazelaar meidoorn den dennen spar hulst vlier klimop roos rozen tulp lelie iris narcis merel
    mus zwaluw spreeuw specht uil valk reiger zwaan eend ooievaar koekoek nachtegaal leeuwerik
    kievit snip meeuw vink mees lijster wielewaal fazant haas hert vos das eekhoorn egel bever
    otter zon maan ster aarde wind regen zomer winter lente herfst roer anker boot schip
"""
_COMMON = frozenset(_COMMON_WORDS.split())
_ADJECTIVE_WORDS = """
    oude nieuwe lange korte hoge lage grote kleine groene rode witte brede smalle eerste tweede
    achterste voorste
"""
_ADJECTIVES = frozenset(_ADJECTIVE_WORDS.split())
# With an adjective these are names: "oude gracht" is, and "oude weg" need not be.
_OF_STREETS = frozenset({"gracht", "markt", "dijk", "haven", "kade", "singel", "steeg", "wal"})
_ARTICLES = frozenset({"de", "het", "t"})
_AT = frozenset({"op", "aan", "in", "hoek", "thv"})
_NEAR_WORDS = """
    bij langs naast achter tegenover tussen nabij rond vanaf uit naar richting wijk buurt van straat
    omgeving door over voor
"""
_NEAR = _AT | frozenset(_NEAR_WORDS.split())
_STARTS = frozenset(".!?:\n")


@dataclass(frozen=True)
class Token:
    """A word or number of a text. ``text[start:end]`` is how it was written."""

    key: str
    start: int
    end: int

    def joins(self, other: Token, text: str) -> bool:
        """Whether the next word can be part of the same name."""
        return bool(_BETWEEN.fullmatch(text, self.end, other.start))


def tokens(letters: Folded) -> Iterator[Token]:
    """The words and numbers of a folded text: "Lindeln12" is "lindelaan" and "12"."""
    for found in _TOKEN.finditer(letters.text):
        yield Token(_spelled(found[0]), *letters.span(*found.span()))


def splits(token: Token, text: str) -> list[Token]:
    """The parts of a word with humps: "OudeGracht" is "oude" and "gracht"."""
    written = text[token.start : token.end]
    cuts = [0, *(found.start() for found in _HUMP.finditer(written)), len(written)]
    if len(cuts) == 2:
        return [token]
    return [
        Token(_spelled(folded(written[a:b]).text), token.start + a, token.start + b)
        for a, b in itertools.pairwise(cuts)
    ]


def name_of(written: str) -> Name:
    """The words of a name; () when it has none."""
    return tuple(token.key for token in tokens(folded(written)))


def _spelled(word: str) -> str:
    for short, full in _ENDINGS:
        if word.endswith(short) and not word.endswith(full):
            return word.removesuffix(short) + full
    return _TITLES.get(word, word)


class Doubt(IntEnum):
    """How much it takes before a word that is a name is taken for one."""

    NONE = 0
    SOME = 1
    """An unknown word, such as "Wijnhaard": needs a capital, "op" or "bij", or a house number."""
    MUCH = 2
    """A common word, such as "Markt": needs a capital within a sentence, or "op de", "aan de"."""

    def settled(self, said: Sequence[Token], place: int, length: int, text: str) -> bool:
        """Whether the words ``said[place:place + length]`` are meant as a name."""
        if self is Doubt.NONE:
            return True
        if self is Doubt.SOME:
            return (
                _capital(said[place + length - 1], text)
                or _numbered(said, place + length)
                or _after(said, place, _NEAR, article=False)
            )
        return _meant(said, place, length, text) or _after(said, place, _AT, article=True)


def doubt(name: Name) -> Doubt:
    """How much a name is like a common word."""
    if len(name) == 2 and name[0] in _ADJECTIVES and name[1] in _OF_STREETS:
        return Doubt.NONE
    core = name[1:] if len(name) == 2 and name[0] in _ADJECTIVES | _ARTICLES else name
    if len(core) != 1:
        return Doubt.NONE
    if core[0] in _COMMON or len(core[0]) < 4:
        return Doubt.MUCH
    return Doubt.NONE if _TELLING.fullmatch(core[0]) else Doubt.SOME


def _capital(token: Token, text: str) -> bool:
    """ "Markt", and not "markt" or "MARKT"."""
    written = text[token.start : token.end]
    return written[0].isupper() and not written.isupper()


def _meant(said: Sequence[Token], place: int, length: int, text: str) -> bool:
    """Whether a common word has a capital for another reason than to begin a sentence."""
    core = said[place + length - 1]
    if not _capital(core, text):
        return False
    before = text[: core.start].rstrip(" \t\"'“”‘’(")
    begins = not before or before[-1] in _STARTS
    return not begins or _numbered(said, place + length)


def _numbered(said: Sequence[Token], place: int) -> bool:
    return place < len(said) and said[place].key.isdecimal() and len(said[place].key) < 4


def _after(said: Sequence[Token], place: int, words: frozenset[str], *, article: bool) -> bool:
    """Whether "op de" or the like comes before the name; the article may be part of the name."""
    before = [token.key for token in said[max(place - 2, 0) : place]]
    has_article = said[place].key in _ARTICLES
    if before and before[-1] in _ARTICLES:
        before.pop()
        has_article = True
    if not before or before[-1] not in words:
        return False
    idiom = before[-1] == "in" and said[place].key == "weg"
    return (has_article or not article or before[-1] in {"hoek", "thv"}) and not idiom
