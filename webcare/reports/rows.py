"""What the rows of a table of figures can be, and what each is called.

Never a person: what somebody does is between them and their lead, on a screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils.dates import WEEKDAYS
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from connectors.models import Account
from routing.models import Department, Kind, Sentiment
from webcare.charts import Category, Moment, Step
from webcare.figures import teams
from webcare.models import Team

# As periods call them.
STEPS: Mapping[Step, str] = {Step.DAY: "day", Step.WEEK: "week", Step.MONTH: "month"}


@dataclass(frozen=True)
class Known:
    """Names of what is told apart."""

    accounts: Mapping[int, Account]
    departments: Mapping[int, Department]
    teams: Mapping[int, Team]


@dataclass(frozen=True)
class Rows:
    """What the rows can be.

    what   heads the first column
    named  what to call one; None is what has none
    steps  of time: how long one row lasts; those in which nothing was asked are rows as well
    """

    name: str
    label: Promise
    what: Promise
    named: Callable[[Any, Known], Category]
    step: Step | None = None


def _account(pk: Any, known: Known) -> str:
    return str(known.accounts[pk]) if pk in known.accounts else _("No longer there")


def _department(pk: Any, known: Known) -> str:
    return str(known.departments[pk]) if pk in known.departments else _("No department")


def _team(pk: Any, known: Known) -> str:
    return str(known.teams[pk]) if pk in known.teams else str(teams.REST)


def _channel(kind: Any, known: Known) -> str:
    return str(settings.CONNECTORS[kind][0]) if kind in settings.CONNECTORS else str(kind)


def _kind(kind: Any, known: Known) -> str:
    return str(Kind(kind).label).capitalize() if kind else _("Not known")


def _sentiment(feeling: Any, known: Known) -> str:
    return str(Sentiment(feeling).label).capitalize() if feeling else _("Not known")


def _place(name: Any, known: Known) -> str:
    return str(name) or _("Not known")


def _private(private: Any, known: Known) -> str:
    return _("In private") if private else _("In public")


def _weekday(number: Any, known: Known) -> str:
    return str(WEEKDAYS[number - 1]).capitalize()


def _hour(number: Any, known: Known) -> str:
    return f"{number}:00–{number + 1}:00"


def _since(step: Step) -> Callable[[Any, Known], Moment]:
    return lambda day, _known: Moment(day_of(day), step)


def day_of(said: Any) -> date:
    return said.date() if isinstance(said, datetime) else said


ROWS: Mapping[str, Rows] = {
    rows.name: rows
    for rows in (
        Rows("account", gettext_lazy("By account"), gettext_lazy("Account"), _account),
        Rows("channel", gettext_lazy("By platform"), gettext_lazy("Platform"), _channel),
        Rows("department", gettext_lazy("By department"), gettext_lazy("Department"), _department),
        Rows("kind", gettext_lazy("By kind"), gettext_lazy("Kind"), _kind),
        Rows("team", gettext_lazy("By team"), gettext_lazy("Team"), _team),
        Rows("private", gettext_lazy("Public or private"), gettext_lazy("Where"), _private),
        Rows(
            "neighbourhood", gettext_lazy("By neighbourhood"), gettext_lazy("Neighbourhood"), _place
        ),
        Rows("sentiment", gettext_lazy("By tone"), gettext_lazy("Tone"), _sentiment),
        Rows("day", gettext_lazy("By day"), gettext_lazy("Day"), _since(Step.DAY), Step.DAY),
        Rows("week", gettext_lazy("By week"), gettext_lazy("Week"), _since(Step.WEEK), Step.WEEK),
        Rows(
            "month", gettext_lazy("By month"), gettext_lazy("Month"), _since(Step.MONTH), Step.MONTH
        ),
        Rows("weekday", gettext_lazy("By day of the week"), gettext_lazy("Day"), _weekday),
        Rows("hour", gettext_lazy("By hour"), gettext_lazy("Hour"), _hour),
    )
}
DEFAULT = ROWS["department"]
