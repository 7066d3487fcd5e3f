"""Which words look like somebody's name. Looks nothing up: see ``people.py``.

Nobody can tell a name from other words for certain. So this errs on the side of asking. What keeps
ordinary subjects out: words that no name begins with, words that end as things do, and endings of
places. Some of those last are surnames as well (Bos, Van Dijk, Westerhof); they are places only
behind a word that is no first name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

LONGEST = 5  # words of a name, those between included
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]?")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|(?<!\w)[^\W\d_]\.(?=\s)|[\w'’-]+")
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_VOWEL = re.compile(r"[aeiouyà-ÿ]")

# Between the first name and the last one: Jan van der Berg, Fatima el Amrani.
_BETWEEN = {
    *("van", "de", "der", "den", "het", "ten", "ter", "te", "op", "in", "la", "le", "du", "von"),
    *("el", "al", "ben", "bin", "da", "dos", "di", "'t", "’t", "vd", "v.d."),
}
_WHERE = {"op", "in", "te"}  # also of a place: a fire in the church
# Surnames as well, alone (Karin Bos) and at the end (Piet Westerhof).
_ALSO_ENDS = ("dijk", "bos", "hof", "huis", "wijk", "haven", "kerk", "dorp", "stad")
# Alone only, behind "van der" and the like: Eberhard van der Laan, but no Kooningstraat.
_ALSO_ALONE = {
    *("straat", "laan", "weg", "plein", "markt", "park", "singel", "gracht", "kade", "brug"),
    *("toren", "hal", "loop", "raad"),
}
_PLACES = (
    *("straat", "laan", "weg", "plein", "markt", "park", "singel", "gracht", "kade", "brug"),
    *("school", "college", "station", "museum", "buurt", "festival", "feest", "week", "dag"),
    *("dagen", "loop", "marathon", "kermis", "tunnel", "centrum", "bad", "hal", "toren", "raad"),
    *("gemeente", "zuid", "noord", "oost", "west", "rotonde", "bibliotheek", "theater", "zwembad"),
    *("sinterklaas", "ziekenhuis", "stadhuis", "gemeentehuis", "buurthuis", "verpleeghuis"),
    *("intocht", "provincie", "eiland", "polder", "kanaal", "viaduct", "bushalte"),
)
_THINGS = (
    *("vuil", "afval", "overlast", "poep", "heid", "teit", "werk", "verlichting", "vergunning"),
    *("vergunningen", "belasting", "belastingen", "verkiezing", "verkiezingen", "vergadering"),
    *("container", "containers", "parkeren", "verkeer", "onderhoud", "nieuwbouw", "inzameling"),
    *("ruimte", "overstroming", "stroomstoring", "wegwerkzaamheden", "woningen", "subsidie"),
)
_NO_FIRST_NAMES = {
    *("grote", "kleine", "oude", "nieuwe", "hoge", "lage", "lange", "korte", "brede", "smalle"),
    *("eerste", "tweede", "derde", "groene", "rode", "witte", "zwarte", "blauwe", "gele"),
    *("volle", "lege", "grof", "openbare", "openbaar", "centrale", "centraal", "nationale"),
    *("gratis", "noordelijke", "zuidelijke", "oostelijke", "westelijke", "sint", "st", "wijk"),
    *("kasteel", "huis", "hof", "kerk", "haven", "fort", "camping", "hotel", "stichting"),
    *("vereniging", "bos", "dijk", "stad", "dorp"),
}
_OF_A_PLACE = (
    "damse",
    "aagse",
    "chtse",
    "burgse",
    "landse",
    "stadse",
    "dorpse",
    "meerse",
    "veense",
)
# People after whom streets and churches are called: Prins Bernhardhof.
_TITLES = {
    *("prins", "prinses", "koning", "koningin", "generaal", "admiraal", "pastoor", "dokter"),
    *("burgemeester", "professor"),
}
_BRANDS = {
    *("whatsapp", "youtube", "tiktok", "linkedin", "facebook", "groenlinks", "christenunie"),
    *("mijnoverheid", "buitenbeter", "mcdonalds", "onedrive"),
}


def parts(words: str) -> list[str]:
    """The words in it, without signs, and those that were written as one: #JanJansen."""
    return [
        part
        for word in _WORD.findall(words)
        for piece in word.split("_")
        for part in _apart(piece.strip("-'’") if piece.casefold() not in _BETWEEN else piece)
        if part
    ]


def runs(said: Sequence[str]) -> Iterator[str]:
    """Every two to five of them that follow each other, the longest first. Not what a square is
    called after: who asks for "Anna Blaman Plein" finds the square."""
    for length in range(min(LONGEST, len(said)), 1, -1):
        for start in range(len(said) - length + 1):
            after = said[start + length : start + length + 1]
            if not any(word.casefold() in _PLACES for word in after):
                yield " ".join(said[start : start + length])


def looks_like_a_name(words: str) -> bool:
    """Such as "Jan Jansen", "J. de Vries", "KARIN BOS" and "Fatima el Amrani"; not "Grote Markt".

    The whole of it; ``runs`` are what stands inside.
    """
    said = words.split()
    ends = [part for part in said if part.casefold() not in _BETWEEN]
    if len(ends) not in (2, 3) or said[0] not in ends or said[-1] not in ends:
        return False
    if not all(_is_a_part(each) for each in ends) or len(ends[-1]) < 2:
        return False
    first, *middle, last = ends
    between = {part.casefold() for part in said} & _BETWEEN
    return not (
        _begins_no_name(first)
        or any(_is_a_place(each) or _is_ambiguous(each) for each in middle)
        or _is_a_place_here(first, last, between)
    )


def _apart(word: str) -> list[str]:
    return [word] if word.casefold() in _BRANDS else _CAMEL.split(word)


def _is_a_part(word: str) -> bool:
    if _INITIALS.fullmatch(word):
        return word[0].isupper()
    bare = word.rstrip(".").replace("-", "").replace("'", "").replace("’", "")
    folded = bare.casefold()
    is_a_word = bare.isalpha() and word[0].isupper() and (len(bare) == 1 or _says_vowel(folded))
    return is_a_word and folded not in _BRANDS and not folded.endswith(_THINGS)


def _says_vowel(folded: str) -> bool:
    """Or else it is an abbreviation, in the letters that have some."""
    return not folded.isascii() or bool(_VOWEL.search(folded))


def _begins_no_name(word: str) -> bool:
    folded = word.casefold()
    return folded in _NO_FIRST_NAMES or _is_a_place(word) or folded.endswith(_OF_A_PLACE)


def _is_a_place(word: str) -> bool:
    return word.casefold().endswith(_PLACES)


def _is_ambiguous(word: str) -> bool:
    return word.casefold().endswith(_ALSO_ENDS)


def _is_a_place_here(first: str, last: str, between: set[str]) -> bool:
    """Whether the last word is where something is, and no surname."""
    folded = last.casefold()
    if _is_ambiguous(last) and not _is_a_place(last):
        return first.casefold() in _TITLES or bool(between & _WHERE)
    joins = between - _WHERE
    return _is_a_place(last) and not (folded in _ALSO_ALONE and bool(joins))
