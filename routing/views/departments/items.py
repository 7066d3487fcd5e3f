"""Subjects and canned answers: a new one, another text, gone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from routing import departments as acts
from routing.forms.departments import CannedAnswerForm, SubjectForm
from routing.models import CannedAnswer, Department, Referral, Subject
from routing.views.access import person
from routing.views.departments.access import back, find_own


@dataclass(frozen=True)
class Sort:
    """One of the two. ``naming`` is the field that names it, ``anchor`` where it is listed."""

    model: type[Subject] | type[CannedAnswer]
    form: type[forms.ModelForm[Any]]
    save: Callable[..., None]
    remove: Callable[..., None]
    naming: str
    anchor: str
    title: Promise


SORTS = {
    "subject": Sort(
        Subject,
        SubjectForm,
        acts.save_subject,
        acts.remove_subject,
        "name",
        "subjects",
        gettext_lazy("New subject"),
    ),
    "canned": Sort(
        CannedAnswer,
        CannedAnswerForm,
        acts.save_canned,
        acts.remove_canned,
        "title",
        "canned",
        gettext_lazy("New canned answer"),
    ),
}


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: int, what: str) -> HttpResponse:
    department = find_own(request, pk)
    return _work(request, what, SORTS[what].model(department=department))


@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int, item: int, what: str) -> HttpResponse:
    department = find_own(request, pk)
    row = SORTS[what].model._default_manager.filter(department=department, pk=item).first()
    if row is not None:
        row.department = department
        return _work(request, what, row)
    if request.method != "POST":
        raise Http404
    return _keep_words(request, what, department)


@require_POST
def remove(request: HttpRequest, pk: int, item: int, what: str) -> HttpResponse:
    department, sort = find_own(request, pk), SORTS[what]
    rows = sort.model._default_manager.filter(department=department)
    row = get_object_or_404(rows, pk=item)
    sort.remove(row, person(request))
    messages.success(request, _("“%(name)s” is removed.") % {"name": row})
    return back(request, department, sort.anchor)


def _work(request: HttpRequest, what: str, row: Subject | CannedAnswer) -> HttpResponse:
    sort, known = SORTS[what], str(row) if row.pk else ""
    if request.method != "POST":
        return _show(request, what, row, sort.form(instance=row), known)
    form = sort.form(request.POST, instance=row)
    if form.is_valid():
        try:
            sort.save(form.instance, person(request))
        except acts.NameTaken as refused:
            form.add_error(sort.naming, str(refused))
    if form.errors:
        return _show(request, what, row, form, known)
    messages.success(request, _("Saved."))
    return back(request, row.department, sort.anchor)


def _keep_words(request: HttpRequest, what: str, department: Department) -> HttpResponse:
    """A colleague removed it while this one was writing."""
    row = SORTS[what].model(department=department)
    form = SORTS[what].form(request.POST, instance=row)
    form.add_error(None, _("A colleague removed this meanwhile. Save again to keep it after all."))
    return _show(request, what, row, form, "")


def _show(
    request: HttpRequest,
    what: str,
    row: Subject | CannedAnswer,
    form: forms.ModelForm[Any],
    known: str,
) -> HttpResponse:
    """``known``: what it is called, "" for a new one."""
    department = row.department
    keys = [department.pk, row.pk] if known else [department.pk]
    asked = Referral.objects.open().filter(subject=row.pk) if known and what == "subject" else None
    context = {
        "department": department,
        "what": what,
        "anchor": SORTS[what].anchor,
        "title": known or SORTS[what].title,
        "form": form,
        "address": reverse(what if known else f"new_{what}", args=keys),
        "remove": reverse(f"remove_{what}", args=keys) if known else "",
        "asked": asked.count() if asked is not None else 0,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else 200
    return render(request, "routing/departments/item.html", context, status=status)
