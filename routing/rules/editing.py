"""Every write on a rule. Each keeps a version: who, when, and the rule as it was then."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.utils.translation import gettext as _

from routing.conditions import Broken, check
from routing.models import Condition, Department, Rule, RuleVersion
from routing.rules.plan import Plan, plan_of, read, same

if TYPE_CHECKING:
    from webcare.models import User

RULES_LOCK = 7_010  # a number of our own for PostgreSQL's advisory locks
BEGINNING = 0  # the version of what stood here before anyone kept versions


class Refused(Exception):
    """Why this cannot be done, in a sentence. ``field`` is the part of the plan it is about."""

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class Gone(Refused):
    """Someone removed the rule meanwhile."""


class Changed(Refused):
    """Someone changed the rule meanwhile. ``version`` is the newest, ``seen`` what you saw."""

    def __init__(self, version: RuleVersion, seen: int) -> None:
        super().__init__(_("This rule was changed while you worked on it."))
        self.version, self.seen = version, seen


@transaction.atomic
def save(rule: Rule | None, plan: Plan, by: User | None, *, seen: int | None = None) -> Rule:
    """Make the rule say this; None makes a new one. Raises Refused and its kinds.

    ``seen`` is the version that was on the screen: when there is a newer one, Changed. What
    changes nothing makes no version.
    """
    rules = _locked()
    stored = _find(rules, rule) if rule else None
    if stored and seen is not None and seen != stored.version:
        raise Changed(stored.versions.latest("pk"), seen)
    department = _check(plan, rules, stored)
    if stored is None:
        return _write(rules, Rule(), plan, department, by)
    here = rules.index(stored) + 1
    if same(plan, plan_of(stored)) and plan.order in {None, here}:
        Rule.objects.filter(pk=stored.pk).update(problem="")
        stored.problem = ""
        return stored
    return _write(rules, stored, plan, department, by)


@transaction.atomic
def move(rule: Rule, steps: int, by: User | None) -> Rule:
    """Up (-1) or down (1) among the rules; at the end nothing happens. Raises Gone."""
    rules = _locked()
    stored = _find(rules, rule)
    here = rules.index(stored)
    there = min(max(here + steps, 0), len(rules) - 1)
    if there == here:
        return stored
    return _rewrite(rules, stored, replace(plan_of(stored), order=there + 1), by)


@transaction.atomic
def switch(rule: Rule, active: bool, by: User | None) -> Rule:
    """On or off. Raises Gone."""
    rules = _locked()
    stored = _find(rules, rule)
    if stored.active == active:
        return stored
    return _rewrite(rules, stored, replace(plan_of(stored), active=active), by)


@transaction.atomic
def remove(rule: Rule, by: User | None) -> RuleVersion:
    """Its versions stay, and ``restore`` brings it back. Raises Gone."""
    rules = _locked()
    stored = _find(rules, rule)
    _keep_beginning(stored, rules.index(stored) + 1)
    last = _version(stored, stored.version + 1, {}, by)
    stored.delete()
    _number([each for each in rules if each != stored])
    last.refresh_from_db()
    return last


@transaction.atomic
def restore(version: RuleVersion, by: User | None) -> Rule:
    """The rule as it was then, place included; one that was removed comes back. Raises Refused."""
    rule = version.rule
    said = version.said or _last_words(version).said
    plan = read(said)
    if rule is not None and said["order"] == rule.versions.latest("pk").said["order"]:
        plan = replace(plan, order=None)  # others moved around it since; it was not moved itself
    return save(rule, plan, by)


def _last_words(removal: RuleVersion) -> RuleVersion:
    """The version before a removal. Two rules never had the same name at the same time."""
    before = RuleVersion.objects.filter(rule=None, name=removal.name, pk__lt=removal.pk)
    return before.filter(number=removal.number - 1).exclude(said={}).latest("pk")


def _locked() -> list[Rule]:
    """All rules in order, which nobody else changes or adds to meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, 0)", [RULES_LOCK])
    return list(Rule.objects.select_related("department").order_by("order", "pk"))


def _find(rules: list[Rule], rule: Rule) -> Rule:
    for stored in rules:
        if stored.pk == rule.pk:
            return stored
    raise Gone(_("This rule was removed meanwhile."))


def _check(plan: Plan, rules: list[Rule], stored: Rule | None) -> Department:
    if any(each.name == plan.name and each != stored for each in rules):
        raise Refused(_("There is a rule “%(name)s” already.") % {"name": plan.name}, "name")
    department = Department.objects.filter(slug=plan.department).first()
    if department is None or not department.active:
        name = department.name if department else plan.department
        raise Refused(
            _("There is no department “%(name)s” (any more).") % {"name": name}, "department"
        )
    if not plan.tests:
        raise Refused(_("The rule has no conditions."), "tests")
    for test in plan.tests:
        try:
            check(test.about, test.values)
        except Broken as broken:
            raise Refused(str(broken), "tests") from broken
    return department


def _rewrite(rules: list[Rule], stored: Rule, plan: Plan, by: User | None) -> Rule:
    """The same rule elsewhere, or off: also when something is wrong with it."""
    return _write(rules, stored, plan, stored.department, by)


def _write(
    rules: list[Rule], rule: Rule, plan: Plan, department: Department, by: User | None
) -> Rule:
    if rule.pk:
        _keep_beginning(rule, rules.index(rule) + 1)
    rule.name, rule.department, rule.kind = plan.name, department, plan.kind
    rule.urgent, rule.four_eyes, rule.active = plan.urgent, plan.four_eyes, plan.active
    rule.version, rule.problem = rule.version + 1, ""
    rule.save()
    rule.conditions.all().delete()
    Condition.objects.bulk_create(
        Condition(rule=rule, about=test.about, values=test.values, negate=test.negate)
        for test in plan.tests
    )
    _version(rule, rule.version, replace(plan, order=_put(rules, rule, plan.order)).said(), by)
    return rule


def _put(rules: list[Rule], rule: Rule, order: int | None) -> int:
    """Give it its place; the place it was last put, which is what its version keeps."""
    here = rules.index(rule) + 1 if rule in rules else None
    others = [each for each in rules if each != rule]
    wanted = order or here or len(others) + 1
    place = min(wanted, len(others) + 1)
    _number([*others[: place - 1], rule, *others[place - 1 :]])
    last = rule.versions.order_by("pk").last()
    return int(last.said["order"]) if last and place == here else place


def _number(rules: list[Rule]) -> None:
    """1, 2, 3 … in this order."""
    for number, rule in enumerate(rules, start=1):
        if rule.order != number:
            rule.order = number
            rule.save(update_fields=["order"])


def _keep_beginning(rule: Rule, place: int) -> None:
    """What someone wrote before there were versions can be restored too."""
    if not rule.version and not rule.versions.exists():
        _version(rule, BEGINNING, replace(plan_of(rule), order=place).said(), None)


def _version(rule: Rule, number: int, said: dict[str, object], by: User | None) -> RuleVersion:
    return RuleVersion.objects.create(rule=rule, name=rule.name, number=number, said=said, by=by)
