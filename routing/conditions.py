"""The conditions a rule is made of: each a pure test on the facts, with its reason.

``evaluate`` raises Broken for a condition that cannot be understood; the caller reports it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time
from functools import lru_cache

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from routing.facts import Facts


class About(models.TextChoices):
    """What a condition looks at."""

    WORDS = "words", gettext_lazy("words or phrases in the text")
    CHANNEL = "channel", gettext_lazy("platform")
    ACCOUNT = "account", gettext_lazy("account number")
    AUTHOR = "author", gettext_lazy("user name of the citizen")
    TIME = "time", gettext_lazy("moment in the week")


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


def fold(text: str) -> str:
    """Text without case and accents, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    text = fold(facts.text)
    found = [phrase for phrase in wanted if _pattern(phrase).search(text)]
    if not found:
        return None
    return Match(_("words: %(words)s") % {"words": ", ".join(found)})


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    """A whole word or phrase; ``*`` stands for the rest of a word. "#berk" is found by "berk"."""
    bare = fold(phrase)
    if not bare.strip("* "):
        raise Broken(_("“%(phrase)s” matches everything.") % {"phrase": phrase})
    parts = (re.escape(part).replace(r"\*", r"\w*") for part in bare.split())
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)")


def _channel(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    if fold(facts.channel) in map(fold, wanted):
        return Match(_("platform: %(name)s") % {"name": facts.channel})
    return None


def _account(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    if not all(value.isdecimal() for value in wanted):
        raise Broken(_("An account number holds digits only."))
    if facts.account in map(int, wanted):
        return Match(_("account: %(number)s") % {"number": facts.account})
    return None


def _author(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    handles = {fold(value.lstrip("@")) for value in wanted}
    if facts.author and fold(facts.author) in handles:
        return Match(_("author: @%(handle)s") % {"handle": facts.author})
    return None


DAYS = ("ma", "di", "wo", "do", "vr", "za", "zo")
_MOMENT = re.compile(
    rf"(?P<first>{'|'.join(DAYS)})(-(?P<last>{'|'.join(DAYS)}))?"
    r"(\s+(?P<start>\d\d?:\d\d)-(?P<end>\d\d?:\d\d))?"
)


def _time(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    at = timezone.localtime(facts.at)
    holding = [value for value in wanted if _holds(value, at)]
    return Match(_("moment: %(moment)s") % {"moment": holding[0]}) if holding else None


def _holds(moment: str, at: datetime) -> bool:
    """ "vr 17:00-24:00" or "ma-vr": days, and within them hours; the end is not included."""
    parsed = _MOMENT.fullmatch(fold(moment))
    if not parsed:
        raise Broken(
            _("“%(moment)s” is no moment; write it as “ma-vr 09:00-17:00”.") % {"moment": moment}
        )
    first, last = parsed["first"], parsed["last"] or parsed["first"]
    span = (DAYS.index(last) - DAYS.index(first)) % 7
    if (at.weekday() - DAYS.index(first)) % 7 > span:
        return False
    if not parsed["start"]:
        return True
    minute = at.hour * 60 + at.minute
    return _minute(parsed["start"]) <= minute < _minute(parsed["end"])


def _minute(clock: str) -> int:
    hours, minutes = map(int, clock.split(":"))
    if (hours, minutes) == (24, 0):
        return 24 * 60
    try:
        time(hours, minutes)
    except ValueError as error:
        raise Broken(_("“%(clock)s” is no time of day.") % {"clock": clock}) from error
    return hours * 60 + minutes


_TESTS: dict[str, Callable[[tuple[str, ...], Facts], Match | None]] = {
    About.WORDS: _words,
    About.CHANNEL: _channel,
    About.ACCOUNT: _account,
    About.AUTHOR: _author,
    About.TIME: _time,
}
