"""What is promised to citizens: response norms, and the hours in which they count."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from routing import outlook
from routing.agreed import (
    Agreed,
    agreed,
    hours,
    labels,
    norm_of,
    remove_norm,
    save_hours,
    save_norm,
)
from routing.forms.hours import HoursForm, digest
from routing.forms.norms import NormForm
from routing.models import ResponseNorm
from routing.promises import Hours

if TYPE_CHECKING:
    from webcare.models import User


changes_norms = permission_required("routing.change_responsenorm", raise_exception=True)
changes_hours = permission_required("routing.change_servicehours", raise_exception=True)


# Reactienormen -----------------------------------------------------------------------------------


@require_GET
@changes_norms
def norms(request: HttpRequest) -> HttpResponse:
    """Every norm, and what a question of now is promised by it."""
    now, open_hours = timezone.now(), hours()
    stored = sorted(ResponseNorm.objects.select_related("department"), key=_generality)
    rows = [_row(row, open_hours, now) for row in stored]
    return render(request, "routing/promises/norms.html", {"rows": rows, "shown": "norms"})


def _row(row: ResponseNorm, open_hours: Hours, now: datetime) -> dict[str, Any]:
    norm, first = norm_of(row), row.first_response
    return {
        "row": row,
        "what": norm.what(labels(norm, str(row.department or ""))),
        "by": outlook.answered_by(first, open_hours, now) if first else None,
    }


def _generality(row: ResponseNorm) -> tuple[bool, ...]:
    """What counts first stands first: see ``routing.promises.choose``."""
    return (row.urgent is None, not row.kind, row.department is None, not row.channel)


@require_http_methods(["GET", "POST"])
@changes_norms
def new_norm(request: HttpRequest) -> HttpResponse:
    return _norm(request, ResponseNorm())


@require_http_methods(["GET", "POST"])
@changes_norms
def norm(request: HttpRequest, pk: int) -> HttpResponse:
    return _norm(request, get_object_or_404(ResponseNorm, pk=pk))


@require_POST
@changes_norms
def drop_norm(request: HttpRequest, pk: int) -> HttpResponse:
    remove_norm(get_object_or_404(ResponseNorm, pk=pk), person(request))
    messages.success(request, _("Removed. Open conversations follow in a moment."))
    return _to("norms")


def _norm(request: HttpRequest, row: ResponseNorm) -> HttpResponse:
    known = row.pk
    form = NormForm(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        try:
            save_norm(form.save(commit=False), person(request))
        except IntegrityError:  # a colleague saved the same at the same moment
            form.add_error(None, _("There is a norm for exactly this already."))
        else:
            messages.success(request, _("Saved. Open conversations follow in a moment."))
            return _to("norms")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if request.method == "POST" else 200
    context = {"form": form, "known": known, "shown": "norms"}
    return render(request, "routing/promises/norm.html", context, status=status)


# Openingstijden ----------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@changes_hours
def service_hours(request: HttpRequest) -> HttpResponse:
    """Those of the webcare team. ``do=preview`` shows what was filled in and saves nothing."""
    stored = hours()
    if request.method == "GET":
        return _hours(request, HoursForm(stored), stored)
    form = HoursForm(stored, request.POST)
    if not form.is_valid():
        return _hours(request, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.POST.get("do") == "preview":
        return _hours(request, form, form.hours, tried=True)
    if form.seen != digest(stored):
        # Who saves again has seen that.
        form.seen = digest(stored)
        form.problems = [
            _("A colleague changed the hours meanwhile. Save again to put yours in their place.")
        ]
        return _hours(request, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    save_hours(form.hours, person(request))
    messages.success(request, _("Saved. Open conversations follow in a moment."))
    return _to("service_hours")


def _hours(
    request: HttpRequest, form: HoursForm, shown: Hours | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    """The page; with what these hours come down to."""
    context = {"form": form, "shown": "hours", **more}
    if shown:
        context |= preview(agreed(), shown)
    return render(request, "routing/promises/hours.html", context, status=status)


def preview(promised: Agreed, shown: Hours) -> dict[str, Any]:
    """What ``routing/promises/_preview.html`` shows of these hours."""
    now = timezone.now()
    return {
        "today": outlook.today(shown, now),
        "coming": list(outlook.coming_days(shown, now)),
        "examples": list(outlook.examples(promised, shown, now)),
    }


def person(request: HttpRequest) -> User:
    """Who asks. The middleware lets nobody through unnamed; the type checker wants to see it."""
    if not request.user.is_authenticated:
        raise PermissionDenied
    return request.user


def _to(name: str) -> HttpResponse:
    response = redirect(name)
    response.status_code = 303
    return response
