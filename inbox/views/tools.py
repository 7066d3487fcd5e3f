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
from inbox.earlier import earlier
from inbox.emoji import groups, is_known
from inbox.models import Conversation
from inbox.views.access import find, number, person, works
from inbox.views.along import page_as_it_was
from inbox.views.previewing import previewed

CANNED, EARLIER, EMOJI, PREVIEW, NONE = "canned", "earlier", "emoji", "preview", ""


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
    shown = _tool(request, conversation, NONE if given else wanted)
    return page_as_it_was(request, conversation, given, **shown)


def _tool(request: HttpRequest, conversation: Conversation, wanted: str) -> dict[str, Any]:
    asked = request.POST.get("q", "").strip()
    if wanted == CANNED:
        found = fitting(conversation, person(request), asked)
        return {"tool": wanted, "found": found, "asked": asked, "typed": "typed" in request.POST}
    if wanted == EARLIER:
        return {"tool": wanted, "found": earlier(conversation, person(request))}
    if wanted == EMOJI:
        return {"tool": wanted, "groups": groups(asked), "asked": asked}
    if wanted == PREVIEW:
        return {"tool": wanted, **previewed(request, conversation)}
    return {"tool": NONE}


def _taken(request: HttpRequest, conversation: Conversation) -> dict[str, Any] | None:
    """The text with what was chosen behind it, for who has no JavaScript to put it elsewhere."""
    words, canned = _chosen(request, conversation)
    if not words:
        return None
    before = request.POST.get("text", "").rstrip()
    given: dict[str, Any] = {"text": f"{before}\n{words}" if before else words}
    return given | ({"canned": canned} if canned else {})


def _chosen(request: HttpRequest, conversation: Conversation) -> tuple[str, int | None]:
    """The words that were chosen, "" for none; and the canned answer they are, if they are one."""
    by, asked = person(request), request.POST
    if canned := one(conversation, by, number(asked.get("take-canned", ""))):
        return canned.text, canned.canned.pk
    if pk := number(asked.get("take-earlier", "")):
        found = [each.text for each in earlier(conversation, by) if each.pk == pk]
        return next(iter(found), ""), None
    return next((char for char in [asked.get("take-emoji", "")] if is_known(char)), ""), None
