"""The thread around a conversation: within its page, and on a page of its own."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from inbox.citizens.around import STEP, around
from inbox.views.access import find, number, reads

PAGE = "inbox/person/around.html"
PART = "around"


@require_GET
@reads
def thread_around(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    most = number(request.GET.get("aantal", ""))
    context = {
        "conversation": conversation,
        "around": (shown := around(conversation, request.user, most)),
        "wider": max(most, STEP) + STEP if shown.more else 0,
        "unfolded": most > 0,
        "most": most,
    }
    htmx = getattr(request, "htmx", None)
    template = f"{PAGE}#{PART}" if htmx and htmx.target == PART else PAGE
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    return response
