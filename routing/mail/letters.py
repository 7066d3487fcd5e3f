"""An official's e-mail, read: who wrote what now, with which files, and can it be trusted."""

from __future__ import annotations

import re
from dataclasses import replace
from email.message import Message

from routing.conditions import fold
from routing.mail.authenticity import authenticity
from routing.mail.automatic import Signs, signs_of_a_machine
from routing.mail.bounces import failures, returned_ids
from routing.mail.decoding import decode
from routing.mail.files import Files, sort_files
from routing.mail.headers import Headers
from routing.mail.lines import joined
from routing.mail.parsing import parse
from routing.mail.parts import Reading, read_parts
from routing.mail.stripping import Written, written
from routing.mail.values import LeftOut, Letter, LetterKind, Limits, Person, Why

LONGEST_WHOLE = 500_000  # characters of everything together
MOST_ADDRESSES = 200
_DELIVERED = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To")
_BELOW = re.compile(
    r"\b(hier ?onder|zie onder|onderstaand\w*|in (het )?(rood|blauw|groen)|tussen de (tekst|regels)"
    r"|in de tekst|see below|inline|in red)\b"
)


def read(raw: bytes, authserv_id: str = "", limits: Limits | None = None) -> Letter:
    """The letter in these bytes. Never raises: what cannot be read is told in ``left_out``.

    authserv_id  the name our mail server gives itself in Authentication-Results; "" trusts none,
                 ``authenticity.WITHOUT_NAME`` a server that writes no name
    """
    try:
        return _read(raw, authserv_id, limits or Limits())
    except Exception:  # whatever a hostile letter does, the letter must reach a person
        whole = decode(raw[:LONGEST_WHOLE])
        return Letter(whole=whole, left_out=(LeftOut("", len(raw), Why.UNREADABLE),))


def _read(raw: bytes, authserv_id: str, limits: Limits) -> Letter:
    message, beyond = parse(raw, limits.letter)
    headers = Headers(message)
    sender, several = _sender(headers)
    ids = headers.ids("In-Reply-To", "References")
    reading, words = _text(message, sender, answers=bool(ids))
    files = sort_files(reading.files, limits, cut=beyond > 0)
    letter = Letter(
        message_id=next(iter(headers.ids("Message-ID")), ""),
        references=tuple(dict.fromkeys([*_nearest(headers), *returned_ids(message)])),
        sender=sender,
        several=several,
        recipients=_recipients(headers),
        subject=headers.one("Subject"),
        at=headers.date(),
        text=words.text,
        whole=joined(reading.lines)[:LONGEST_WHOLE],
        attachments=tuple(files.attachments),
        decorations=tuple(files.decorations),
        left_out=_left_out(files, reading, beyond),
        failures=failures(message, headers, sender, joined(reading.lines)),
        authenticity=authenticity(message, authserv_id),
        forwarded=words.forwarded,
        author=words.author,
        look_below=words.cut and bool(_BELOW.search(fold(words.text[:2_000]))),
        truncated=reading.truncated or (beyond > 0 and not reading.files),
    )
    kind, by_system = _kind(message, headers, letter)
    return replace(letter, kind=kind, by_system=by_system)


def _sender(headers: Headers) -> tuple[Person, bool]:
    """Who wrote it, and whether it names others too. What checks it looks at "From" alone."""
    named = headers.people("From")
    others = {person.address for person in named} | set(headers.all("From")[1:])
    first = named or headers.people("Sender", "Return-Path")
    return next(iter(first), Person()), len(others) > 1


def _text(message: Message, sender: Person, answers: bool) -> tuple[Reading, Written]:
    """The text as HTML tells it; as plain text does, where the HTML holds no words."""
    reading = read_parts(message, "html")
    words = written(reading.lines, sender.name, answers)
    if words.text:
        return reading, words
    other = read_parts(message, "plain")
    others = written(other.lines, sender.name, answers)
    return (other, others) if others.text else (reading, words)


def _nearest(headers: Headers) -> list[str]:
    """The letter that this one answers first, then those before it, backwards."""
    return [*headers.ids("In-Reply-To"), *reversed(headers.ids("References"))][:MOST_ADDRESSES]


def _recipients(headers: Headers) -> tuple[str, ...]:
    people = headers.people(*_DELIVERED, "To", "Cc", "Bcc")
    return tuple(dict.fromkeys(person.address for person in people))[:MOST_ADDRESSES]


def _left_out(files: Files, reading: Reading, beyond: int) -> tuple[LeftOut, ...]:
    more = [LeftOut("", beyond, Why.CUT)] if beyond else []
    more += [LeftOut("PGP", reading.sealed, Why.SEALED)] if reading.sealed else []
    return (*files.left_out, *more)


def _kind(message: Message, headers: Headers, letter: Letter) -> tuple[LetterKind, bool]:
    """What sort it is, and whether a person may have written it with a system."""
    if letter.failures:
        return LetterKind.BOUNCE, False
    signs = signs_of_a_machine(message, headers, letter)
    if signs != Signs.NONE:
        return LetterKind.AUTOMATIC, signs == Signs.OF_A_SYSTEM
    return (LetterKind.ANSWER if letter.text else LetterKind.EMPTY), False
