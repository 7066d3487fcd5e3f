"""What other municipalities said in public of their own figures, to hold ours against.

Each was counted in its own way: the source says how, and stands beneath the chart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from webcare.charts import Reference


@dataclass(frozen=True)
class Elsewhere:
    """A public figure, with its year in its name. ``value`` as charts take it."""

    name: Promise
    value: float
    source: Promise

    def as_reference(self) -> Reference:
        return Reference(str(self.name), self.value, str(self.source))


# By the name of the measure that comes nearest.
PUBLIC: Mapping[str, Sequence[Elsewhere]] = {
    "answered_share": (
        Elsewhere(
            _("Overijssel, Twitter, 2017"),
            88,
            _("22 of 25 municipalities answered one test question; RTV Oost, 2017"),
        ),
        Elsewhere(
            _("Overijssel, Facebook, 2017"),
            39,
            _("9 of 23 municipalities answered one test question; RTV Oost, 2017"),
        ),
        Elsewhere(
            _("All municipalities, 2014"),
            20,
            _("share of questions that were answered; Kok, in customerfirst.nl, 2015"),
        ),
    ),
    "first_within": (
        Elsewhere(
            _("Nissewaard, 2023"),
            94,
            _("within 4 hours in working hours; annual report 2023"),
        ),
        Elsewhere(
            _("Oldenzaal, norm, 2017"),
            80,
            _("promised: 80% within 4 hours; RTV Oost, 2017"),
        ),
    ),
}


def references(measure: str) -> tuple[Reference, ...]:
    return tuple(one.as_reference() for one in PUBLIC.get(measure, ()))
