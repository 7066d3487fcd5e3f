"""What the queue is narrowed to, as chips that can each be taken away."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.utils.translation import gettext as _

from inbox.filters import ConversationFilter
from inbox.searching.facets import spoken

BESIDE = ("q", "status", "crisis")  # these have a box, tabs and a line of their own


@dataclass(frozen=True)
class Chip:
    """One thing that narrows the queue.

    name      of the filter, and what is ``given`` for it, as in the address
    value     in words; "" when what it names is no longer there, and it narrows nothing
    without   the address without it, from the question mark
    """

    name: str
    given: str
    label: str
    value: str
    without: str


def chips(narrowed: ConversationFilter, kept: QueryDict) -> list[Chip]:
    form, found = narrowed.form, []
    form.is_valid()
    valid = form.cleaned_data
    for name, field in form.fields.items():
        if name in BESIDE or not kept.get(name):
            continue
        rest = kept.copy()
        del rest[name]
        value = spoken(narrowed, name, str(kept[name])) if valid.get(name) else ""
        found.append(
            Chip(name, str(kept[name]), str(field.label or ""), value, f"?{rest.urlencode()}")
        )
    return found


def gone(found: list[Chip]) -> str:
    """A sentence when a filter names something that is not there any more; "" otherwise."""
    labels = [chip.label.lower() for chip in found if not chip.value]
    if not labels:
        return ""
    return _("This does not narrow any more, because what it named is gone: %(labels)s.") % {
        "labels": ", ".join(labels)
    }
