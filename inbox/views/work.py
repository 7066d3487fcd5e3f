"""What a colleague does with a conversation: guard, form, one action, redirect."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from inbox import actions, undoing
from inbox.models import Conversation
from inbox.refusals import Refused
from inbox.views import reporting
from inbox.views.access import find, number, person, works
from inbox.views.onward import onward
from inbox.views.screen import show


def back(conversation: Conversation) -> HttpResponse:
    """To the conversation as it is now."""
    response = redirect("conversation", pk=conversation.pk)
    response.status_code = 303
    return response


def do(
    request: HttpRequest,
    conversation: Conversation,
    action: Callable[[], Any],
    said: reporting.Said | None = None,
    *,
    leaves: bool = False,
) -> HttpResponse:
    """An action of one click: what it refuses is said on the page it came from.

    said     what it did, in words; then it can be taken back
    leaves   it is done with: the next one may open by itself
    """
    try:
        if said:
            _undoably(request, conversation, action, said)
        else:
            action()
    except Refused as refused:
        messages.error(request, str(refused))
        return _refused(request, conversation)
    return onward(request, conversation) if leaves else back(conversation)


def _refused(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    """The conversation as it is now; a page with JavaScript shows that before all else."""
    if request.htmx:  # type: ignore[attr-defined]
        return show(request, find(request, conversation.pk), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return back(conversation)


def _undoably(
    request: HttpRequest,
    conversation: Conversation,
    action: Callable[[], Any],
    said: reporting.Said,
) -> None:
    outcome = undoing.one(conversation, lambda _row: action(), person(request))
    reporting.report(request, outcome, said)


@require_POST
@works
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    take_over = "take_over" in request.POST
    return do(
        request,
        conversation,
        lambda: actions.claim(conversation, person(request), take_over=take_over),
        reporting.claimed,
    )


@require_POST
@works
def release(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    return do(
        request,
        conversation,
        lambda: actions.release(conversation, person(request)),
        reporting.released,
    )


@require_POST
@works
def close(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    said = request.POST.get("version", "")
    seen = number(said) if said else None
    spam = request.POST.get("because") == actions.SPAM
    why = actions.SPAM if spam else ""
    return do(
        request,
        conversation,
        lambda: actions.close(conversation, person(request), version=seen, because=why),
        reporting.put_away if spam else reporting.closed,
        leaves=True,
    )


@require_POST
@works
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    return do(request, conversation, lambda: actions.reopen(conversation, person(request)))
