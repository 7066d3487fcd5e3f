"""The dashboards: they show, and change nothing."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from webcare.dashboards.now import now as as_it_is

READS = "inbox.view_conversation"


@require_GET
def now(request: HttpRequest) -> HttpResponse:
    """Looks again by itself: htmx asks for the part that changes."""
    if not request.user.has_perm(READS):
        raise PermissionDenied
    context = {"now": as_it_is(request, timezone.now())}
    htmx: Any = getattr(request, "htmx", None)
    part = "#now" if htmx and htmx.target == "now" else ""
    return render(request, f"dashboards/now.html{part}", context)
