"""What is expected, and how soon something is said."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox.refusals import Refused
from inbox.views.access import person
from webcare.warnings import actions
from webcare.warnings.forms import AlertnessForm, PeakForm
from webcare.warnings.models import Alertness, Expectation
from webcare.warnings.views.access import back, marks

SHOWN = 100
LATELY = timedelta(days=30)


@require_http_methods(["GET", "POST"])
@marks
def page(request: HttpRequest) -> HttpResponse:
    """Those that hold, those to come, and those that are over or were taken back lately."""
    if request.method != "POST":
        return _show(request, 200)
    form = PeakForm(request.POST)
    if not form.is_valid():
        return _show(request, 422, form=form)
    row = actions.expect(form.peak, person(request))
    messages.success(request, _("%(name)s is expected.") % {"name": row.name})
    return back("expected_peaks")


def _show(request: HttpRequest, status: int, **given: Any) -> HttpResponse:
    now = timezone.now()
    rows = Expectation.objects.select_related("made_by", "signal", "undone_by")
    context: dict[str, Any] = {
        "rows": rows.filter(undone_at=None, ends_at__gt=now)[:SHOWN],
        "gone": rows.filter(
            Q(undone_at__gt=now - LATELY) | Q(undone_at=None, ends_at__range=(now - LATELY, now))
        ).order_by("-ends_at")[:SHOWN],
        "form": PeakForm(),
        "alertness": AlertnessForm(instance=Alertness.objects.first() or Alertness()),
        "now": now,
    }
    return render(request, "warnings/expected.html", context | given, status=status)


@require_POST
@marks
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Expectation, pk=pk)
    try:
        actions.forget(row, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is not expected any more.") % {"name": row.name})
    return back("expected_peaks")


@require_POST
@marks
def remember(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Expectation, pk=pk)
    try:
        actions.remember(row)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("%(name)s is expected.") % {"name": row.name})
    return back("expected_peaks")


@require_POST
@marks
def choose(request: HttpRequest) -> HttpResponse:
    form = AlertnessForm(request.POST)
    if not form.is_valid():
        return _show(request, 422, alertness=form)
    actions.choose(form.cleaned_data["level"], form.cleaned_data["least"])
    messages.success(request, _("Saved."))
    return back("expected_peaks")
