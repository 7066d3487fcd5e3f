"""Service hours of a department's own."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from routing import departments as acts
from routing.agreed import agreed
from routing.agreed import hours as hours_of
from routing.forms.hours import HoursForm, digest
from routing.models import Department, ServiceHours
from routing.promises import Hours
from routing.views.access import person
from routing.views.departments.access import back, find_own
from routing.views.promises import preview


@require_http_methods(["GET", "POST"])
def hours(request: HttpRequest, pk: int) -> HttpResponse:
    """Begins with those of the webcare team. ``do=preview`` shows and saves nothing."""
    department = find_own(request, pk)
    stored = hours_of(department.pk)
    if request.method == "GET":
        return _show(request, department, HoursForm(stored), stored)
    form = HoursForm(stored, request.POST)
    if not form.is_valid():
        return _show(request, department, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    if request.POST.get("do") == "preview":
        return _show(request, department, form, form.hours, tried=True)
    if form.seen != digest(stored):
        # Who saves again has seen that.
        form.seen = digest(stored)
        form.problems = [
            _("A colleague changed the hours meanwhile. Save again to put yours in their place.")
        ]
        return _show(request, department, form, None, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    acts.set_hours(department, form.hours, person(request))
    messages.success(request, _("Saved. Open conversations follow in a moment."))
    return back(request, department, "hours")


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    department = find_own(request, pk)
    acts.forget_hours(department, person(request))
    messages.success(request, _("The hours of the webcare team hold here again."))
    return back(request, department, "hours")


def _show(
    request: HttpRequest,
    department: Department,
    form: HoursForm,
    shown: Hours | None,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """The page; with what these hours come down to."""
    own = ServiceHours.objects.filter(department=department).exists()
    context = {"department": department, "form": form, "own": own, **more}
    if shown:
        context |= preview(agreed(), shown)
    return render(request, "routing/departments/hours.html", context, status=status)
