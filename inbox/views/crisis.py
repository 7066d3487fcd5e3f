"""Crisis mode: the page of who begins, leads and ends it, its report, and the band for all."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox import crisis
from inbox.crisis import line, roster
from inbox.crisis.forms import CrisisForm, CrisisNoteForm, HelperForm, LineForm, filled
from inbox.crisis.report import figures, timeline
from inbox.models import Crisis
from inbox.refusals import Refused
from inbox.views.access import person

SHOWN = 20  # earlier ones

declares = permission_required("inbox.declare_crisis", raise_exception=True)


@require_GET
@declares
def page(request: HttpRequest) -> HttpResponse:
    return _show(request)


@require_GET
def band(request: HttpRequest) -> HttpResponse:
    """For every colleague: the band on top of the page, empty while there is no crisis."""
    return render(request, "parts/crisis.html", {"crisis": crisis.standing()})


@require_GET
@declares
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures and the timeline of a crisis, to print and to learn from."""
    row = get_object_or_404(
        Crisis.objects.select_related("begun_by", "ended_by", "department", "label", "bundle"),
        pk=pk,
    )
    told = figures(row)
    counted = [one.received for one in told.quarters] + [one.answered for one in told.quarters]
    context = {
        "row": row,
        "figures": told,
        "most": max(counted, default=0) or 1,
        "timeline": timeline(row),
        "form": CrisisNoteForm(),
    }
    return render(request, "inbox/crisis/report.html", context)


@require_POST
@declares
def begin(request: HttpRequest) -> HttpResponse:
    form = CrisisForm(request.POST)
    if not form.is_valid():
        return _show(request, HTTPStatus.UNPROCESSABLE_ENTITY, form=form)
    reason, by = form.cleaned_data["reason"], person(request)
    return _do(
        request,
        lambda: crisis.begin(reason, by, form.subject, form.texts),
        _("Crisis mode is on. Nothing is said automatically now."),
    )


@require_POST
@declares
def say(request: HttpRequest, pk: int) -> HttpResponse:
    form = LineForm(request.POST)
    if not form.is_valid():
        return _show(request, HTTPStatus.UNPROCESSABLE_ENTITY, line_form=form)
    row, seen = get_object_or_404(Crisis, pk=pk), form.cleaned_data["seen"]
    try:
        line.say(row, form.texts, person(request), seen)
    except Refused as refused:
        if theirs := form.show_over(row):
            return _show(request, HTTPStatus.UNPROCESSABLE_ENTITY, line_form=form, theirs=theirs)
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Saved."))
    return _back("crisis")


@require_POST
@declares
def call_in(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody help."""
    row, form = get_object_or_404(Crisis, pk=pk), HelperForm(request.POST)
    if not form.is_valid():
        return _show(request, HTTPStatus.UNPROCESSABLE_ENTITY, helper_form=form)
    given, by = form.cleaned_data, person(request)
    try:
        roster.call_in(
            row,
            given["user"],
            given["role"],
            by,
            starts_at=given["starts_at"],
            ends_at=given["ends_at"],
        )
    except Refused as refused:
        form.add_error("user", str(refused))
        return _show(request, HTTPStatus.UNPROCESSABLE_ENTITY, helper_form=form)
    return _back("crisis")


@require_POST
@declares
def send_home(request: HttpRequest, pk: int, helper: int) -> HttpResponse:
    row = get_object_or_404(Crisis, pk=pk)
    one = get_object_or_404(row.helpers.select_related("user", "role"), pk=helper)
    return _do(request, lambda: roster.send_home(one, person(request)))


@require_POST
@declares
def note(request: HttpRequest, pk: int) -> HttpResponse:
    row, said = get_object_or_404(Crisis, pk=pk), request.POST.get("text", "")[:2000]
    try:
        crisis.note(row, said, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    if "report" in request.POST:
        return _back("crisis_report", row.pk)
    return _back("crisis")


@require_POST
@declares
def end(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Crisis, pk=pk)
    try:
        crisis.end(row, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
        return _back("crisis")
    messages.success(request, _("Crisis mode is over."))
    return _back("crisis_report", row.pk)


def _do(request: HttpRequest, action: Callable[[], Any], done: str = "") -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return _back("crisis")


def _show(request: HttpRequest, status: int = 200, **given: Any) -> HttpResponse:
    """``given`` are forms that were filled in, in place of the empty ones; ``theirs`` lines that
    colleagues changed meanwhile."""
    earlier = Crisis.objects.exclude(ended_at=None).select_related("begun_by", "ended_by")
    now = crisis.standing()
    context: dict[str, Any] = {
        "now": now,
        "earlier": earlier[:SHOWN],
        "form": CrisisForm(),
        "line_form": LineForm(initial=filled(now) if now else None),
        "helper_form": HelperForm(),
        "note_form": CrisisNoteForm(),
        "helpers": now.helpers.select_related("user", "role") if now else (),
    }
    return render(request, "inbox/crisis/page.html", context | given, status=status)


def _back(to: str, *args: int) -> HttpResponse:
    response = redirect(to, *args)
    response.status_code = HTTPStatus.SEE_OTHER
    return response
