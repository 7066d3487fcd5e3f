"""What helps to write, beneath the field of the answer: one tool at a time, asked for.

Each is a part of the form of the answer, so that the text comes along and stays. Without JavaScript
its buttons give the whole page back, with the tool in it.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST

from inbox.canned.finding import fitting, one
from inbox.forms import ReplyForm
from inbox.models import Conversation
from inbox.views.access import find, number, person, works
from inbox.views.screen import show

CANNED, NONE = "canned", ""


@require_POST
@works
def tool(request: HttpRequest, pk: int) -> HttpResponse:
    """The tool that was asked for by ``tool``, or what was taken from it put into the text."""
    conversation = find(request, pk)
    wanted = request.POST.get("tool", NONE)
    given = _taken(request, conversation)
    if given is None and request.htmx:  # type: ignore[attr-defined]
        context = {"conversation": conversation, **_tool(request, conversation, wanted)}
        return render(request, "inbox/words/_tool.html", context)
    form = ReplyForm(initial=_written(request) | (given or {}))
    shown = _tool(request, conversation, NONE if given else wanted)
    return show(request, conversation, reply_form=form, **shown)


def _tool(request: HttpRequest, conversation: Conversation, wanted: str) -> dict[str, Any]:
    asked = request.POST.get("q", "").strip()
    if wanted == CANNED:
        found = fitting(conversation, person(request), asked)
        typed = "typed" in request.POST
        return {"tool": CANNED, "found": found, "asked": asked, "typed": typed}
    return {"tool": NONE}


def _written(request: HttpRequest) -> dict[str, str | None]:
    return {name: request.POST.get(name) for name in ("text", "way", "canned")}


def _taken(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The text with what was chosen behind it, for who has no JavaScript to put it elsewhere."""
    chosen = one(conversation, person(request), number(request.POST.get("take-canned", "")))
    if chosen is None:
        return None
    before = request.POST.get("text", "").rstrip()
    text = f"{before}\n{chosen.text}" if before else chosen.text
    return {"text": text, "canned": chosen.canned.pk}
