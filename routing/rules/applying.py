"""Applying the stored rules, and reporting the ones that do not work."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from routing.decide import Decision, Line, decide
from routing.facts import Facts
from routing.models import Rule

_LONGEST = 300


def route(cases: Sequence[Facts], lines: Sequence[Line]) -> list[Decision]:
    """``decide`` on each case, with broken rules noted where the administrator sees them.

    A query for each broken rule, however many cases there are.
    """
    decisions = [decide(facts, lines) for facts in cases]
    versions = {line.id: line.version for line in lines}
    problems = {rule: why for decision in decisions for rule, why in decision.problems.items()}
    for rule, why in problems.items():
        # Not of a rule that was repaired while a worker still asked the old one.
        broken = Rule.objects.filter(pk=rule, version=versions[rule])
        broken.filter(~Q(problem=why[:_LONGEST])).update(problem=why[:_LONGEST])
    return decisions
