"""Labels of one conversation: which it has, and which can be put on."""

from __future__ import annotations

from functools import partial

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_http_methods

from inbox import actions
from inbox.models import Label
from inbox.views import reporting
from inbox.views.access import find, person, works
from inbox.views.work import do


@require_http_methods(["GET", "POST"])
@works
def choose(request: HttpRequest, pk: int) -> HttpResponse:
    """All labels in use, to put on and off with one press; a page of its own without JavaScript."""
    conversation = find(request, pk)
    if request.method == "POST":
        on = "label" in request.POST
        slug = request.POST.get("label" if on else "off", "")
        chosen, act = get_object_or_404(Label, slug=slug), actions.label if on else actions.unlabel
        said = reporting.labelled if on else reporting.unlabelled
        deed = partial(act, conversation, chosen, person(request))
        return do(request, conversation, deed, said)
    on_it = [one["slug"] for one in conversation.labelled]  # type: ignore[attr-defined] # annotated
    context = {
        "conversation": conversation,
        "known": Label.objects.filter(active=True).exclude(slug__in=on_it),
    }
    part = "#choice" if getattr(request, "htmx", None) else ""
    response = render(request, f"inbox/labels/choose.html{part}", context)
    patch_vary_headers(response, ["HX-Request"])
    return response
