"""The conditions a rule is made of: each a pure test on the facts, with its reason.

``evaluate`` raises Broken for a condition that cannot be understood; the caller reports it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language_info, gettext_lazy
from django.utils.translation import gettext as _

from routing.facts import Facts
from routing.moments import NoMoment, holds

_NOTHING = Facts(text="", channel="", account=0, author="", at=datetime(2000, 1, 3, tzinfo=UTC))
_LANGUAGE_CODE = re.compile("[a-z]{2,3}")
# Those that Django has no name for.
_LANGUAGE_NAMES = {
    "so": gettext_lazy("Somali"),
    "ti": gettext_lazy("Tigrinya"),
    "zh": gettext_lazy("Chinese"),
}


class About(models.TextChoices):
    """What a condition looks at."""

    WORDS = "words", gettext_lazy("words or phrases in the text")
    CHANNEL = "channel", gettext_lazy("platform")
    ACCOUNT = "account", gettext_lazy("account number")
    AUTHOR = "author", gettext_lazy("user name of the citizen")
    TIME = "time", gettext_lazy("moment in the week")
    NEIGHBOURHOOD = "neighbourhood", gettext_lazy("neighbourhood or district")
    LANGUAGE = "language", gettext_lazy("language")
    DANGER = "danger", gettext_lazy("danger")
    PRIVATE = "private", gettext_lazy("public or private message")


ANY_DANGER = "any"
PRIVATE, PUBLIC = "private", "public"


class Broken(ValueError):
    """A condition that cannot be evaluated, in words for the administrator."""


@dataclass(frozen=True)
class Match:
    """A condition that holds. ``why`` is shown to the agent, such as "woorden: berk"."""

    why: str


def evaluate(about: str, values: str, facts: Facts) -> Match | None:
    """Whether any of ``values`` (one on each line) holds for the facts. Raises Broken."""
    wanted = tuple(line.strip() for line in values.splitlines() if line.strip())
    if not wanted:
        raise Broken(_("The condition has no values."))
    test = _TESTS.get(about)
    if test is None:
        raise Broken(_("Unknown kind of condition: %(about)s.") % {"about": about})
    return test(wanted, facts)


def check(about: str, values: str) -> None:
    """Raises Broken for a condition that cannot be understood, whatever the facts are."""
    evaluate(about, values, _NOTHING)


def is_known(about: str, facts: Facts) -> bool:
    """Whether the facts say anything of it. Where not, a condition holds neither way around.

    A rule on a place, also on every place but one, is not for a message that names none.
    """
    if about == About.NEIGHBOURHOOD:
        return bool(facts.neighbourhood or facts.district)
    return about != About.LANGUAGE or bool(facts.language)


@lru_cache(maxsize=64)  # every rule folds the same text
def fold(text: str) -> str:
    """Text without case, accents and ornamental letters, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    text = fold(facts.text)
    found = [phrase for phrase in wanted if pattern(phrase).search(text)]
    if not found:
        return None
    return Match(_("words: %(words)s") % {"words": ", ".join(found)})


@lru_cache(maxsize=4096)
def pattern(phrase: str) -> re.Pattern[str]:
    """A whole word or phrase in folded text; ``*`` stands for the rest of a word. Raises Broken.

    "#berk" is found by "berk". A sign, such as an emoji, is found wherever it stands: people
    glue it to a word.
    """
    parts = fold(phrase).split()
    if not "".join(parts).strip("*"):
        raise Broken(_("“%(phrase)s” matches everything.") % {"phrase": phrase})
    words = r"\s+".join(re.escape(part).replace(r"\*", r"\w*") for part in parts)
    before = r"(?<!\w)" if _in_a_word(parts[0][0]) else ""
    after = r"(?!\w)" if _in_a_word(parts[-1][-1]) else ""
    return re.compile(before + words + after)


def _in_a_word(char: str) -> bool:
    return char in "*_" or char.isalnum()


def _channel(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    if fold(facts.channel) in map(fold, wanted):
        return Match(_("platform: %(name)s") % {"name": facts.channel})
    return None


def _account(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    if not all(value.isdecimal() for value in wanted):
        raise Broken(_("An account number holds digits only."))
    if str(facts.account) in wanted:
        return Match(_("account: %(number)s") % {"number": facts.account})
    return None


def _author(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    handles = {fold(value.lstrip("@")) for value in wanted}
    if facts.author and fold(facts.author) in handles:
        return Match(_("author: @%(handle)s") % {"handle": facts.author})
    return None


def _time(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    at = timezone.localtime(facts.at)
    try:
        holding = [value for value in wanted if holds(fold(value), at)]
    except NoMoment as error:
        raise Broken(str(error)) from error
    return Match(_("moment: %(moment)s") % {"moment": holding[0]}) if holding else None


def _place(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    """A neighbourhood or a district, as the gazetteer calls it."""
    names = set(map(fold, wanted))
    for name in (facts.neighbourhood, facts.district):
        if name and fold(name) in names:
            return Match(_("place: %(name)s") % {"name": name})
    return None


def _language(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    for code in wanted:
        if not _LANGUAGE_CODE.fullmatch(fold(code)):
            raise Broken(
                _("“%(code)s” is no code of a language; write it as “nl” or “en”.") % {"code": code}
            )
    if facts.language and facts.language in map(fold, wanted):
        return Match(_("language: %(name)s") % {"name": language_name(facts.language)})
    return None


def language_name(code: str) -> str:
    """A language in the language of the screen; the code itself where nobody knows the name."""
    try:
        return str(get_language_info(code)["name_translated"])
    except KeyError:
        return str(_LANGUAGE_NAMES.get(code, code))


def _danger(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    from routing.danger import DangerKind  # which folds text with the help of this file

    kinds = dict(DangerKind.choices)
    _only(wanted, {ANY_DANGER, *kinds})
    if facts.danger and (ANY_DANGER in wanted or facts.danger in wanted):
        return Match(_("danger: %(kind)s") % {"kind": kinds.get(facts.danger, facts.danger)})
    return None


def _private(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    _only(wanted, {PRIVATE, PUBLIC})
    if (PRIVATE if facts.private else PUBLIC) not in wanted:
        return None
    return Match(_("private message") if facts.private else _("public message"))


def _only(wanted: tuple[str, ...], known: set[str]) -> None:
    for value in wanted:
        if value not in known:
            raise Broken(_("“%(value)s” is not one of the choices.") % {"value": value})


_TESTS: dict[str, Callable[[tuple[str, ...], Facts], Match | None]] = {
    About.WORDS: _words,
    About.CHANNEL: _channel,
    About.ACCOUNT: _account,
    About.AUTHOR: _author,
    About.TIME: _time,
    About.NEIGHBOURHOOD: _place,
    About.LANGUAGE: _language,
    About.DANGER: _danger,
    About.PRIVATE: _private,
}
