"""The dashboards: they show, and change nothing."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_GET

from inbox.names import without_names
from inbox.pages import BadPlace
from inbox.views.access import person
from webcare.dashboards import overview as periods
from webcare.dashboards import own as of_whom
from webcare.dashboards.asking import PERSON, Asked, PeriodForm, known
from webcare.dashboards.behind import NoSuchNumber, wanted
from webcare.dashboards.behind import behind as conversations
from webcare.dashboards.lately import counted
from webcare.dashboards.now import now as as_it_is

READS, SEES = "inbox.view_conversation", "figures.view_case"
sees = permission_required(SEES, raise_exception=True)


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Looks again by itself: htmx asks for the part that changes. Who sees figures and no
    conversations goes to the period."""
    user = person(request)
    if user.has_perm(SEES) and not user.has_perm(READS):
        return redirect("figures_period")
    return _now(request)


@permission_required(READS, raise_exception=True)
def _now(request: HttpRequest) -> HttpResponse:
    context = {"now": as_it_is(request, timezone.now()), "here": "now"}
    htmx: Any = getattr(request, "htmx", None)
    part = "#now" if htmx and htmx.target == "now" else ""
    return render(request, f"dashboards/now.html{part}", context)


@gzip_page  # the numbers behind the pictures are many, and alike
@require_GET
@sees
def period(request: HttpRequest) -> HttpResponse:
    """How it was, by what is asked for in the address."""
    moment, there = timezone.now(), known()
    form = PeriodForm(request.GET, there, timezone.localdate())
    asked = form.read().without("team")  # whose answer it was: nobody's where there was none
    found, before = counted(asked, person(request).pk, moment)
    context = {
        "form": form,
        "asked": asked,
        "as_of": found.at if before else there.as_of,
        "overview": periods.overview(asked, there, found),
        "here": "period",
    }
    return render(request, "dashboards/period.html", context)


@gzip_page
@require_GET
def own(request: HttpRequest) -> HttpResponse:
    """One's own figures; those of somebody else for who leads them."""
    viewer = person(request)
    whose = of_whom.whose(viewer, request.GET.get("person", ""))
    there = known()
    form = PeriodForm(request.GET, there, timezone.localdate())
    asked = form.read(whose)
    context = {
        "form": form,
        "asked": asked,
        "as_of": there.as_of,
        "own": of_whom.own(whose, asked, timezone.now()),
        "people": of_whom.people(viewer) if viewer.has_perm(of_whom.LEADS) else [],
        "here": "own",
    }
    return render(request, "dashboards/own.html", context)


@require_GET
@without_names
def behind(request: HttpRequest) -> HttpResponse:
    """The conversations of which a number is made."""
    viewer = person(request)
    said = request.GET.get(PERSON, "")
    if not said and not viewer.has_perm(SEES):
        raise PermissionDenied
    whose = of_whom.whose(viewer, said) if said else None
    there = known()
    form = PeriodForm(request.GET, there, timezone.localdate())
    asked = form.read(whose)
    try:
        number = wanted(request.GET)
        found = conversations(
            asked.cases(), number, viewer, timezone.now(), request.GET.get("after", "")
        )
    except (NoSuchNumber, BadPlace) as error:
        raise Http404 from error
    if form.errors:
        raise Http404
    context = {
        "asked": asked,
        "as_of": there.as_of,
        "wanted": number,
        "behind": found,
        "narrowed": _narrowed(asked, form),
        "query": _without_place(request),
        "first": max(number.since or asked.period.first, asked.period.first),
        "last": min(number.until or asked.period.last, asked.period.last),
        "whose": whose,
        "back": f"{reverse('figures_own' if whose else 'figures_period')}?{asked.query()}",
        "here": "own" if whose else "period",
    }
    return render(request, "dashboards/behind.html", context)


def _narrowed(asked: Asked, form: PeriodForm) -> list[str]:
    """The filters in words, such as "Channel: Gemeente Voorbeeld"."""
    found = []
    for name, value in asked.narrowed.items():
        if name == PERSON:
            continue
        field: Any = form.fields[name]
        found.append(f"{field.label}: {dict(field.choices).get(value, value)}")
    return found


def _without_place(request: HttpRequest) -> str:
    kept = request.GET.copy()
    kept.pop("after", None)
    return kept.urlencode()
