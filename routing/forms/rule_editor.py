"""The whole builder of a rule: a form for what it decides, and one for each condition.

Rows are added and removed by buttons that post everything: nothing that was filled in is lost,
and nothing is judged before it is tried or saved.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.http import QueryDict
from django.utils.translation import gettext as _

from routing.conditions import About
from routing.decide import Test
from routing.forms.rules import FIRST, ConditionForm, RuleForm
from routing.models import Rule
from routing.rules.changes import lines
from routing.rules.offered import Offered
from routing.rules.plan import Plan

MOST_ROWS = 20


class Editor:
    """``rule`` is None for a new one; ``data`` is what was posted, None when nothing was.

    seen   the version that was on the screen when the work began, None for a new rule
    focus  the id of the element to go on with, "" for none
    """

    def __init__(self, rule: Rule | None, data: QueryDict | None = None) -> None:
        self.rule, self.data, self.offered = rule, data, Offered()
        self.focus = ""
        found = Rule.objects.order_by("order", "pk").values_list("pk", "name")
        in_order = list(found)
        self._others = [each for each in in_order if not rule or each[0] != rule.pk]
        if data is None:
            self.seen = rule.version if rule else None
            self.form = self._stored_form([pk for pk, _name in in_order])
            self.rows = self._stored_rows()
        else:
            seen = data.get("seen", "")
            self.seen = int(seen) if seen.isdecimal() and len(seen) < 10 else None
            self.form = RuleForm(data, others=self._others)
            self.rows = [posted_row(data, row, self.offered) for row in _numbers(data)]

    @property
    def abouts(self) -> list[tuple[str, str]]:
        """What a condition can be about."""
        return [(about.value, str(about.label)) for about in About]

    @property
    def is_full(self) -> bool:
        return len(self.rows) >= MOST_ROWS

    def add(self, about: str) -> None:
        """A row more."""
        self._without_judging()
        if about in About.values and not self.is_full:
            number = max((row.number for row in self.rows), default=-1) + 1
            self.rows.append(self._row(number, about, ()))
            self.focus = self.rows[-1]["negate"].auto_id

    def drop(self, number: int) -> None:
        """A row less."""
        self._without_judging()
        self.rows = [row for row in self.rows if row.number != number]
        self.focus = "add-about"

    def is_valid(self) -> bool:
        valid = [self.form.is_valid(), *(row.is_valid() for row in self.rows)]
        if not self.rows:
            self.form.add_error(None, _("The rule has no conditions."))
        return all(valid) and bool(self.rows)

    def plan(self) -> Plan:
        """What was filled in, when it is valid."""
        given = self.form.cleaned_data
        return Plan(
            name=given["name"],
            department=given["department"].slug,
            tests=tuple(row.test() for row in self.rows),
            kind=given["kind"],
            urgent=given["urgent"],
            four_eyes=given["four_eyes"],
            active=given["active"],
            order=self.form.place,
        )

    def _stored_form(self, in_order: Sequence[int]) -> RuleForm:
        rule = self.rule
        if rule is None:
            after = in_order[-1] if in_order else FIRST
            return RuleForm(others=self._others, initial={"active": True, "after": after})
        here = in_order.index(rule.pk)
        initial = {
            "name": rule.name,
            "department": rule.department.slug,
            "kind": rule.kind,
            "urgent": rule.urgent,
            "four_eyes": rule.four_eyes,
            "active": rule.active,
            "after": in_order[here - 1] if here else FIRST,
        }
        return RuleForm(others=self._others, initial=initial)

    def _stored_rows(self) -> list[ConditionForm]:
        tests = self.rule.line().tests if self.rule else (Test(About.WORDS, ""),)
        return [
            self._row(number, test.about, lines(test.values), negate=test.negate)
            for number, test in enumerate(tests)
        ]

    def _row(
        self, number: int, about: str, values: Sequence[str], *, negate: bool = False
    ) -> ConditionForm:
        """A row that is not judged."""
        form = ConditionForm(number, about, values, self.offered)
        form.initial = {
            "values": list(values) if form.is_chosen else "\n".join(values),
            "negate": "on" if negate else "",
        }
        return form

    def _without_judging(self) -> None:
        """What was filled in so far, with what is wrong in rows that are filled in already."""
        if self.data is None:
            return
        initial = {name: self.data.get(name) for name in self.form.fields}
        self.form = RuleForm(others=self._others, initial=initial)
        for place, row in enumerate(self.rows):
            given = self.data.getlist(f"c{row.number}-values")
            if not any(value.strip() for value in given):
                negate = bool(self.data.get(f"c{row.number}-negate"))
                self.rows[place] = self._row(row.number, row.about, (), negate=negate)


def posted_row(data: QueryDict, number: int, offered: Offered) -> ConditionForm:
    """One row of what was posted, to judge."""
    about, given = data.get(f"c{number}-about", ""), data.getlist(f"c{number}-values")
    return ConditionForm(number, about, given, offered, data)


def _numbers(data: QueryDict) -> list[int]:
    """The rows that were posted, in order."""
    found = [int(row) for row in data.getlist("row") if row.isdecimal() and len(row) < 5]
    return list(dict.fromkeys(found))[:MOST_ROWS]
