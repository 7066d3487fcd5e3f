"""The tours: offered once, to be skipped, and to be begun again from the help."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox.views.access import person
from webcare.models import User
from webcare.tour import practice
from webcare.tour.steps import Step, Tour, tours_of

WRITTEN = {"reply", "note", "refer", "answer"}  # what is done with words


@require_GET
def tours(request: HttpRequest) -> HttpResponse:
    """Which there are for this person; a real 404 for who has none."""
    found = tours_of(person(request))
    if not found:
        raise Http404
    return render(request, "tour/tours.html", {"tours": found})


@require_GET
def step(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    return _show(request, _tour(request, slug), number)


@require_POST
def do(request: HttpRequest, slug: str, number: int, deed: str) -> HttpResponse:
    """Practise it: nothing is done, and the next step shows how it would look."""
    tour = _tour(request, slug)
    if deed != _step(tour, number).slug:
        messages.error(request, _("That comes in another step. The guide says what to press now."))
        return _see_other(_address(tour, number))
    text = request.POST.get("text", request.POST.get("note-text", "")).strip()
    if deed in WRITTEN:
        if not text:
            return _show(request, tour, number, wordless=True)
        practice.keep(request, deed, text)
    if number == len(tour.steps):
        _end(request)
    return _see_other(_address(tour, number + 1))


@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Not now, or done: it is offered no more, and stays in the menu."""
    _end(request)
    messages.success(request, _("You find the tour under your name, when you want it."))
    return _see_other(reverse("home"))


@require_GET
def done(request: HttpRequest, slug: str) -> HttpResponse:
    """The end, and what else there is."""
    tour = _tour(request, slug)
    others = [each for each in tours_of(person(request)) if each is not tour]
    return render(request, "tour/done.html", {"tour": tour, "others": others})


def _end(request: HttpRequest) -> None:
    User.objects.filter(pk=person(request).pk).update(tour_over=True)
    practice.forget(request)


def _show(request: HttpRequest, tour: Tour, number: int, wordless: bool = False) -> HttpResponse:
    current = _step(tour, number)
    context = {
        "tour": tour,
        "step": current,
        "number": number,
        "past": {each.slug for each in tour.steps[: number - 1]},
        "practice": practice.practice(request),
        "screen": f"tour/{tour.slug}.html",
        "before": _address(tour, number - 1) if number > 1 else "",
        "after": _address(tour, number + 1) if number < len(tour.steps) else "",
        "deed": reverse("tour_do", args=(tour.slug, number, current.slug)),
        "wordless": wordless,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wordless else HTTPStatus.OK
    return render(request, "tour/step.html", context, status=status)


def _tour(request: HttpRequest, slug: str) -> Tour:
    for tour in tours_of(person(request)):
        if tour.slug == slug:
            return tour
    raise Http404


def _step(tour: Tour, number: int) -> Step:
    if not 1 <= number <= len(tour.steps):
        raise Http404
    return tour.steps[number - 1]


def _address(tour: Tour, number: int) -> str:
    if number > len(tour.steps):
        return reverse("tour_done", args=(tour.slug,))
    return reverse("tour_step", args=(tour.slug, number))


def _see_other(address: str) -> HttpResponse:
    response = redirect(address)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
