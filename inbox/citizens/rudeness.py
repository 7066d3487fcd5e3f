"""Abusive language: folded away on the screen, and nothing else.

It is counted, routed, searched and answered like any other message. An illness is no abuse, so
only words that nobody says of their own mother are in the list.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.db import transaction
from django.utils import timezone

from connectors.bells import after_commit
from inbox.models import RudeWords

if TYPE_CHECKING:
    from webcare.models import User

STANDARD = """
hoerenzoon*
hoerenjong*
hufter*
kankerambtena*
kankergemeente*
kankerhoer*
kankerhond*
kankerlijer*
kankermongo*
kankerzooi*
klootzak*
klootviool*
kutambtena*
kutgemeente*
kutwijf
kutwijven
kutzooi
lul
lullen
mongool
mongolen
rotzak*
schijtgemeente*
teringgemeente*
teringlijer*
teringzooi
tyfusgemeente*
tyfuslijer*
""".strip()
REMEMBERED = 30.0  # seconds; another process hears of a new list by then

_known: tuple[float, str] | None = None


def words() -> str:
    """The list as it stands, one word a line; asked of the database now and then."""
    global _known  # noqa: PLW0603 - one list for each process
    if _known is None or time.monotonic() - _known[0] > REMEMBERED:
        stored = RudeWords.objects.order_by("-pk").first()
        _known = (time.monotonic(), stored.words if stored else STANDARD)
    return _known[1]


def forget() -> None:
    """Ask again."""
    global _known  # noqa: PLW0603
    _known = None


def is_rude(text: str) -> bool:
    pattern = _pattern(words())
    return bool(pattern and pattern.search(text))


@lru_cache(maxsize=4)
def _pattern(listed: str) -> re.Pattern[str] | None:
    lines = {line.strip() for line in listed.splitlines()} - {"", "*"}
    if not lines:
        return None
    alternatives = (
        re.escape(line.removesuffix("*")) + (r"\w*" if line.endswith("*") else "")
        for line in sorted(lines)
    )
    return re.compile(rf"(?<!\w)(?:{'|'.join(alternatives)})(?!\w)", re.IGNORECASE)


@transaction.atomic
def keep(listed: str, by: User) -> None:
    """This is the list from now on; an empty one folds nothing."""
    lines = "\n".join(dict.fromkeys(line.strip() for line in listed.splitlines() if line.strip()))
    row = RudeWords.objects.select_for_update().order_by("-pk").first() or RudeWords()
    row.words, row.by, row.at = lines, by, timezone.now()
    row.save()
    LogEntry.objects.log_actions(by.pk, RudeWords.objects.filter(pk=row.pk), CHANGE)
    forget()
    after_commit(forget)
