"""What a page of talk is asked for: a department or neighbourhood, in the words of its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest

from inbox.together import together
from routing.models import Department
from routing.models import Place as Spot
from webcare.talk.showing import Place


@dataclass(frozen=True)
class Choices:
    """What can be chosen, and what was."""

    departments: list[Department]
    neighbourhoods: list[str]
    place: Place


def asked(request: HttpRequest, *more: QuerySet[Any, Any]) -> Choices:
    """One query, in which ``more`` is answered too. Who names what is not there gets everything."""
    departments = Department.objects.filter(active=True).order_by("name")
    spots = Spot.objects.order_by("neighbourhood").values("neighbourhood").distinct()
    together(departments, spots, *more)
    slug, name = request.GET.get("afdeling", ""), request.GET.get("wijk", "")
    names = [spot["neighbourhood"] for spot in spots]
    chosen = next((one for one in departments if one.slug == slug), None)
    place = Place(chosen) if chosen else Place(neighbourhood=name if name in names else "")
    return Choices(list(departments), names, place)
