"""Plain text to lines: quotes, text that flows, and text signed with PGP."""

from __future__ import annotations

import re
from collections.abc import Iterator

from routing.mail.lines import Line, Role
from routing.mail.links import tidy

_QUOTE = re.compile(r" ?(?:> ?)+")
# GroupWise announces a quote so; what follows is not marked as one.
_GROUPWISE = re.compile(r">>> ?\S.{0,300}(>>>|\b(wrote|schreef):)\s*")
_SIGNED = re.compile(
    r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Z][\w-]*: .*\n){0,10}\n?"
    r"(?P<text>(?:(?!-----BEGIN PGP ).*\n)*)"
    r"-----BEGIN PGP SIGNATURE-----\n(?:(?!-----END PGP ).*\n)*-----END PGP SIGNATURE-----"
)
_SEALED = re.compile(
    r"-----BEGIN PGP MESSAGE-----\n(?:(?!-----(?:BEGIN|END) PGP ).*\n)*-----END PGP MESSAGE-----"
)


def read_plain(text: str, flowed: bool = False, del_sp: bool = False) -> list[Line]:
    """The lines of a text part; ``flowed`` and ``del_sp`` as its Content-Type says (RFC 3676)."""
    lines = _unsigned(text).split("\n")
    return list(_flow(lines, del_sp)) if flowed else [_line(line) for line in lines]


def sealed(text: str) -> tuple[str, int]:
    """The text without PGP's encrypted blocks, and how many characters these were."""
    rest = _SEALED.sub("", text)
    return rest, len(text) - len(rest)


def _unsigned(text: str) -> str:
    """What was signed, without PGP's wrapping; it escapes a dash at the start of a line."""
    return _SIGNED.sub(lambda found: re.sub(r"(?m)^- ", "", found["text"]), text)


def _line(line: str) -> Line:
    if _GROUPWISE.fullmatch(line):
        return Line(line, role=Role.BORDER)
    found = _QUOTE.match(line)
    if not found:
        return Line(tidy(line.replace("\u00a0", " ").rstrip()))
    return Line(tidy(line[found.end() :].rstrip()), quoted=found[0].count(">"))


def _flow(lines: list[str], del_sp: bool) -> Iterator[Line]:
    """Lines that end in a space go on in the next one, if that is quoted as deep."""
    held, depth = "", 0
    for line in lines:
        quoted = len(line) - len(line.lstrip(">"))
        rest = line[quoted:].removeprefix(" ")
        if held and (quoted != depth or rest == "-- "):
            yield Line(tidy(held.rstrip()), depth)
            held = ""
        held, depth = held + rest, quoted
        if rest.endswith(" ") and rest != "-- ":
            held = held[:-1] if del_sp else held
            continue
        yield Line(tidy(held.rstrip()), depth)
        held = ""
    if held:
        yield Line(tidy(held.rstrip()), depth)
