"""The figures of one person: for themselves, and for the lead of their team. Never beside those of
somebody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, Q, QuerySet
from django.http import Http404

from inbox.views.access import LONGEST_KEY
from webcare.charts import Chart
from webcare.dashboards import charting
from webcare.dashboards.asking import Asked
from webcare.dashboards.overview import Number, compare
from webcare.figures.adding import by
from webcare.figures.measures import MEASURES
from webcare.models import Team

if TYPE_CHECKING:
    from webcare.models import User

WORKS, LEADS = "inbox.work_conversation", "figures.view_person"
# Of the questions whose first answer was theirs.
OF_A_PERSON = (
    *("answered", "first_median", "first_p90", "first_within"),
    *("one_touch", "reopened", "switched", "bundled"),
)


@dataclass(frozen=True)
class Own:
    """``empty``: they gave no first answer."""

    person: User
    asked: Asked
    empty: bool
    numbers: Sequence[Number]
    course: Chart


def people(lead: User) -> QuerySet[User, Any]:
    """Whom this lead leads, by name, and themselves: who is of the same team; everybody where there
    are no teams at all. Nobody leads who leads, too."""
    of_team = Q(team=lead.team_id) if lead.team_id else ~Exists(Team.objects.all())
    others = Q(of_team) & ~Q(pk__in=_with(LEADS).values("pk"))
    led = _with(WORKS).filter(Q(pk=lead.pk) | others)
    return led.order_by("first_name", "last_name", "pk")


def _with(permission: str) -> QuerySet[User, Any]:
    found: QuerySet[User, Any] = get_user_model().objects.with_perm(
        permission, backend="django.contrib.auth.backends.ModelBackend"
    )
    return found


def whose(viewer: User, said: str) -> User:
    """The person whose figures are asked for: oneself, or somebody one leads. Raises Http404."""
    if said in {"", str(viewer.pk)} and viewer.has_perm(WORKS):
        return viewer
    leads = viewer.has_perm(LEADS) and said.isdecimal() and len(said) <= LONGEST_KEY
    found: User | None = people(viewer).filter(pk=int(said)).first() if leads else None
    if not found:
        raise Http404
    return found


def own(person: User, asked: Asked, now: datetime) -> Own:
    """``asked`` is narrowed to this person. Two queries."""
    numbers = compare(asked, [MEASURES[name] for name in OF_A_PERSON], now)
    step = charting.step_of(asked.period)
    course = by(asked.cases(), (step,), [MEASURES["answered"]], now)
    found = {day: figures for (day,), figures in course.items()}
    return Own(
        person=person,
        asked=asked,
        empty=not numbers["answered"].figure.value,
        numbers=[numbers[name] for name in OF_A_PERSON],
        course=charting.answered(asked, found),
    )
