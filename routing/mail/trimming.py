"""Takes off what stands over and under the words: banner, signature, phone, disclaimer."""

from __future__ import annotations

import re

from routing.mail import signatures
from routing.mail.lines import Line, joined

_LINK = re.compile(r"\(?https?://\S+")
MOST_BELOW = 14  # lines under a greeting, for it to be a signature
LONGEST_BELOW = 160  # characters of one
MOST_SIGNATURES = 5  # over one another
MOST_OF_A_DISCLAIMER = 60  # lines


def trimmed(texts: list[str], name: str) -> str:
    """The words alone. ``name`` is the writer's, for a signature that only begins with it."""
    kept = _without_banner([text.rstrip() for text in texts])
    postscript: list[str] = []
    most_below = MOST_BELOW
    for _signature_above_signature in range(MOST_SIGNATURES):
        kept = _without_end(kept)
        rest, more = _without_signature(kept, name, most_below)
        if len(rest) == len(kept):
            break
        kept, postscript = rest, more + postscript
        most_below = 1  # a typed one, "Groet, Bram"; a longer one is part of the answer
    return joined(Line(text) for text in [*kept, "", *postscript])


def _without_banner(texts: list[str]) -> list[str]:
    """The top, without what a mail server put there; each at most one paragraph."""
    at = 0
    while at < len(texts) and (not texts[at].strip() or signatures.is_rule(texts[at])):
        at += 1
    if at == len(texts) or not signatures.is_banner(texts[at]):
        return texts[at:]
    return _without_banner(texts[at + 1 :])


def _without_end(texts: list[str]) -> list[str]:
    """Without empty lines, drawn lines, phones and disclaimers at the end."""
    end = len(texts)
    while end and _says_nothing(texts[end - 1]):
        end -= 1
    first = max(0, end - MOST_OF_A_DISCLAIMER)
    for at in range(first, end):
        opens = at == 0 or not texts[at - 1].strip() or signatures.is_rule(texts[at - 1])
        if opens and signatures.is_disclaimer(" ".join(texts[at : at + 4])):
            return texts[:at]
    return texts[:end]


def _says_nothing(text: str) -> bool:
    return (
        not text.strip()
        or signatures.is_rule(text)
        or signatures.is_sent_from(text)
        or signatures.is_secure_note(text)
    )


def _without_signature(texts: list[str], name: str, most_below: int) -> tuple[list[str], list[str]]:
    """Without the signature, and the postscript that stood in it."""
    at = _signature(texts, name, most_below)
    if at is None:
        return texts, []
    below = texts[at + 1 :]
    start = next((n for n, text in enumerate(below) if signatures.is_postscript(text)), len(below))
    paragraph = below[start:]
    end = next((n for n, text in enumerate(paragraph) if not text.strip()), len(paragraph))
    return texts[:at], paragraph[:end]


def _signature(texts: list[str], name: str, most_below: int) -> int | None:
    """Where the signature begins, None when there is none."""
    below: list[str] = []
    for at in range(len(texts) - 1, -1, -1):
        text = texts[at]
        if _begins_signature(texts, at, name, below):
            return at
        if text.strip():
            below.append(text)
        shown = _LINK.sub("", text)
        asks = text.rstrip().endswith("?") and len(text.split()) > 2
        if len(below) > most_below or len(shown) > LONGEST_BELOW or asks:
            break
    return None


def _begins_signature(texts: list[str], at: int, name: str, below: list[str]) -> bool:
    text = texts[at].strip()
    if text in ("--", "-- ", "—", "–-"):
        return True
    if signatures.is_greeting(text) or signatures.is_sent_from(text):
        return True
    apart = at == 0 or not texts[at - 1].strip()
    if not name or not apart:
        return False
    if not below and signatures.is_first_name(text, name):
        return True
    return signatures.is_name(text, name) and not any(map(signatures.is_sentence, below))
