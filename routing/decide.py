"""Who is responsible, and why: a pure function over facts and rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from routing.conditions import Broken, evaluate
from routing.facts import Facts


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


@dataclass(frozen=True)
class Decision:
    """What routing says of a conversation.

    department, rule   primary keys, None when no rule matched
    why                one sentence a person can check
    problems           rule id → why that rule could not be evaluated
    """

    department: int | None = None
    rule: int | None = None
    kind: str = ""
    urgent: bool = False
    why: str = ""
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
                line.department, line.id, line.kind, line.urgent, why=why, problems=problems
            )
    return Decision(why=_("No rule matches; choose the department yourself."), problems=problems)


def _reasons(line: Line, facts: Facts) -> list[str] | None:
    if not line.tests:
        raise Broken(_("The rule has no conditions."))
    # All of them, so that a broken one is reported whatever the others say.
    found = [(evaluate(test.about, test.values, facts), test.negate) for test in line.tests]
    if any(bool(match) == negate for match, negate in found):
        return None
    return [match.why for match, _negate in found if match] or [_("none of the exceptions")]
