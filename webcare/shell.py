"""What stands around every page: where you can go; what is wrong is in around.py."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from operator import attrgetter
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

from routing.learning import overview as learning
from routing.rules import overview as rules
from webcare.around import Around, around
from webcare.preferences.middleware import speak_to


@dataclass(frozen=True)
class Place:
    """Somewhere to go.

    icon      names a symbol of the sprite
    about     says what is done there
    waiting   how many things wait there, of what is read for every page
    trouble   what is wrong there, in a few words; "" when nothing is
    unless    who has this permission has no need of it
    """

    url_name: str
    label: Promise
    permission: str
    icon: str = ""
    about: Promise | str = ""
    waiting: Callable[[Around], int] | None = None
    trouble: Callable[[], str] | None = None
    unless: str = ""

    def is_open_to(self, request: HttpRequest) -> bool:
        spared = bool(self.unless) and request.user.has_perm(self.unless)
        return request.user.has_perm(self.permission) and not spared


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


PLACES = (
    Place("inbox", _("Inbox"), "inbox.view_conversation", "inbox"),
    Place(
        "day_along",
        _("A day along"),
        "inbox.view_conversation",
        "about",
        unless="inbox.work_conversation",
    ),
    Place("questions", _("My questions"), "routing.answer_referral", "questions"),
    Place("channels", _("Channels"), "connectors.view_account", "channels"),
    Place("letters", _("Mail"), "routing.sort_letter", "letter", waiting=attrgetter("letters")),
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
        "labels",
        _("Labels"),
        "inbox.change_label",
        about=_("Words that colleagues put on conversations, to find them again."),
    ),
    Place(
        "canned_answers",
        _("Canned answers"),
        "inbox.change_canned",
        about=_(
            "Words that are ready for what is asked often, and which of them to look at again."
        ),
    ),
    Place(
        "follow_up_texts",
        _("Is it solved?"),
        "inbox.change_followuptext",
        about=_("What citizens are asked some days after an answer."),
    ),
    Place(
        "measures",
        _("Blocked and muted"),
        "inbox.restrain_author",
        about=_("Whom we block or mute, why, and until when."),
    ),
    Place(
        "rude_words",
        _("Abusive words"),
        "inbox.change_rudewords",
        about=_("Which words fold a message away until somebody wants to read it."),
    ),
    Place(
        "crisis",
        _("Crisis mode"),
        "inbox.declare_crisis",
        about=_("Stops all automatic answers while something serious goes on."),
    ),
    Place(
        "four_eyes",
        _("Four eyes"),
        "inbox.ask_four_eyes",
        about=_("Whose answers a second colleague approves before the citizen reads them."),
    ),
    Place(
        "visits",
        _("Days along"),
        "inbox.plan_visit",
        about=_("Who looks along for a day, and whether they read the names of citizens."),
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
    found = cache(lambda: around(request.user))
    return {
        "municipality": settings.MUNICIPALITY,
        "theme": settings.THEME,
        "places": SimpleLazyObject(lambda: _places(request, found)),
        "crisis": SimpleLazyObject(lambda: found().crisis),
        "watching": SimpleLazyObject(lambda: found().watching),
        "troubled_channels": SimpleLazyObject(lambda: found().channels),
        "troubled_mailbox": SimpleLazyObject(lambda: found().mailbox),
        "troubled_reminders": SimpleLazyObject(lambda: found().reminders),
    }


def _places(request: HttpRequest, found: Callable[[], Around]) -> list[Entry]:
    rail = [_entry(request, each, (each,), found) for each in PLACES if each.is_open_to(request)]
    settled = _settings(request)
    return [*rail, _entry(request, HUB, (HUB, *settled), found)] if settled else rail


def _settings(request: HttpRequest) -> list[Place]:
    return [place for place in SETTINGS if place.is_open_to(request)]


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
    speak_to(request)  # no view was found that the middleware could do it for
    return render(request, "404.html", status=404)
