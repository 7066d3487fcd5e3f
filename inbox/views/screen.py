"""The inbox screen: queue, conversation and context side by side, each also on its own.

htmx asks for one part by its target; the address is the same as that of the whole page.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from inbox.actions import past_too_many_desks
from inbox.approving import asks, to_check
from inbox.follow_up.shown import shown
from inbox.forms import SortForm
from inbox.hops.asked import Asked
from inbox.models import BeginsWith, Conversation, Forwarding
from inbox.reading import COMPOSER, CONTEXT, STORY, WHOLE, Reading
from inbox.timeline import timeline
from inbox.views import desks
from inbox.views.access import find, person, reads
from inbox.views.begun import written
from inbox.views.composing import KEPT_TYPES, composing
from inbox.views.queue import queue
from inbox.workflow import Sending

PAGE = "inbox/inbox.html"
QUEUE_PARTS = ("queue", "more")
ASKED = {"conversation": WHOLE, "thread": STORY, "composer": COMPOSER, "context": CONTEXT}
PINNED = "pinned"  # the line of a crisis, which is on the conversation itself
CONVERSATION_PARTS = (*ASKED, "before", PINNED)
NOTHING = "nothing"  # where a conversation was, when the list is empty
ON_ITS_WAY = (Sending.QUEUED, Sending.SENDING)


@require_GET
@reads
def inbox(request: HttpRequest) -> HttpResponse:
    """The queue alone; on a wide screen with room for a conversation beside it. Who asks for
    nothing gets the view that they begin with."""
    if not request.GET and not request.headers.get("HX-Request"):
        begins = BeginsWith.objects.select_related("view").filter(user=person(request)).first()
        if begins:
            return redirect(f"{request.path}?{begins.view.query}")
    return show(request, None)


@require_GET
@reads
def conversation(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, find(request, pk))


def show(
    request: HttpRequest, chosen: Conversation | None, *, status: int = 200, **forms: Any
) -> HttpResponse:
    """Render the part that was asked for, or the whole. ``forms`` replace the empty ones."""
    part = _part(request, chosen)
    context: dict[str, Any] = {"conversation": chosen, "found": request.GET.get("found", "")}
    if part not in CONVERSATION_PARTS:
        context |= queue(request)
    if chosen and part not in (*QUEUE_PARTS, PINNED):
        context |= _conversation(request, chosen, part) | forms
    response = render(request, f"{PAGE}#{part}" if part else PAGE, context, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Target"])
    if part in ("conversation", NOTHING):
        _keep_address(request, response, chosen)
    return response


def whole(request: HttpRequest, chosen: Conversation) -> dict[str, Any]:
    """What a page needs that shows this conversation, wherever that is."""
    return {"conversation": chosen, "found": "", **_conversation(request, chosen, "")}


def _keep_address(
    request: HttpRequest, response: HttpResponse, chosen: Conversation | None
) -> None:
    """The browser's address is that of what it shows, wherever htmx was led and wherever one went
    meanwhile. What was refused stands at its conversation: the deed's own address answers no look.
    """
    here = urlsplit(request.htmx.current_url or "")  # type: ignore[attr-defined]
    if request.method == "POST" and chosen:
        at = urlunsplit(("", "", reverse("conversation", args=[chosen.pk]), here.query, ""))
        response["HX-Replace-Url"] = at
    elif here.path != request.path and "found" not in request.GET:
        response["HX-Push-Url"] = request.get_full_path()


def _part(request: HttpRequest, chosen: Conversation | None) -> str:
    htmx = getattr(request, "htmx", None)
    if not htmx or htmx.history_restore_request:
        return ""
    if htmx.target == "conversation" and chosen is None:
        return NOTHING
    known = QUEUE_PARTS + CONVERSATION_PARTS if chosen else QUEUE_PARTS
    return str(htmx.target) if htmx.target in known else ""


def _conversation(request: HttpRequest, chosen: Conversation, part: str) -> dict[str, Any]:
    """For every part; what was said and how to answer only for those that show it."""
    read = Reading(chosen, person(request), desks.asked_for(request, chosen))
    read.ask(ASKED.get(part, STORY if part else WHOLE))
    stands = desks.standing(read) | {
        "can_work": request.user.has_perm("inbox.work_conversation"),
        "broken_rules": read.broken_rules,
        "sort_form": SortForm(initial={"department": chosen.department_id, "kind": chosen.kind}),
    }
    return stands if part == "context" else stands | _story(request, chosen, read, stands)


def _story(
    request: HttpRequest, chosen: Conversation, read: Reading, stands: Mapping[str, Any]
) -> dict[str, Any]:
    entries = timeline(read.messages, read.notes, read.events)
    messages, proposed = list(read.messages), list(read.proposals)
    sendings = [message.outbound for message in messages if hasattr(message, "outbound")]
    beside = _beside(request, proposed)
    starts = _pinned(request, chosen) or _draft(request, beside, stands["wants"])
    begun = written(request, chosen, list(read.drafts), starts)
    way = begun["reply_form"].initial.get("way", "")
    return {
        "timeline": entries,
        **desks.shown(request, chosen, entries, read),
        "beside": beside,
        "newest_proposal": proposed[-1].pk if proposed else "",
        "underway": any(outbound.state in ON_ITS_WAY for outbound in sendings),
        "late": read.late,
        "check": to_check(chosen, messages, person(request), timezone.now()),
        "asks": asks(person(request), chosen),
        "danger_unseen": read.unseen,
        **shown(chosen, read.follow_ups),
        "note_attached": read.laid_with_note,
        "note_types": KEPT_TYPES,
        "no_more_desks": past_too_many_desks(
            chosen, person(request), often=stands["returned"].often
        ),
        **composing(request, chosen, messages, read.laid_ready, way),
        **begun,
    }


def _beside(request: HttpRequest, proposed: list[Forwarding]) -> Forwarding | None:
    """The department's answer that the composer starts with: the one asked for, or the newest."""
    answers = [one for one in proposed if one.answer and not one.answer.handed_back]
    wanted = request.GET.get("proposal", "")
    named = [one for one in answers if str(one.pk) == wanted]
    return next(reversed(named or answers), None)


def _pinned(request: HttpRequest, chosen: Conversation) -> dict[str, Any]:
    """The line of the crisis, for who asked for it in a language."""
    words = getattr(chosen, f"line_{request.GET.get('line', '')}", "")
    return {"text": words, "asked": True} if words else {}


def _draft(request: HttpRequest, beside: Forwarding | None, wants: Asked | None) -> dict[str, Any]:
    """What the composer starts with where nothing was begun: what a department wants to know of the
    citizen, or the newest proposal. ``asked``: the proposal asked for, which goes before what was
    begun. Not a text that failed: it stands in the thread, and would be sent from both."""
    words = beside.answer.text if beside and beside.answer else ""
    if words and request.GET.get("proposal") == str(beside and beside.pk):
        return {"text": words, "asked": True}
    if wants and wants.of_citizen and wants.waits_for_us:
        return {"text": wants.remark.text}
    return {"text": words} if words else {}
