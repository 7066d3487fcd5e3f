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
    """Text without case, accents and ornamental letters, for comparing."""
    decomposed = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in decomposed if not unicodedata.combining(char))


def _words(wanted: tuple[str, ...], facts: Facts) -> Match | None:
    text = fold(facts.text)
    found = [phrase for phrase in wanted if _pattern(phrase).search(text)]
    if not found:
        return None
    return Match(_("words: %(words)s") % {"words": ", ".join(found)})


@lru_cache(maxsize=4096)
def _pattern(phrase: str) -> re.Pattern[str]:
    """A whole word or phrase; ``*`` stands for the rest of a word. "#berk" is found by "berk".

    A sign, such as an emoji, is found wherever it stands: people glue it to a word.
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
    start, end = _hours(parsed) if parsed else (0, 0)
    if not parsed or start >= end:
        raise Broken(
            _("“%(moment)s” is no moment; write it as “ma-vr 09:00-17:00”.") % {"moment": moment}
        )
    first, last = DAYS.index(parsed["first"]), DAYS.index(parsed["last"] or parsed["first"])
    on_day = (at.weekday() - first) % 7 <= (last - first) % 7
    return on_day and start <= at.hour * 60 + at.minute < end


def _hours(parsed: re.Match[str]) -> tuple[int, int]:
    """From which minute of the day, until which; the whole day where none are named."""
    return _minute(parsed["start"] or "00:00"), _minute(parsed["end"] or "24:00")


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
