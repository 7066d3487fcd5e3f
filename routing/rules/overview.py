"""What the page of rules shows: each rule in words, what it did, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from routing.conditions import About, Broken, check
from routing.models import Department, Rule, RuleVersion
from routing.rules.changes import Wording, condition_name, lines
from routing.rules.counting import Did, did
from routing.rules.editing import BEGINNING
from routing.rules.offered import Offered

VALUES_SHOWN = 8
VERSIONS_SHOWN = 50
REMOVED_SHOWN = 20


@dataclass(frozen=True)
class Words:
    """A condition in words. ``more`` is how many values are left out."""

    name: str
    values: str
    more: int = 0


@dataclass(frozen=True)
class Row:
    """A rule on the page. ``problem`` is "" for one that works."""

    rule: Rule
    place: int
    conditions: tuple[Words, ...]
    did: Did
    problem: str
    first: bool
    last: bool


@dataclass(frozen=True)
class Step:
    """A version and what changed with it. ``current`` is how the rule is now."""

    version: RuleVersion
    changes: tuple[str, ...]
    current: bool


def overview() -> list[Row]:
    """Every rule in order. A constant number of queries."""
    rules, offered = _rules(), Offered()
    wording, done = Wording({}, offered), did(rules)
    return [
        Row(
            rule,
            place,
            in_words(rule, wording),
            done[rule.pk],
            why_broken(rule, offered) if rule.active else "",
            first=place == 1,
            last=place == len(rules),
        )
        for place, rule in enumerate(rules, start=1)
    ]


def in_words(rule: Rule, wording: Wording, most: int = VALUES_SHOWN) -> tuple[Words, ...]:
    """Its conditions as a person reads them."""
    told = []
    for test in rule.line().tests:
        values = lines(test.values)
        shown = wording.values(test.about, values[:most])
        more = max(len(values) - most, 0)
        told.append(Words(condition_name(test.about, test.negate), shown, more))
    return tuple(told)


def why_broken(rule: Rule, offered: Offered | None = None) -> str:
    """Why this rule does not do what it says, in a sentence; "" when nothing is wrong with it."""
    if not rule.department.active:
        return _("The department “%(name)s” is switched off, so nobody asks this rule.") % {
            "name": rule.department
        }
    tests = rule.line().tests
    if not tests:
        return _("The rule has no conditions.")
    offered = offered or Offered()
    for test in tests:
        try:
            check(test.about, test.values)
        except Broken as broken:
            return str(broken)
        if gone := offered.gone(test.about, lines(test.values)):
            return gone
    return rule.problem


def trouble() -> str:
    """How many rules do not do what they say, in words; "" when all do. Four queries at most."""
    offered = Offered()
    number = sum(bool(why_broken(rule, offered)) for rule in _rules() if rule.active)
    told = ngettext(
        "%(number)d rule does not do what it says",
        "%(number)d rules do not do what they say",
        number,
    )
    return told % {"number": number} if number else ""


def without_place() -> list[Rule]:
    """Active rules that name a place which is not in the list, such as after loading another."""
    offered = Offered()
    return [rule for rule in _rules() if rule.active and _lost_place(rule, offered)]


def _lost_place(rule: Rule, offered: Offered) -> bool:
    return any(
        offered.gone(test.about, lines(test.values))
        for test in rule.line().tests
        if test.about == About.NEIGHBOURHOOD
    )


def _rules() -> list[Rule]:
    rules = Rule.objects.select_related("department").prefetch_related("conditions")
    return list(rules.order_by("order", "pk"))


def history(rule: Rule) -> list[Step]:
    """Its newest versions, and what changed with each."""
    versions = list(rule.versions.select_related("by").order_by("-pk")[: VERSIONS_SHOWN + 1])
    wording = words()
    steps = [
        Step(version, _changes(wording, before, version), version.number == rule.version)
        for version, before in zip(versions, [*versions, None][1:], strict=True)
    ]
    return steps[:VERSIONS_SHOWN]


def _changes(wording: Wording, before: RuleVersion | None, version: RuleVersion) -> tuple[str, ...]:
    if version.number == BEGINNING:
        return (_("As it was before versions were kept."),)
    return tuple(wording.changes(before.said if before else None, version.said))


def since(rule: Rule, seen: int) -> list[str]:
    """What changed after the version that somebody saw."""
    before = rule.versions.filter(number=seen).first()
    now = rule.versions.latest("pk")
    return words().changes(before.said if before else None, now.said)


def removed() -> Sequence[RuleVersion]:
    """What was removed lately and can be brought back: of each name the newest."""
    gone = RuleVersion.objects.filter(rule=None, said={}).select_related("by")
    back = Rule.objects.values("name")
    newest = gone.exclude(name__in=back).order_by("name", "-pk").distinct("name")
    return sorted(newest, key=lambda version: -version.pk)[:REMOVED_SHOWN]


def words() -> Wording:
    return Wording(dict(Department.objects.values_list("slug", "name")), Offered())
