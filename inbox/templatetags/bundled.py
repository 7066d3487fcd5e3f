"""Why conversations seem to be about the same, in words."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy, ngettext

from inbox.models import Bundled

register = template.Library()

SAID: dict[str, Promise] = {
    "author": gettext_lazy("same citizen"),
    "place": gettext_lazy("same neighbourhood (%(place)s)"),
    "thread": gettext_lazy("same thread"),
    "post": gettext_lazy("under the same post of ours"),
    "words": gettext_lazy("same words: %(words)s"),
}
HOUR, DAY = 60, 24 * 60  # minutes


@register.filter
def in_what(entry: Bundled) -> str:
    """ "same neighbourhood, same words: power, failed, within 40 minutes"; "" where a colleague
    chose it."""
    return ", ".join(filter(None, map(_said, entry.why)))


def _said(reason: dict[str, Any]) -> str:
    """ "" for a reason of a later version."""
    what = reason.get("same")
    if what == "time":
        return _within(int(reason["minutes"]))
    words = SAID.get(str(what), "")
    return str(words) % {**reason, "words": ", ".join(reason.get("words", ()))}


def _within(minutes: int) -> str:
    if minutes < HOUR:
        number = max(minutes, 1)
        said = ngettext("within %(number)d minute", "within %(number)d minutes", number)
    elif minutes < DAY:
        number = -(-minutes // HOUR)
        said = ngettext("within %(number)d hour", "within %(number)d hours", number)
    else:
        number = -(-minutes // DAY)
        said = ngettext("within %(number)d day", "within %(number)d days", number)
    return said % {"number": number}
