"""Which forwarded questions a letter is about."""

from __future__ import annotations

import re
from dataclasses import dataclass

from routing.mail.values import Letter

_TOKEN = r"[a-z0-9]{20,64}"  # noqa: S105 - a shape, not a secret
_SUBJECT = re.compile(r"\[\s*webcare\s+([a-z0-9]{8})\s*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Reference:
    """token: of the question. A weak one is its first 8 signs, as the subject shows them: anyone
    who saw a subject can write that, so it is a hint for a person, and opens nothing."""

    token: str
    weak: bool = False


def references(letter: Letter, secret_domain: str) -> tuple[Reference, ...]:
    """Each question it was sent to, else the one whose letter it answers, else its subject's.

    secret_domain   host of our addresses "antwoord+<token>@<host>" and "<vraag-<token>.<n>@<host>>"
    """
    host = re.escape(secret_domain.strip().lower())
    address = re.compile(rf"antwoord\+({_TOKEN})@{host}")
    message_id = re.compile(rf"<vraag-({_TOKEN})\.\d{{1,9}}@{host}>")
    found = _all(address, letter.recipients) or _all(message_id, letter.references)[:1]
    if found:
        return tuple(Reference(token) for token in found)
    hint = _SUBJECT.search(letter.subject)
    return (Reference(hint[1].lower(), weak=True),) if hint else ()


def _all(pattern: re.Pattern[str], values: tuple[str, ...]) -> list[str]:
    matches = (pattern.fullmatch(value.lower()) for value in values)
    return list(dict.fromkeys(found[1] for found in matches if found))
