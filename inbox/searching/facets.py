"""What a queue can be narrowed to further, and how many conversations each would leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from inbox.searching import operators as op
from inbox.searching.states import states

if TYPE_CHECKING:
    from inbox.filters import ConversationFilter

# The column behind each filter whose values are counted.
COLUMNS = {
    "channel": "account",
    "department": "department",
    "kind": "kind",
    "label": "labels__slug",
    "assignee": "assignee",
    "language": "language",
    "neighbourhood": "neighbourhood",
}
ME, NOBODY, NONE_YET, LEAD = "me", "nobody", "null", "1"
# The states behind the others; a value in the address is the name of its state, but for one.
STATES = {
    "urgency": (op.URGENT, op.DANGER),
    "clock": (op.LATE, op.SOON, op.HOUR),
    "audience": (op.PUBLIC, op.PRIVATE),
    "form": (op.MENTION, op.QUOTE, op.FOUND, op.REVIEW, op.STORY),
    "bundle": (op.BUNDLED, op.ALIKE),
    "lead": (op.LEAD,),
    "check": (op.TO_CHECK,),
    "mail": (op.MAIL_FAILED,),
    "sending": (op.NOT_SENT,),
    "ask": (op.ASK,),
}
VALUES = {op.LEAD: LEAD}


@dataclass(frozen=True)
class Choice:
    value: str
    words: str
    number: int
    chosen: bool


@dataclass
class Facet:
    """One thing to narrow by: ``name`` in the address, with its choices, most frequent first."""

    name: str
    label: str
    choices: list[Choice] = field(default_factory=list)

    @property
    def chosen(self) -> bool:
        return any(choice.chosen for choice in self.choices)


def facets(narrowed: ConversationFilter, now: datetime) -> list[Facet]:
    """In one query, over what the queue is narrowed to already."""
    numbers: dict[str, dict[str, int]] = {name: {} for name in (*COLUMNS, *STATES)}
    counted = list(_counts(narrowed.qs.order_by(), now))
    for row in counted[0].union(*counted[1:], all=True):
        numbers[row["name"]][row["value"] or ""] = row["number"]
    me = str(narrowed.request.user.pk)
    numbers["assignee"] |= {
        ME: numbers["assignee"].get(me, 0),
        NOBODY: numbers["assignee"].pop("", 0),
    }
    numbers["department"] |= {NONE_YET: numbers["department"].pop("", 0)}
    return [
        _facet(narrowed, name, numbers[name]) for name in narrowed.form.fields if name in numbers
    ]


def _counts(rows: QuerySet[Any], now: datetime) -> Iterator[QuerySet[Any, dict[str, Any]]]:
    for name, column in COLUMNS.items():
        yield (
            rows.annotate(name=Value(name), value=Cast(F(column), TextField()))
            .values("name", "value")
            .annotate(number=Count("pk"))
        )
    known = states(now, None)
    for name, values in STATES.items():
        for value in values:
            yield (
                rows.filter(known[value])
                .annotate(name=Value(name), value=Value(VALUES.get(value, value), TextField()))
                .values("name", "value")
                .annotate(number=Count("pk"))
            )


def _facet(narrowed: ConversationFilter, name: str, numbers: dict[str, int]) -> Facet:
    chosen = narrowed.data.get(name, "")
    values = {value: number for value, number in numbers.items() if value and number}
    if chosen:  # what else could be chosen instead, of which nobody counted anything
        values |= dict.fromkeys(_offered(narrowed, name), 0) | {chosen: values.get(chosen, 0)}
    choices = [
        Choice(value, words, number, value == chosen)
        for value, number in sorted(values.items(), key=lambda one: -one[1])
        if (words := spoken(narrowed, name, value))
    ]
    return Facet(name, str(narrowed.form.fields[name].label or ""), choices)


def spoken(narrowed: ConversationFilter, name: str, value: str) -> str:
    """A value of a filter in words; "" for one that nobody offers any more."""
    if name == "neighbourhood":
        return value
    words = _offered(narrowed, name).get(value, value if name == "language" else "")
    return words[:1].upper() + words[1:]


def _offered(narrowed: ConversationFilter, name: str) -> dict[str, str]:
    if name == "language":
        return languages()
    field = narrowed.form.fields[name]
    choices = {str(value): str(words) for value, words in getattr(field, "choices", ()) if value}
    return choices | ({NONE_YET: _("None yet")} if name == "department" else {})


def languages() -> dict[str, str]:
    """Names of the languages that people here write most."""
    return {
        "nl": _("Dutch"),
        "en": _("English"),
        "de": _("German"),
        "fr": _("French"),
        "tr": _("Turkish"),
        "ar": _("Arabic"),
        "pl": _("Polish"),
        "uk": _("Ukrainian"),
        "es": _("Spanish"),
        "fy": _("Frisian"),
    }
