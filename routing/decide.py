"""Who is responsible, and why: a pure function over facts and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from routing.conditions import Broken, Match, evaluate, is_known
from routing.facts import Facts

SURE = 0.5  # probability from which a kind or a sentiment that was guessed is written down


@dataclass(frozen=True)
class Test:
    """One condition of a rule; see ``routing.conditions.About``."""

    about: str
    values: str
    negate: bool = False


@dataclass(frozen=True)
class Line:
    """A rule as ``decide`` reads it. All its tests must hold."""

    id: int
    name: str
    department: int
    tests: tuple[Test, ...]
    kind: str = ""
    urgent: bool = False
    version: int = 0
    four_eyes: bool = False


@dataclass(frozen=True)
class Decision:
    """What routing says of a conversation.

    department, rule   primary keys, None when no rule matched
    rule_version       which version of that rule it was
    why                one sentence a person can check
    four_eyes          name of the rule that wants a colleague to approve answers, "" for none
    problems           rule id → why that rule could not be evaluated
    """

    department: int | None = None
    rule: int | None = None
    rule_version: int | None = None
    kind: str = ""
    urgent: bool = False
    why: str = ""
    four_eyes: str = ""
    problems: dict[int, str] = field(default_factory=dict)


def decide(facts: Facts, lines: Iterable[Line]) -> Decision:
    """The first rule whose tests all hold. A broken rule is skipped and reported."""
    problems: dict[int, str] = {}
    for line in lines:
        try:
            reasons = _reasons(line, facts)
        except Broken as broken:
            problems[line.id] = str(broken)
            continue
        if reasons is not None:
            why = _("Rule “%(rule)s” (%(reasons)s)") % {
                "rule": line.name,
                "reasons": "; ".join(reasons),
            }
            return Decision(
                line.department,
                line.id,
                line.version,
                line.kind,
                line.urgent,
                why=why,
                four_eyes=line.name if line.four_eyes else "",
                problems=problems,
            )
    return Decision(why=_("No rule matches; choose the department yourself."), problems=problems)


def _reasons(line: Line, facts: Facts) -> list[str] | None:
    if not line.tests:
        raise Broken(_("The rule has no conditions."))
    # All of them, so that a broken one is reported whatever the others say.
    found = [(test, evaluate(test.about, test.values, facts)) for test in line.tests]
    if not all(_holds(test, match, facts) for test, match in found):
        return None
    return [match.why for _test, match in found if match] or [_("none of the exceptions")]


def _holds(test: Test, match: Match | None, facts: Facts) -> bool:
    return bool(match) != test.negate and is_known(test.about, facts)
