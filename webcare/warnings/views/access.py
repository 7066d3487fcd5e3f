"""Who sees which signals."""

from __future__ import annotations

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from webcare.warnings.models import Signal, SignalQuerySet

sees = permission_required("warnings.view_signal", raise_exception=True)
marks = permission_required("warnings.change_signal", raise_exception=True)


def signals(request: HttpRequest) -> SignalQuerySet:
    """All of them for who marks them, those that go on for who works."""
    rows: SignalQuerySet = Signal.objects.select_related("crisis", "marked_by")
    return rows if request.user.has_perm("warnings.change_signal") else rows.going_on()


def back(to: str, *args: int) -> HttpResponse:
    response = redirect(to, *args)
    response.status_code = 303
    return response
