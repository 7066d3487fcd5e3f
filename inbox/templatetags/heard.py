"""A row of the queue as somebody hears it: a name that tells it from the next one."""

from __future__ import annotations

from dataclasses import dataclass

from django import template
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from inbox import names
from inbox.models import Conversation
from inbox.templatetags.messages_of import stands_for
from inbox.templatetags.moments import since, when
from inbox.templatetags.promised import Clock
from inbox.templatetags.rudeness import folds
from inbox.templatetags.sorted_as import danger_name
from inbox.workflow import Status
from routing.promises import State

register = template.Library()

FIRST_WORDS = 10
PRESSING = (State.SOON, State.LATE)


@dataclass(frozen=True)
class Heard:
    """What a screen reader says of a row's link; the rest of the row describes it.

    name     who, on which channel, how pressing it is, and the first words
    goes_on  whether there are more words than these
    """

    name: str
    goes_on: bool


@register.simple_tag
def heard(row: Conversation, clock: Clock | None) -> Heard:
    """``row`` as ``with_row`` gives it, and its ``clock_of``. Without a query."""
    words = names.bare(_words(row))
    first = Truncator(words).words(FIRST_WORDS)
    said = [str(row.author), str(row.account.label), *_pressing(row), *_since(row, clock)]
    return Heard(f"{', '.join(said)}: {first}", goes_on=first != words)


def _pressing(row: Conversation) -> list[str]:
    if row.danger:
        return [_("Danger: %(kind)s") % {"kind": danger_name(row)}]
    return [_("Urgent")] if row.urgent else []


def _since(row: Conversation, clock: Clock | None) -> list[str]:
    if row.status != Status.OPEN:
        return [row.get_status_display(), when(row.updated_at)]
    waits = f"{_('waits')} {since(row.waiting_since)}" if row.waiting_since else _("waits")
    return [waits, clock.words] if clock and clock.at and clock.state in PRESSING else [waits]


def _words(row: Conversation) -> str:
    """Those that the row shows: of what a search found, or of the newest message."""
    if found := getattr(row, "found", None):
        words = "".join(words for words, _marked in found.parts)
        return f"{_('In a note:')} {words}" if found.what == "note" else words
    preview = getattr(row, "preview", None)
    if folds(preview, row):
        return _("Abusive language")
    return preview or str(stands_for(row))
