"""The wall: what everybody may read, big; and the addresses by which screens open it."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe

from inbox.views.access import person
from routing.views.link_guards import GUESSES, SPAN, open_to_all
from routing.views.throttling import too_often
from webcare.reports import wall as walls
from webcare.reports.access import takes_along
from webcare.reports.forms import ScreenForm
from webcare.reports.models import Screen

TOO_MANY = 429


@require_GET
@takes_along
def page(request: HttpRequest) -> HttpResponse:
    context = {"form": ScreenForm(), "screens": Screen.objects.select_related("by")}
    return render(request, "reports/screens.html", context)


@require_GET
@takes_along
def look(request: HttpRequest) -> HttpResponse:
    """As it hangs there, for who arranges it."""
    return render(request, "reports/wall.html", {"wall": walls.wall(timezone.now())})


@require_POST
@takes_along
def hang(request: HttpRequest) -> HttpResponse:
    form = ScreenForm(request.POST)
    if not form.is_valid():
        context = {"form": form, "screens": Screen.objects.select_related("by")}
        return render(request, "reports/screens.html", context, status=422)
    _screen, secret = walls.hang(form.cleaned_data["name"], person(request))
    return _told(request, secret)


@require_POST
@takes_along
def renew(request: HttpRequest, pk: int) -> HttpResponse:
    return _told(request, walls.renew(get_object_or_404(Screen, pk=pk)))


@require_POST
@takes_along
def take_down(request: HttpRequest, pk: int) -> HttpResponse:
    walls.take_down(get_object_or_404(Screen, pk=pk))
    messages.success(request, _("That address opens nothing any more."))
    return redirect("screens")


def _told(request: HttpRequest, secret: str) -> HttpResponse:
    """The address, this once."""
    address = request.build_absolute_uri(reverse("wall", args=[secret]))
    said = _("Open this address on the screen. It is shown this once: %(address)s")
    messages.success(request, said % {"address": address})
    return redirect("screens")


@open_to_all
@require_safe
def wall(request: HttpRequest, secret: str) -> HttpResponse:
    """For a screen, without an account. In the language of the municipality."""
    now = timezone.now()
    if walls.screen_of(secret, now) is None:
        if too_often(request, "wall", GUESSES, SPAN):
            return HttpResponse(status=TOO_MANY)
        raise Http404
    with translation.override(settings.LANGUAGE_CODE):
        shown = render(request, "reports/wall.html", {"wall": walls.wall(now)})
    shown["Refresh"] = str(walls.LOOKS_AGAIN)
    return shown
