"""What stands around every page: where you can go, and what is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise, SimpleLazyObject
from django.utils.translation import gettext_lazy as _

from inbox.troubles import Trouble, troubles


@dataclass(frozen=True)
class Place:
    """An entry of the rail. ``icon`` names a symbol of the sprite."""

    url_name: str
    label: Promise
    icon: str
    permission: str


PLACES = (
    Place("inbox", _("Inbox"), "inbox", "inbox.view_conversation"),
    Place("questions", _("My questions"), "questions", "routing.answer_referral"),
    Place("channels", _("Channels"), "channels", "connectors.view_account"),
    Place("rules", _("Rules"), "filter", "routing.view_rule"),
    Place("admin:index", _("Administration"), "administration", "webcare.view_user"),
)


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: lazily, so that fragments pay nothing for it."""
    return {
        "municipality": settings.MUNICIPALITY,
        "theme": settings.THEME,
        "places": SimpleLazyObject(lambda: _places(request)),
        "troubled_channels": SimpleLazyObject(lambda: _troubled(request)),
    }


def _places(request: HttpRequest) -> list[Place]:
    return [place for place in PLACES if request.user.has_perm(place.permission)]


def _troubled(request: HttpRequest) -> list[Trouble]:
    """What is wrong with channels, for those who work with them."""
    sees = ("inbox.view_conversation", "connectors.view_account")
    return troubles() if any(request.user.has_perm(each) for each in sees) else []


def home(request: HttpRequest) -> HttpResponse:
    """To the first place this person has."""
    places = _places(request)
    if not places:
        return render(request, "no_place.html")
    return redirect(places[0].url_name)


@login_not_required
def admin_entrance(request: HttpRequest) -> HttpResponse:
    """One way in for all. Who is in already and still sent here has no business in the admin."""
    if request.user.is_authenticated:
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next", ""))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """What is not there, and what is not yours: the same answer."""
    return render(request, "404.html", status=404)
