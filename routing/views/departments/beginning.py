"""A new department: what it is called, where mail goes, and what it is for."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from routing import departments as acts
from routing.departments.access import ADD
from routing.forms.departments import NewDepartmentForm
from routing.models import Department
from routing.views.access import person
from routing.views.departments.access import back


@require_http_methods(["GET", "POST"])
@permission_required(ADD, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Ends on its page, where the rest is filled in."""
    form = NewDepartmentForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (made := _begun(form, request)):
        said = _("%(name)s is there now. Say who answers its questions.")
        messages.success(request, said % {"name": made})
        return back(request, made)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "routing/departments/new.html", {"form": form}, status=status)


def _begun(form: NewDepartmentForm, request: HttpRequest) -> Department | None:
    """None when it cannot be; the form says why, at the field."""
    given = form.cleaned_data
    try:
        return acts.begin_department(
            given["name"], given["email"], given["description"], person(request)
        )
    except acts.Refused as refused:
        where = "name" if isinstance(refused, acts.NameTaken) else "email"
        form.add_error(where, str(refused))
        return None
