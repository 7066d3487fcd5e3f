"""What stands under and over a letter and was not written for it: names, phones, disclaimers."""

from __future__ import annotations

import re

from routing.conditions import fold
from routing.mail import phrases

_SIGNS = re.compile("[\u2600-\u27bf\ufe0f\U0001f000-\U0001faff*]|[:;]-?[)D]")  # emoji, smileys
_RULE = re.compile(r"[-_=*~—–·• ]{2,}")
_POSTSCRIPT = re.compile(r"P\.? ?S\.?(?:\s*[:.,-]|\s)\s*\S")


def is_greeting(line: str) -> bool:
    """A line that closes a letter: "Met vriendelijke groet, Bram". No sentence that begins so."""
    return len(line) <= 120 and bool(phrases.GREETING.fullmatch(_SIGNS.sub("", line).strip()))


def is_sent_from(line: str) -> bool:
    """ "Verstuurd vanaf mijn iPhone" and the like."""
    return len(line) <= 250 and bool(phrases.SENT_FROM.fullmatch(fold(line).strip(" .<>*_[]()")))


def is_disclaimer(paragraph: str) -> bool:
    """Whether what a mail server puts under every letter begins so."""
    return bool(phrases.DISCLAIMER.match(fold(paragraph[:400]).strip()))


def is_banner(line: str) -> bool:
    """A line that a mail server or a safe-mail service puts over a letter."""
    return is_secure_note(line) or (
        len(line) <= 600 and bool(phrases.BANNER.fullmatch(fold(line).strip()))
    )


def is_secure_note(line: str) -> bool:
    """ "Dit bericht is beveiligd verzonden met Zivver"."""
    return len(line) <= 300 and bool(phrases.SECURE.fullmatch(fold(line).strip()))


def is_rule(line: str) -> bool:
    """A line drawn with signs."""
    return len(line) <= 300 and bool(_RULE.fullmatch(line.strip()))


def is_postscript(line: str) -> bool:
    """ "PS: dit nog"."""
    return bool(_POSTSCRIPT.match(line.strip()))


def is_name(line: str, name: str) -> bool:
    """The same person's name, in whatever order: "Bram de Boer" for "Boer, Bram de (Groen)"."""
    one = _words(line)
    return len(one) > 1 and one <= _words(name)


def is_first_name(line: str, name: str) -> bool:
    """One word, which is part of the name: "Bram"."""
    one = _words(line)
    return len(one) == 1 and len(line.strip()) > 1 and one <= _words(name)


def is_sentence(line: str) -> bool:
    """Words that somebody wrote, rather than a function or an address."""
    return line.rstrip().endswith((".", "!", ":")) and len(line.split()) > 3


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", fold(text[:200])))
