"""Whose it is: what routing makes of it, and what a colleague chooses."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox.models import Event, Hop
from routing.models import Place
from webcare.demo.history.life.standing import Standing
from webcare.demo.history.topics import Topic
from webcare.demo.history.town import Colleague, Desk

Verb = Event.Verb


class Sorting(Standing):
    def sort(self, topic: Topic, text: str, language: str, place: Place | None) -> None:
        """What routing makes of it: the rule of the department, where its word is there."""
        town, desk = self.town, self.town.desks.get(topic.department)
        rule = desk.rule if desk and topic.word.lower() in text.lower() and topic.word else None
        if self.row["urgent"]:
            rule = town.urgent_rule or rule
        mood = town.dice.share()
        negative, positive = topic.moods
        feeling = "negatief" if mood < negative else "positief"
        self.row |= {
            "language": language,
            "sentiment": feeling if mood < negative + positive else "neutraal",
            "kind": topic.kind,
            "decision": {"proposals": [], "kind": {"by": "model", "why": ""}},
        }
        self._name(place, text)
        why = "Geen regel past; kies zelf de afdeling."
        if rule and desk:
            why = f"Regel “{rule.name}” (woord: {topic.word})"
            self.row |= {"rule": rule.pk, "rule_version": rule.version, "decided_by": "rule"}
            self._go_to(desk)
        self.row["why"] = why
        name = desk.row.name if rule and desk else ""
        by = "rule" if rule else ""
        told: dict[str, Any] = {
            "by": by,
            "rule": rule.pk if rule else None,
            "model": None,
            "why": why,
        }
        self.tell(Verb.ROUTED, self.now, department=name, **told)
        if rule and desk:
            self._hop(Hop.How.RULE, desk, why, None, self.now)

    def _name(self, place: Place | None, text: str) -> None:
        """Where it is about, where the words say so."""
        named = ""
        if place:
            both = (place.street, place.neighbourhood)
            named = next((one for one in both if one.lower() in text.lower()), "")
        if not place or not (named or place.district.lower() in text.lower()):
            return
        self.row["district"] = place.district
        if named:
            self.row["neighbourhood"] = place.neighbourhood
        street = place.street if named == place.street else ""
        self.row["decision"]["place"] = {"street": street, "words": named or place.district}

    def choose(self, at: datetime, desk: Desk, by: Colleague) -> None:
        """A colleague says whose it is."""
        if self.desk is desk:
            return
        at = self.at(at)
        old = self.desk.row.name if self.desk else ""
        self.tell(
            Verb.DEPARTMENT, at, by.user.pk, old=old, new=desk.row.name, why=self.row.get("why", "")
        )
        self._go_to(desk)
        self.row |= {"decided_by": "person", "why": f"{by.name} koos deze afdeling."}
        self._hop(Hop.How.CHOSEN, desk, "", by.user.pk, at)
