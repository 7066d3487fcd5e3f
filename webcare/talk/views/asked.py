"""What a page of talk is asked for: a department or neighbourhood, in the words of its address."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpRequest

from inbox.together import together
from routing.models import Department
from routing.models import Place as Spot
from webcare.talk.showing import Place

LONGEST = 100  # characters of a neighbourhood


@dataclass(frozen=True)
class Choices:
    """What can be chosen, and what was."""

    departments: list[Department]
    neighbourhoods: list[str]
    place: Place


def asked(request: HttpRequest, *more: QuerySet[Any, Any]) -> Choices:
    """One query, in which ``more`` is answered too. 404 for a department that is not there; a
    neighbourhood that is not on the list has what was said of it."""
    departments = Department.objects.order_by("name")
    spots = Spot.objects.order_by("neighbourhood").values("neighbourhood").distinct()
    together(departments, spots, *more)
    slug, name = request.GET.get("afdeling", ""), request.GET.get("wijk", "")
    names = [spot["neighbourhood"] for spot in spots]
    chosen = next((one for one in departments if one.slug == slug), None)
    if (slug and not chosen) or "\x00" in name:
        raise Http404
    place = Place(chosen) if chosen else Place(neighbourhood=name[:LONGEST])
    if place.neighbourhood and place.neighbourhood not in names:
        names.append(place.neighbourhood)
    return Choices([one for one in departments if one.active or one == chosen], names, place)
