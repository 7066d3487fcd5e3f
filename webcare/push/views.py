"""Devices: everybody's own, on the page of preferences."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox.refusals import Refused
from inbox.views.access import person, reads
from webcare.push import devices
from webcare.push.sending import send

GIVEN = ("endpoint", "p256dh", "auth")


@require_POST
@reads
def add(request: HttpRequest) -> HttpResponse:
    """This device, after its owner and their browser said yes."""
    given = {name: request.POST.get(name, "") for name in GIVEN}
    agent, session = request.headers.get("User-Agent", ""), request.session.session_key or ""
    try:
        device = devices.add(person(request), given, agent, session)
        messages.success(request, _("%(device)s gets notifications now.") % {"device": device})
    except Refused as refused:
        messages.error(request, str(refused))
    return redirect("preferences")


@require_POST
@reads
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    devices.remove(person(request), pk)
    messages.success(request, _("Removed. That device gets no notifications any more."))
    return redirect("preferences")


@require_POST
@reads
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Send something to this device, whoever is on duty."""
    device = get_object_or_404(person(request).devices, pk=pk)
    message = {
        "title": "Webcare",
        "body": _("This is a test. Notifications arrive here."),
        "tag": "test",
        "icon": static("icons/192.png"),
        "data": reverse("preferences"),
    }
    if send(device, message):
        messages.success(request, _("Sent. It should be there in a moment."))
    else:
        messages.error(request, _("It did not arrive. Add this device anew, or try again later."))
    return redirect("preferences")
