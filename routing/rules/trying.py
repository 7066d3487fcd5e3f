"""What a rule would do, before it is saved: tried on the conversations of lately."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from routing.decide import Decision, Line, decide
from routing.facts import Facts
from routing.models import Department, Rule
from routing.rules.marking import Piece, mark
from routing.rules.past import PastCase, past
from routing.rules.plan import Plan

CASES = 1000
EXAMPLES = 10


@dataclass(frozen=True)
class Standing:
    """A rule, and those that are asked before it."""

    line: Line
    earlier: Sequence[Line] = ()

    def fits(self, facts: Facts) -> Decision | None:
        """What it decides when it is asked; None when it does not match."""
        decision = decide(facts, [self.line])
        return None if decision.rule is None else decision

    def earlier_one(self, facts: Facts) -> int | None:
        """The rule that decides before this one is asked."""
        return decide(facts, self.earlier).rule

    def reaches(self, facts: Facts) -> bool:
        return self.fits(facts) is not None and self.earlier_one(facts) is None


@dataclass(frozen=True)
class Example:
    """A conversation that the rule would reach.

    pieces      what the citizen wrote, () when it was said in private
    why         the reason the agent would read
    moves       it has another department now, or none
    department  the one it has now
    chosen      and a colleague chose that
    """

    pieces: tuple[Piece, ...]
    why: str
    moves: bool
    department: int | None
    chosen: bool


@dataclass(frozen=True)
class Trial:
    """What the rule would have done.

    of        how many conversations were looked at
    reached   how many of them it would decide
    moves     of those, how many have another department now: by that one, None for none
    chosen    of those that move, how many a colleague gave the department they have
    before    how many fit as well, but an earlier rule decides: by its primary key
    lost      how many the rule decides as it is now, and would not any more
    """

    of: int = 0
    reached: int = 0
    moves: tuple[tuple[int | None, int], ...] = ()
    chosen: int = 0
    before: tuple[tuple[int, int], ...] = ()
    lost: int = 0
    examples: tuple[Example, ...] = ()

    @property
    def moving(self) -> int:
        return sum(number for _department, number in self.moves)


def try_out(rule: Rule | None, plan: Plan) -> Trial:
    """The plan at its place among the stored rules; ``rule`` is the one it replaces.

    It is tried as if it were switched on. Raises Department.DoesNotExist.
    """
    order = list(Rule.objects.order_by("order", "pk").values_list("pk", flat=True))
    lines = {line.id: line for line in Rule.objects.lines()}
    here = order.index(rule.pk) if rule and rule.pk in order else len(order)
    others = [pk for pk in order if not rule or pk != rule.pk]
    place = plan.order - 1 if plan.order else here
    concept = plan.line(rule, Department.objects.get(slug=plan.department).pk)
    new = Standing(concept, [lines[pk] for pk in others[:place] if pk in lines])
    now = None
    if rule and rule.pk in lines:
        now = Standing(lines[rule.pk], [lines[pk] for pk in order[:here] if pk in lines])
    return judge(past().recent(CASES), new, now)


def judge(cases: Sequence[PastCase], new: Standing, now: Standing | None = None) -> Trial:
    """What ``new`` would have done with these conversations, where ``now`` stood. Pure."""
    reached: list[tuple[PastCase, Decision]] = []
    before: Counter[int] = Counter()
    lost = 0
    for case in cases:
        decision = new.fits(case.facts)
        earlier = new.earlier_one(case.facts) if decision else None
        if decision and earlier is None:
            reached.append((case, decision))
            continue
        if earlier is not None:
            before[earlier] += 1
        lost += bool(now and now.reaches(case.facts))
    moving = [case for case, _decision in reached if _moves(case, new)]
    examples = sorted(reached, key=lambda each: not _moves(each[0], new))[:EXAMPLES]
    return Trial(
        of=len(cases),
        reached=len(reached),
        moves=tuple(Counter(case.department for case in moving).most_common()),
        chosen=sum(case.chosen for case in moving),
        before=tuple(before.most_common()),
        lost=lost,
        examples=tuple(_example(case, decision, new) for case, decision in examples),
    )


def _moves(case: PastCase, new: Standing) -> bool:
    return case.department != new.line.department


def _example(case: PastCase, decision: Decision, new: Standing) -> Example:
    """Private words stay where they were said: who writes rules need not read them."""
    moves = _moves(case, new)
    return Example(
        pieces=() if case.facts.private else mark(case.facts.text, new.line.tests),
        why=decision.why,
        moves=moves,
        department=case.department,
        chosen=moves and case.chosen,
    )
