"""“Ik ben er even niet”: who is away, and who answers meanwhile."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from routing import departments as acts
from routing.departments.absences import at, coming, days
from routing.forms.departments import AbsenceForm
from routing.models import Absence, Department
from routing.views.access import person as who_asks
from routing.views.departments.access import find_own, to

if TYPE_CHECKING:
    from webcare.models import User


@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """One's own absences, and a new one."""
    person = who_asks(request)
    if not acts.may_set_absence(person, person):
        raise PermissionDenied
    return _work(request, Absence(person=person))


@require_http_methods(["GET", "POST"])
def of_member(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """The same for a member of a department this person may change."""
    department = find_own(request, pk)
    member = get_object_or_404(department.members, pk=person)
    return _work(request, Absence(person=member))


@require_http_methods(["GET", "POST"])
def absence(request: HttpRequest, pk: int) -> HttpResponse:
    """Other days, or another deputy."""
    return _work(request, _find(request, pk))


@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Back, or not going."""
    found = _find(request, pk)
    try:
        acts.end_absence(found, who_asks(request))
    except acts.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return _back(request, found.person)


def _work(request: HttpRequest, row: Absence) -> HttpResponse:
    known, by = row.pk, who_asks(request)
    if request.method != "POST":
        return _show(request, row, known, AbsenceForm(by, instance=row))
    form = AbsenceForm(by, request.POST, instance=row)
    alone = False
    if form.is_valid():
        try:
            acts.set_absence(form.instance, by, sure=request.POST.get("sure") == "on")
        except acts.Refused as refused:
            alone = isinstance(refused, acts.NobodyLeft)
            form.add_error("deputy" if alone else None, str(refused))
    if form.errors:
        return _show(request, row, known, form, status=HTTPStatus.UNPROCESSABLE_ENTITY, alone=alone)
    messages.success(request, _("Saved."))
    return _back(request, row.person)


def _show(
    request: HttpRequest,
    row: Absence,
    known: int | None,
    form: AbsenceForm,
    *,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    """``known``: the key of what is changed, None for a new one."""
    person, today = row.person, timezone.localdate()
    others = [] if known else coming(person)
    theirs = set(acts.absences_changeable_by(request.user).filter(person=person))
    context = {
        "form": form,
        "person": person,
        "mine": person == request.user,
        "known": known,
        "absences": [
            (one, days(one), one.first_day <= today, one in theirs, at(one)) for one in others
        ],
        "department": None if person == request.user else _department(request, person),
        **more,
    }
    return render(request, "routing/departments/absence.html", context, status=status)


def _find(request: HttpRequest, pk: int) -> Absence:
    """One this person may change, or 404."""
    return get_object_or_404(acts.absences_changeable_by(request.user), pk=pk)


def _department(request: HttpRequest, person: User) -> Department | None:
    """That over which this person may set the absence of another."""
    return acts.changeable_by(request.user).filter(members=person).first()


def _back(request: HttpRequest, person: User) -> HttpResponse:
    if person == request.user:
        return to("own_absence")
    department = _department(request, person)
    if department is None:  # taken off it in this very moment
        return to("departments")
    return to("department", department.pk, anchor="members")
