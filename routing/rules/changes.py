"""What changed from one version of a rule to the next, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from django.utils.translation import gettext as _

from routing.conditions import About
from routing.models import Kind
from routing.rules.offered import Offered

Said = Mapping[str, Any]  # see ``routing.models.RuleVersion``
Values = list[str]


class Wording:
    """Says versions in words. ``departments`` gives their names by slug."""

    def __init__(self, departments: Mapping[str, str], offered: Offered) -> None:
        self._departments, self._offered = departments, offered

    def changes(self, before: Said | None, after: Said) -> list[str]:
        """A sentence for each difference; at least one."""
        if not after:
            return [_("Removed.")]
        if not before:
            return [_("New.")]
        told = [
            *self._from_to(before, after),
            *_switched(before, after),
            *self._conditions(before, after),
        ]
        return told or [_("Nothing changed.")]

    def values(self, about: str, values: Sequence[str]) -> str:
        return ", ".join(self._offered.label(about, value) for value in values)

    def _from_to(self, before: Said, after: Said) -> Iterator[str]:
        told: dict[str, tuple[str, Callable[[Any], str]]] = {
            "name": (_("Name: %(old)s → %(new)s."), str),
            "department": (_("Department: %(old)s → %(new)s."), self._department),
            "kind": (_("Kind: %(old)s → %(new)s."), _kind),
            "order": (_("Place: %(old)s → %(new)s."), str),
        }
        for key, (sentence, say) in told.items():
            if before[key] != after[key]:
                yield sentence % {"old": say(before[key]), "new": say(after[key])}

    def _department(self, slug: str) -> str:
        return self._departments.get(slug, slug)

    def _conditions(self, before: Said, after: Said) -> Iterator[str]:
        old, new = _grouped(before), _grouped(after)
        for about, negate in dict.fromkeys([*old, *new]):
            pairs = zip_longest(old[about, negate], new[about, negate])
            for was, now in pairs:
                for sentence, values in _differences(was, now):
                    yield sentence % {
                        "what": condition_name(about, negate),
                        "values": self.values(about, values),
                    }


def condition_name(about: str, negate: bool) -> str:
    """Such as "words or phrases in the text: one of"."""
    name = dict(About.choices).get(about, about)
    return (_("%(about)s: none of") if negate else _("%(about)s: one of")) % {"about": name}


def lines(values: str) -> Values:
    """The values of a condition as it is stored."""
    return [line.strip() for line in values.splitlines() if line.strip()]


def _kind(kind: str) -> str:
    return str(dict(Kind.choices).get(kind, kind)) or _("left open")


def _switched(before: Said, after: Said) -> Iterator[str]:
    told = {
        "urgent": (_("Urgent."), _("Not urgent any more.")),
        "four_eyes": (_("A second colleague looks along."), _("No second colleague looks along.")),
        "active": (_("Switched on."), _("Switched off.")),
    }
    for key, (on, off) in told.items():
        if before[key] != after[key]:
            yield on if after[key] else off


def _grouped(said: Said) -> dict[tuple[str, bool], list[Values]]:
    groups: dict[tuple[str, bool], list[Values]] = defaultdict(list)
    for test in said["conditions"]:
        groups[test["about"], test["negate"]].append(lines(test["values"]))
    return groups


def _differences(was: Values | None, now: Values | None) -> Iterator[tuple[str, Values]]:
    if was is None:
        yield _("New condition, %(what)s %(values)s."), now or []
    elif now is None:
        yield _("Condition gone, %(what)s %(values)s."), was
    else:
        if added := [value for value in now if value not in was]:
            yield _("Added to “%(what)s”: %(values)s."), added
        if gone := [value for value in was if value not in now]:
            yield _("Gone from “%(what)s”: %(values)s."), gone
