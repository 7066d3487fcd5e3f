"""Teams in figures: nobody's own figures are to be read from those of a team.

Teams of one or two are told in one row with who has none. A row of fewer than three people who
answered is left out, and another one with it where all the others would give it away.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Case as Choose
from django.db.models import Count, F, Q, QuerySet, When
from django.db.models.expressions import Combinable
from django.utils.translation import gettext_lazy as _

from webcare.figures.measures import Better, Figure, Measure, Unit
from webcare.models import Team

SMALLEST = 3  # people
REST = _("No team, or a small one")
LEFT_OUT = _(
    "Teams of fewer than three people are one row with who has no team. A row of fewer than three "
    "people who answered is left out, with another one where it would follow from the others."
)


def large() -> QuerySet[Team]:
    """Those that are told apart, by name."""
    counted = Team.objects.annotate(number=Count("people", filter=Q(people__is_active=True)))
    return counted.filter(number__gte=SMALLEST).order_by("name")


def of_answer() -> Combinable:
    """The team of who answered first; None for nobody's, for who has none, and for a small one."""
    told = large().order_by().values("pk")
    return Choose(When(by__team__in=told, then=F("by__team")), default=None)


class _People(Measure):
    def aggregates(self, now: Any) -> dict[str, Any]:
        return {f"{self.name}_of": Count("by", distinct=True)}


# To be asked beside the measures; it is never shown.
PEOPLE = _People("people", REST, REST, Unit.QUESTIONS, Better.NEITHER, lambda _now: Q())


def told_apart(found: Mapping[Any, dict[str, Figure]]) -> dict[Any, dict[str, Figure]]:
    """What may be shown of figures by team, with ``PEOPLE`` among them."""
    people = {key: row[PEOPLE.name].of for key, row in found.items()}
    small = {key for key, number in people.items() if 0 < number < SMALLEST}
    if small and sum(people[key] for key in small) < SMALLEST:
        larger = [key for key, number in people.items() if number >= SMALLEST]
        small |= set(sorted(larger, key=lambda key: people[key])[:1])
    return {key: row for key, row in found.items() if key not in small}
