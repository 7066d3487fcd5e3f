"""What stands around every page: where you can go; what is wrong is in around.py."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from webcare.around import Around, around
from webcare.places import HUB, INSIGHT, INSIGHTS, PLACES, SETTINGS, Place
from webcare.preferences.middleware import speak_to
from webcare.warnings.showing import gravest_first


@dataclass(frozen=True)
class Entry:
    """An entry of the rail, as it stands for this person on this page.

    here     "page" for this very page, "true" for one beneath it, "" elsewhere
    waiting  how many things wait there; looked up where it is shown
    """

    place: Place
    address: str
    here: str
    waiting: Callable[[], int]


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: lazily, so that fragments pay nothing for it."""
    found = cache(lambda: around(request.user))
    return {
        "municipality": settings.MUNICIPALITY,
        "theme": settings.THEME,
        "places": SimpleLazyObject(lambda: _places(request, found)),
        "insights": SimpleLazyObject(lambda: _insights(request, found)),
        "crisis": SimpleLazyObject(lambda: found().crisis),
        "watching": SimpleLazyObject(lambda: found().watching),
        "signals_going_on": SimpleLazyObject(lambda: gravest_first(found().signals)),
        "troubled_channels": SimpleLazyObject(lambda: found().channels),
        "troubled_mailbox": SimpleLazyObject(lambda: found().mailbox),
        "troubled_work": SimpleLazyObject(lambda: found().work),
        "troubled_reminders": SimpleLazyObject(lambda: found().reminders),
    }


def _places(request: HttpRequest, found: Callable[[], Around]) -> list[Entry]:
    rail = [_entry(request, each, (each,), found) for each in PLACES if each.is_open_to(request)]
    for hub, beneath in ((INSIGHT, INSIGHTS), (HUB, SETTINGS)):
        if there := _open(request, beneath):
            rail.append(_entry(request, hub, (hub, *there), found))
    return rail


def _insights(request: HttpRequest, found: Callable[[], Around]) -> list[Entry]:
    return [_entry(request, each, (each,), found) for each in _open(request, INSIGHTS)]


def _open(request: HttpRequest, places: Iterable[Place]) -> list[Place]:
    return [place for place in places if place.is_open_to(request)]


def _entry(
    request: HttpRequest, place: Place, covers: Sequence[Place], found: Callable[[], Around]
) -> Entry:
    address = reverse(place.url_name)
    beneath = any(request.path.startswith(reverse(each.url_name)) for each in covers)
    here = "page" if request.path == address else "true" if beneath else ""
    return Entry(place, address, here, lambda: place.waiting(found()) if place.waiting else 0)


def home(request: HttpRequest) -> HttpResponse:
    """To the first place this person has."""
    places = _places(request, cache(lambda: around(request.user)))
    if not places:
        return render(request, "no_place.html")
    return redirect(places[0].address)


def insight(request: HttpRequest) -> HttpResponse:
    """To the first page of it that this person may see."""
    there = _open(request, INSIGHTS)
    if not there:
        raise PermissionDenied
    return redirect(there[0].url_name)


def settings_page(request: HttpRequest) -> HttpResponse:
    """What can be arranged, for who may arrange something."""
    settled = _open(request, SETTINGS)
    if not settled:
        raise PermissionDenied
    return render(request, "settings.html", {"settled": settled})


@login_not_required
def admin_entrance(request: HttpRequest) -> HttpResponse:
    """One way in for all. Who is in already and still sent here has no business in the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what is not yours: the same answer."""
    speak_to(request)  # no view was found that the middleware could do it for
    return render(request, "404.html", status=404)
