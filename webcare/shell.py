"""What stands around every page: where you can go; what is wrong is in troubles.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from inbox import crisis
from routing.learning import overview as learning
from routing.mail import tray
from routing.rules import overview as rules
from webcare.troubles import banners


@dataclass(frozen=True)
class Place:
    """Somewhere to go.

    icon      names a symbol of the sprite
    about     says what is done there
    waiting   how many things wait there for whoever comes, in one query
    trouble   what is wrong there, in a few words; "" when nothing is
    """

    url_name: str
    label: Promise
    permission: str
    icon: str = ""
    about: Promise | str = ""
    waiting: Callable[[], int] | None = None
    trouble: Callable[[], str] | None = None

    def is_open_to(self, request: HttpRequest) -> bool:
        return request.user.has_perm(self.permission)


@dataclass(frozen=True)
class Entry:
    """An entry of the rail, as it stands for this person on this page.

    here   "page" for this very page, "true" for one beneath it, "" elsewhere
    """

    place: Place
    address: str
    here: str

    @property
    def waiting(self) -> int:
        """How many things wait there; asked where it is shown."""
        return self.place.waiting() if self.place.waiting else 0


PLACES = (
    Place("inbox", _("Inbox"), "inbox.view_conversation", "inbox"),
    Place("questions", _("My questions"), "routing.answer_referral", "questions"),
    Place("channels", _("Channels"), "connectors.view_account", "channels"),
    Place("letters", _("Mail"), "routing.sort_letter", "letter", waiting=tray.waiting),
)
HUB = Place("settings", _("Settings"), "", "administration")
SETTINGS = (
    Place(
        "departments",
        _("Departments"),
        "routing.view_department",
        about=_("Who answers for which department, who stands in, and what they may answer."),
    ),
    Place(
        "rules",
        _("Rules"),
        "routing.view_rule",
        about=_("Which words lead to which department. They go before what was learned."),
        trouble=rules.trouble,
    ),
    Place(
        "learning",
        _("Learning"),
        "routing.train",
        about=_("What the classifier learned, how good it is, and new examples for it."),
        trouble=learning.trouble,
    ),
    Place(
        "norms",
        _("Promised times"),
        "routing.change_responsenorm",
        about=_("Within what time people get an answer, and when that becomes urgent."),
    ),
    Place(
        "service_hours",
        _("Service hours"),
        "routing.change_servicehours",
        about=_("When the webcare team is there: weekdays, holidays and rosters."),
    ),
    Place(
        "greetings",
        _("Automatic answer"),
        "inbox.change_greeting",
        about=_("What citizens are told when nobody is there."),
    ),
    Place(
        "crisis",
        _("Crisis mode"),
        "inbox.declare_crisis",
        about=_("Stops all automatic answers while something serious goes on."),
    ),
    Place(
        "hop_report",
        _("Forwardings"),
        "inbox.view_hop",
        about=_("How many questions each department got, and what came back."),
    ),
    Place(
        "admin:index",
        _("Administration"),
        "webcare.view_user",
        about=_("People and their roles, and everything else that is stored."),
    ),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: lazily, so that fragments pay nothing for it."""
    return {
        "municipality": settings.MUNICIPALITY,
        "theme": settings.THEME,
        "places": SimpleLazyObject(lambda: _places(request)),
        "crisis": SimpleLazyObject(crisis.standing),
        **banners(request),
    }


def _places(request: HttpRequest) -> list[Entry]:
    rail = [_entry(request, place, (place,)) for place in PLACES if place.is_open_to(request)]
    settled = _settings(request)
    return [*rail, _entry(request, HUB, (HUB, *settled))] if settled else rail


def _settings(request: HttpRequest) -> list[Place]:
    return [place for place in SETTINGS if place.is_open_to(request)]


def _entry(request: HttpRequest, place: Place, covers: Sequence[Place]) -> Entry:
    address = reverse(place.url_name)
    if request.path == address:
        return Entry(place, address, "page")
    beneath = any(request.path.startswith(reverse(each.url_name)) for each in covers)
    return Entry(place, address, "true" if beneath else "")


def home(request: HttpRequest) -> HttpResponse:
    """To the first place this person has."""
    places = _places(request)
    if not places:
        return render(request, "no_place.html")
    return redirect(places[0].address)


def settings_page(request: HttpRequest) -> HttpResponse:
    """What can be arranged, for who may arrange something."""
    settled = _settings(request)
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
    return render(request, "404.html", status=404)
