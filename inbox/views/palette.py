"""Where the palette leads: lists of conversations, departments and pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from inbox import known
from inbox.filters import STATUSES
from inbox.models import SavedView


@dataclass(frozen=True)
class Destination:
    address: str
    label: str | Promise
    group: str | Promise


@require_GET
def palette(request: HttpRequest) -> HttpResponse:
    """The part for the dialog, or a page of links without JavaScript."""
    part = "#list" if getattr(request, "htmx", None) else ""
    found = {"destinations": list(_destinations(request))}
    response = render(request, f"inbox/hands/palette.html{part}", found)
    patch_vary_headers(response, ["HX-Request"])
    return response


def _destinations(request: HttpRequest) -> Iterator[Destination]:
    """What this person may see; pages of the menu come from the template's own context."""
    if request.user.has_perm("inbox.view_conversation"):
        inbox = reverse("inbox")
        for value, label in STATUSES:
            yield Destination(f"{inbox}?status={value}", label, _("Inbox"))
        yield Destination(f"{inbox}?status=open&assignee=me", _("Mine"), _("Inbox"))
        for view in SavedView.objects.offered_to(request.user):
            yield Destination(f"{inbox}?{view.query}", view.name, _("Views"))
        for department in known.departments():
            address = f"{inbox}?status=all&department={department.pk}"
            yield Destination(address, department.name, _("Department"))
