"""Crisis mode: the page of who begins and ends it, and the band that everybody sees meanwhile."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inbox import crisis
from inbox.models import Crisis
from inbox.refusals import Refused
from inbox.views.access import person

SHOWN = 20  # earlier ones

declares = permission_required("inbox.declare_crisis", raise_exception=True)


class CrisisForm(forms.Form):
    """Why crisis mode is on."""

    reason = forms.CharField(
        label=gettext_lazy("What is going on"),
        help_text=gettext_lazy("All colleagues read this, such as “Big fire at the harbour”."),
        max_length=200,
    )


@require_GET
@declares
def page(request: HttpRequest) -> HttpResponse:
    return _show(request, CrisisForm())


@require_GET
def band(request: HttpRequest) -> HttpResponse:
    """For every colleague: the band on top of the page, empty while there is no crisis."""
    return render(request, "parts/crisis.html", {"crisis": crisis.standing()})


@require_POST
@declares
def begin(request: HttpRequest) -> HttpResponse:
    form = CrisisForm(request.POST)
    if not form.is_valid():
        return _show(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        crisis.begin(form.cleaned_data["reason"], person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Crisis mode is on. Nothing is said automatically now."))
    return _back()


@require_POST
@declares
def end(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        crisis.end(get_object_or_404(Crisis, pk=pk), person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Crisis mode is over."))
    return _back()


def _show(request: HttpRequest, form: CrisisForm, status: int = 200) -> HttpResponse:
    earlier = Crisis.objects.exclude(ended_at=None).select_related("begun_by", "ended_by")
    context = {"form": form, "now": crisis.standing(), "earlier": earlier[:SHOWN]}
    return render(request, "inbox/crisis.html", context, status=status)


def _back() -> HttpResponse:
    response = redirect("crisis")
    response.status_code = 303
    return response
