"""Where somebody else's letter begins in a text: what mail programs write above it.

The patterns are strict, for a sentence such as "Op 3 december schreef de wethouder:" may be the
official's own. Lines that are too long to be such an announcement are not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from routing.conditions import fold
from routing.mail.lines import Line, Role

MARK = "— Schrijf je antwoord boven deze regel —"
"""Stands on top of our mails, on a line of its own; what lies below it is ours."""

END_MARK = "— Einde van de vraag —"
"""May stand on a line of its own below our mails: words under it are not ours."""

_MARKS = (
    "schrijfjeantwoordbovendezeregel",
    "schrijfuwantwoordbovendezeregel",  # of letters that left before
    "writeyouranswerabovethisline",
    "writeyourreplyabovethisline",
    "schreibensieihreantwortuberdieserzeile",
    "schreibensieihreantwortuberdiesezeile",
    "ecrivezvotrereponseaudessusdecetteligne",
)
_END_MARKS = ("eindevandevraag", "endofthequestion")
_LONGEST = 400  # characters of an announcement, over all its lines
_WRAPPED = 4  # lines it may take

_INTRO = re.compile(
    r"(?:op|on|am|le|el|il|em|dnia|den) .{4,250}"
    r"\b(?:schreef|heeft|wrote|schrieb|a ecrit|escribio|ha scritto|escreveu|napisał|skrev)\b"
    r".{0,250}:"
    r"|.{1,200}<?\S+@\S+>?.{0,80} (?:schreef|wrote|schrieb|het volgende geschreven) ?:"
    r"|.{1,200} (?:schreef|wrote|schrieb) (?:op|on|am) .{4,80}:"
    r"|\d{4}-\d\d-\d\d \d\d?:\d\d .{0,40}.{1,200}<\S+@\S+>:"
    r"|(?:citeren|quoting|citaat van|bericht van|zitat von) .{1,200}<?\S+@\S+>?:"
)
_DATED = re.compile(r"\d{4}|\d\d?[:.]\d\d|@")
_PRECISE = re.compile(r"\d\d?[:.]\d\d|@")
_MOMENT = re.compile(r"\d{4}\b.{0,20}\b\d\d?[:.]\d\d")
_FORWARD = re.compile(
    r"[-_*=~ ]{2,}\s*(?:(?:oorspronkelijke?|origineel|originele|doorgestuurd|doorgezonden|original"
    r"|forwarded|ursprungliche|weitergeleitete) (?:e-?mail|mail|bericht|message|nachricht)"
    r"|antwoord op|message transfere|message d'origine).{0,60}?\s*[-_*=~ ]{2,}"
    r"|begin (?:van )?(?:doorgestuurd|doorgestuurde|forwarded) (?:bericht|e-?mail|message) ?:"
)
_HEADER = re.compile(r"\W{0,3}(?P<name>[a-z][a-z -]{1,20}?)\W{0,2} ?: ?\W{0,2}(?P<value>.*)")
_HEADERS = {
    "from": "van from von de afzender",
    "when": "verzonden datum date sent gesendet envoye verstuurd verzonden.op",
    "to": "aan to an a naar",
    "about": "onderwerp subject betreff objet betreft",
    "other": "cc bcc kopie bijlage bijlagen attachments urgentie prioriteit importance reply-to "
    "antwoord.aan beantwoorden.aan categorie gevoeligheid",
}
_MEANING = {
    word.replace(".", " "): meaning for meaning, words in _HEADERS.items() for word in words.split()
}


def is_mark(lines: Sequence[Line], at: int) -> bool:
    """Whether our mark stands here, however it was quoted, dashed or wrapped."""
    text = lines[at].text
    if len(text) > 300 or not text.strip():
        return False
    one = _letters(text)
    two = one + _letters(lines[at + 1].text[:300]) if at + 1 < len(lines) else one
    return any(0 <= two.find(mark) < len(one) for mark in _MARKS)


def is_end_mark(line: Line) -> bool:
    """Whether our mail ends here."""
    return _letters(line.text[:100]) in _END_MARKS


def _letters(text: str) -> str:
    return "".join(char for char in fold(text) if char.isalpha())


def intro(lines: Sequence[Line], at: int) -> int:
    """How many lines from here announce a quote: "Op vr 20 nov 2026 om 14:03 schreef …:".

    0 when they do not. Where no line is marked as quoted below it, it must be more precise.
    """
    told = takewhile(lambda line: line.role is Role.INTRO, lines[at : at + 20])
    if count := sum(1 for _line in told):
        return count
    text = ""
    for count, line in enumerate(lines[at : at + _WRAPPED], 1):
        if line.blank or len(text) + len(line.text) > _LONGEST:
            return 0
        text = f"{text} {fold(line.text).strip()}".strip()
        if text.endswith(":") and _INTRO.fullmatch(text):
            precise = _DATED if _is_quoted_below(lines, at + count) else _PRECISE
            return count if precise.search(text) else 0
    return 0


def _is_quoted_below(lines: Sequence[Line], at: int) -> bool:
    below = next((line for line in lines[at:] if not line.blank), None)
    return below is not None and below.quoted > lines[at - 1].quoted


def headers(lines: Sequence[Line], at: int) -> int:
    """How many lines from here are the headers of a letter, as Outlook writes them; 0 for none.

    An official may announce a meeting in lines that look like it ("Datum: …", "Van: …"); so there
    must be an address in it, or a moment to the minute.
    """
    if _header(lines[at].text)[0] in ("", "other"):
        return 0
    found: set[str] = set()
    count, strange = 0, 0
    for number, line in enumerate(lines[at : at + 30], 1):
        meaning = _header(line.text)[0]
        strange = 0 if meaning else strange + (2 if line.blank else 1)
        if strange > 3 or (not meaning and {"from", "about"} <= found):
            break
        if meaning in found - {"other", "to"}:
            return 0  # a line of the answer looks like a header; the letter begins further down
        found |= {meaning} - {""}
        count = number if meaning else count
    whole = {"from", "about"} <= found and bool(found & {"when", "to"})
    if not whole or not _is_precise(lines[at : at + count]):
        return 0
    return 0 if _begins_later(lines, at, count) else count


def _begins_later(lines: Sequence[Line], at: int, count: int) -> bool:
    """Whether the headers are whole without the lines above an empty one: those are the answer."""
    starts = (start for start in range(at + 1, at + count) if lines[start - 1].blank)
    return any(headers(lines, start) for start in starts)


def _is_precise(lines: Sequence[Line]) -> bool:
    return any("@" in line.text or _MOMENT.search(line.text) for line in lines)


def is_forward(line: Line) -> bool:
    """A line such as "-----Oorspronkelijk bericht-----"."""
    return len(line.text) <= _LONGEST and bool(_FORWARD.fullmatch(fold(line.text).strip()))


def author(lines: Sequence[Line]) -> str:
    """Who wrote the letter with these headers, in its own words."""
    for line in lines:
        meaning, value = _header(line.text)
        if meaning == "from" and value:
            return value[:300]
    return ""


def _header(text: str) -> tuple[str, str]:
    """What the header on this line means, and its value as written; "" when it is none."""
    if len(text) > 2_000 or ":" not in text[:40]:
        return "", ""
    found = _HEADER.match(fold(text[:40].partition(":")[0]) + ":")
    meaning = _MEANING.get(found["name"].strip(), "") if found else ""
    return meaning, text.partition(":")[2].strip(" *|\u00a0") if meaning else ""
