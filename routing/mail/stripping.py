"""What a person wrote now, out of everything their mail program sent along."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from routing.mail import borders, signatures
from routing.mail.lines import Line, Role
from routing.mail.second_opinion import border_elsewhere
from routing.mail.trimming import LONGEST_BELOW, trimmed

MOST_MARKED = 40  # lines of a signature that the mail program marks; people also write in there
DEEPEST = 5  # letters passed on within letters


@dataclass(frozen=True)
class Written:
    """text: what was written; author: whose letter it is, when the sender only passed one on.

    cut: something below is not marked as a quote, so words written between it are not found.
    """

    text: str
    author: str = ""
    forwarded: bool = False
    cut: bool = False


def written(lines: Sequence[Line], name: str = "", reply: bool = True) -> Written:
    """What was written now. ``name`` is the sender's; ``reply`` tells that it answers a letter."""
    own, below = _split(lines)
    text = _own_words(own, name, reply)
    if text or not below:
        return Written(text, cut=bool(below))
    return _passed_on(below) or Written(_beneath(below, name), cut=True)


def _split(lines: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The sender's lines with the quotes between them, and what is somebody else's letter."""
    own: list[Line] = []
    at = 0
    while at < len(lines):
        line = lines[at]
        if _is_border(lines, at):
            return own, list(lines[at:])
        announced = 0 if line.blank else borders.intro(lines, at)
        if announced and not line.quoted and not _quoted_next(lines, at + announced):
            return own, list(lines[at:])
        own += [replace(one, role=Role.INTRO) for one in lines[at : at + announced]]
        own += [] if announced else [line]
        at += announced or 1
    return own, []


def _is_border(lines: Sequence[Line], at: int) -> bool:
    line = lines[at]
    if line.quoted:
        return False
    if line.role is Role.BORDER:
        return True
    return not line.blank and (
        borders.is_mark(lines, at) or borders.is_forward(line) or bool(borders.headers(lines, at))
    )


def _quoted_next(lines: Sequence[Line], at: int) -> bool:
    """Whether the next words are a quote; an announcement at the very end has lost its own."""
    below = next((line for line in lines[at:] if not line.blank), None)
    return below is None or below.quoted > 0


def _passed_on(below: Sequence[Line], depth: int = 0) -> Written | None:
    """What a colleague answered, when the sender only sent that on; None when it is ours.

    Our mark must stand below it: what has no mark may be anything.
    """
    start = _after_headers(below)
    rest = below[start:]
    marks = [at for at, line in enumerate(rest) if not line.blank and borders.is_mark(rest, at)]
    if not marks or all(line.blank for line in rest[: marks[0]]):
        return None
    author = borders.author(below[:start])
    own, deeper = _split(rest)
    text = _own_words(own, author.partition("<")[0], reply=True)
    if text:
        return Written(text, author, forwarded=True, cut=bool(deeper))
    return _passed_on(deeper, depth + 1) if deeper and depth < DEEPEST else None


def _beneath(below: Sequence[Line], name: str) -> str:
    """What the sender wrote under our letter, where that says where it ends."""
    ends = [at for at, line in enumerate(below) if borders.is_end_mark(line)]
    return _own_words(below[ends[0] + 1 :], name, reply=True) if ends else ""


def _after_headers(below: Sequence[Line]) -> int:
    """How many lines at the top tell whose letter this is."""
    at = 0
    while at < len(below):
        line = below[at]
        if line.blank or borders.is_forward(line) or signatures.is_rule(line.text):
            at += 1
            continue
        count = borders.headers(below, at) or borders.intro(below, at)
        if not count and line.role is not Role.BORDER:
            break
        at += count or 1
    return at


def _own_words(lines: Sequence[Line], name: str, reply: bool) -> str:
    """Without quotes, signature, disclaimer and banner."""
    quoting = reply or any(line.role is Role.INTRO for line in lines)
    texts = _unquoted(lines) if quoting and not _is_lone_sign(lines) else _as_typed(lines)
    kept = texts[: border_elsewhere([line.text for line in texts])]
    marked = [line for line in kept if line.role is Role.SIGNATURE]
    if all(len(line.text) <= LONGEST_BELOW for line in marked) and len(marked) <= MOST_MARKED:
        kept = [line for line in kept if line.role is not Role.SIGNATURE]
    return trimmed([line.text for line in kept], name)


def _unquoted(lines: Sequence[Line]) -> list[Line]:
    """The lines of one's own; an empty line where a quote stood between them."""
    return [Line("") if line.quoted or line.role is Role.INTRO else line for line in lines]


def _is_lone_sign(lines: Sequence[Line]) -> bool:
    """ "> 65 jaar" is no quote, when it is the only one."""
    quoted = [line for line in lines if line.quoted]
    return (
        len(quoted) == 1
        and quoted[0].text[:1].isdecimal()
        and not any(line.role is Role.INTRO for line in lines)
    )


def _as_typed(lines: Sequence[Line]) -> list[Line]:
    """The sign ">" as the writer's own."""
    return [
        Line(f"{'>' * line.quoted} {line.text}", role=line.role) if line.quoted else line
        for line in lines
    ]
