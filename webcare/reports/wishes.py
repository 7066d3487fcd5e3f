"""Which table somebody wants, in the words of an address: what a link says, a form sends and a
schedule keeps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db import models
from django.utils.translation import gettext_lazy as _

from webcare.figures.periods import Period
from webcare.reports.spans import DEFAULT, LONGEST, SPANS

if TYPE_CHECKING:
    from webcare.models import User

LONGEST_WORD = 100


class NotYours(Exception):
    """There is no such table, or it is not for this person."""


class Audience(models.TextChoices):
    """Who is to read it. ``OUTSIDE``: anybody beyond the webcare team."""

    TEAM = "team", _("For the team")
    OUTSIDE = "outside", _("For outside the team")


@dataclass(frozen=True)
class Wish:
    """One table, whole. Each is "" for what a table begins with.

    source      a name of ``SOURCES``
    by          what the rows of figures are: a name of ``ROWS``
    period      a name of ``SPANS``, or "own" for the days ``first`` through ``last``
    columns     a name of ``SETS``
    department  a slug or a primary key; channel the primary key of an account
    kind        a value of ``routing.models.Kind``
    audience    a value of ``Audience``
    """

    source: str = "figures"
    by: str = ""
    period: str = ""
    first: str = ""
    last: str = ""
    columns: str = ""
    department: str = ""
    channel: str = ""
    kind: str = ""
    audience: str = Audience.TEAM

    @classmethod
    def of(cls, said: Mapping[str, object]) -> Wish:
        """What is not there, or is no word, is as it begins."""
        names = [each.name for each in fields(cls)]
        words = {name: str(said.get(name) or "").strip()[:LONGEST_WORD] for name in names}
        return cls(**{name: word for name, word in words.items() if word and "\x00" not in word})

    @property
    def kept(self) -> dict[str, str]:
        """As it is stored, and said in an address."""
        return {name: word for name, word in asdict(self).items() if word}

    @property
    def query(self) -> str:
        return urlencode(self.kept)

    @property
    def leaves_the_team(self) -> bool:
        """What is no known audience is the strictest."""
        return self.audience != Audience.TEAM

    def period_on(self, today: date) -> Period:
        """Days that make no sense are the period that a table begins with."""
        if self.period == "own":
            try:
                chosen = Period(date.fromisoformat(self.first), date.fromisoformat(self.last))
            except ValueError:
                return DEFAULT.of(today)
            sensible = chosen.first <= today and chosen.days <= LONGEST
            return chosen if sensible else DEFAULT.of(today)
        return SPANS.get(self.period, DEFAULT).of(today)


@dataclass(frozen=True)
class Asked:
    """A wish, of whom, and when."""

    wish: Wish
    user: User
    today: date

    @property
    def period(self) -> Period:
        return self.wish.period_on(self.today)
