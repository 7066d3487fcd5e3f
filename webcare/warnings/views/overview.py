"""What goes on now, and what there was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inbox.together import together
from inbox.views.access import number
from webcare.warnings.models import Baseline, Signal
from webcare.warnings.showing import gravest_first, shown
from webcare.warnings.spikes import Scope
from webcare.warnings.views.access import sees, signals

PAGE_SIZE = 20
LATELY = timedelta(weeks=26)


@require_GET
@sees
def page(request: HttpRequest) -> HttpResponse:
    rows = signals(request)
    going_on = rows.going_on()
    learned = Baseline.objects.filter(scope=Scope.ALL)
    earlier, before = rows.none(), number(request.GET.get("voor", ""))
    counted: Any = Signal.objects.none()
    if leads := request.user.has_perm("warnings.change_signal"):
        earlier = rows.in_a_line().exclude(pk__in=Signal.objects.going_on().values("pk"))
        earlier = (earlier.filter(pk__lt=before) if before else earlier)[: PAGE_SIZE + 1]
        lately = Signal.objects.filter(noticed_at__gt=timezone.now() - LATELY).order_by()
        counted = lately.values("verdict").annotate(number=Count("pk"))
    together(going_on, learned, earlier, counted)
    known = next(iter(learned), None)
    there = shown(earlier)
    context = {
        "going_on": gravest_first(going_on),
        "earlier": there[:PAGE_SIZE],
        "more": there[PAGE_SIZE - 1].signal.pk if len(there) > PAGE_SIZE else 0,
        "tally": {row["verdict"] or "none": row["number"] for row in counted},
        "learned_at": known.learned_at if known else None,
        "leads": leads,
    }
    return render(request, "warnings/signals.html", context)


@require_GET
@sees
def band(request: HttpRequest) -> HttpResponse:
    """The band on top of the page, empty while nothing goes on."""
    return render(request, "warnings/_band.html")
