"""Signals as a person reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from webcare.charts import Lines, Series, Unit
from webcare.warnings.evidence import Evidence, Facet
from webcare.warnings.models import Signal
from webcare.warnings.spikes import Scope

NAMED = 3  # words in a headline
SIDES = 12  # of one event that are shown
HARDLY = 1  # people; fewer are "hardly anybody"
ALMOST_ALL = 0.8  # of the people wrote of one place: then it is about that place
SPANS: dict[int, Promise] = {
    30: gettext_lazy("half an hour"),
    60: gettext_lazy("an hour"),
    180: gettext_lazy("three hours"),
}
HEADLINES: dict[Signal.Kind, Promise] = {
    Signal.Kind.NORM: gettext_lazy("Promised times are about to be missed"),
    Signal.Kind.SILENT: gettext_lazy("%(channel)s is silent"),
    Signal.Kind.DEPARTMENT: gettext_lazy("%(department)s cannot keep up"),
}
SENTENCES: dict[Signal.Kind, Promise] = {
    Signal.Kind.NORM: gettext_lazy(
        "%(due)d questions pass their promised time within the hour; %(answered)d were answered in "
        "the last hour."
    ),
    Signal.Kind.SILENT: gettext_lazy(
        "Nobody wrote; usually %(usual)d people do in this time. Nothing else seems wrong with it: "
        "look on the platform itself."
    ),
    Signal.Kind.DEPARTMENT: gettext_lazy(
        "%(open)d questions lie there, %(late)d of them too late; a week ago %(before)d lay there. "
        "In this week it got %(asked)d and answered %(answered)d."
    ),
}


@dataclass(frozen=True)
class Side:
    """One side of an event, in words."""

    facet: Facet

    @property
    def name(self) -> str:
        if self.facet.scope == Scope.ALL:
            return _("The whole town")
        if self.facet.scope == Scope.WORD:
            return f"“{self.facet.label}”"
        return self.facet.label

    @property
    def span(self) -> str:
        return str(SPANS[self.facet.minutes])

    @property
    def usual(self) -> str:
        if self.facet.expected < HARDLY:
            return _("hardly anybody")
        return str(round(self.facet.expected))


@dataclass(frozen=True)
class Shown:
    """A signal in words; ``signal`` is the row. ``only``: of its words, those that may be said."""

    signal: Signal
    only: frozenset[str] | None = None

    @cached_property
    def evidence(self) -> Evidence:
        return Evidence.from_json(self.signal.evidence)

    @cached_property
    def gist(self) -> Evidence:
        """As much of it as a line needs."""
        return Evidence.from_json(self._kept)

    @property
    def _kept(self) -> dict[str, Any]:
        """The evidence only where it was read already: a band asks for nothing more."""
        kept: dict[str, Any] = self.signal.gist
        return kept or (self.signal.evidence if "evidence" in vars(self.signal) else {})

    @property
    def numbers(self) -> dict[str, Any]:
        """Of what is no spike: see ``others``."""
        found: dict[str, Any] = self._kept.get("numbers", {})
        return found

    @property
    def words(self) -> list[str]:
        return [one for one in self.gist.words if self.only is None or one in self.only]

    @property
    def sides(self) -> list[Side]:
        """Where it shows."""
        return [Side(one) for one in self.evidence.told][:SIDES]

    @property
    def first(self) -> Side | None:
        return next((Side(one) for one in self.gist.told), None)

    @property
    def place(self) -> str:
        """Where nearly all of them write of; "" for nowhere in particular."""
        facets = self.gist.facets
        said = [one for one in facets if one.scope == Scope.WORD] or facets
        most = max((one.people for one in said), default=0)
        places = [one for one in facets if one.scope == Scope.PLACE]
        whole = max(places, key=lambda one: one.people, default=None)
        return whole.label if whole and whole.people >= ALMOST_ALL * most else ""

    @property
    def headline(self) -> str:
        """What it is about, in a few words."""
        if self.numbers:
            return str(HEADLINES[Signal.Kind(self.signal.kind)]) % self.numbers
        words = ", ".join(self.words[:NAMED])
        if words:
            about = {"words": words, "place": self.place}
            return _("“%(words)s” in %(place)s") % about if self.place else f"“{words}”"
        if self.place:
            return _("Many people about %(place)s") % {"place": self.place}
        if department := self.gist.of(Scope.DEPARTMENT):
            return _("Many questions for %(department)s") % {"department": department.label}
        return _("Many people at once")

    @property
    def sentence(self) -> str:
        """How many, and how many are usual."""
        if self.numbers:
            return str(SENTENCES[Signal.Kind(self.signal.kind)]) % self.numbers
        if self.first is None:
            return ""
        told = {
            "people": self.first.facet.people,
            "span": self.first.span,
            "usual": self.first.usual,
        }
        return _("%(people)d people in %(span)s, usually %(usual)s.") % told

    @property
    def chart(self) -> Lines | None:
        """The people of each hour, and how many are usual."""
        course = self.evidence.course
        if not course or self.first is None:
            return None
        return Lines(
            name=f"signal-{self.signal.pk}",
            title=_("%(name)s: people who wrote in each hour") % {"name": self.first.name},
            unit=Unit.NUMBER,
            categories=tuple(_clock(one.at) for one in course),
            series=(
                Series(_("Now"), tuple(float(one.people) for one in course)),
                Series(_("Usual"), tuple(round(one.expected, 1) for one in course)),
            ),
        )

    @property
    def is_for_crisis(self) -> bool:
        """Whether crisis mode can begin from here."""
        return self.signal.kind == Signal.Kind.SPIKE and self.signal.crisis_id is None


def shown(signals: Iterable[Signal]) -> list[Shown]:
    return [Shown(one) for one in signals]


def gravest_first(signals: Iterable[Signal]) -> list[Shown]:
    """What is serious before what is not, the newest of each first."""
    return sorted(shown(signals), key=lambda one: not one.signal.serious)


def _clock(at: datetime) -> str:
    local = timezone.localtime(at)
    hour = local.strftime("%H:%M")
    return hour if local.date() == timezone.localdate() else f"{date_format(local, 'D')} {hour}"
