"""Doorzettingen: how questions went from desk to desk, how long departments took, and how citizens
went to another channel, for team leads."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inbox.care.report import switches
from inbox.hops.pace import beside, paces
from inbox.hops.report import PERIODS, report
from inbox.views.access import person

DEFAULT = 30  # days


@require_GET
@permission_required("inbox.view_hop", raise_exception=True)
def page(request: HttpRequest) -> HttpResponse:
    asked = request.GET.get("days", "")
    days = next((each for each in PERIODS if str(each) == asked), DEFAULT)
    now = timezone.now()
    found = report(person(request), days, now)
    context = {
        "report": found,
        "departments": beside(found, paces(days, now)),
        "switches": switches(days, now),
        "periods": PERIODS,
    }
    return render(request, "inbox/hop_report.html", context)
