"""Writing an answer: how it goes, and what becomes of it."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from connectors.base import Capability, MediaKind
from inbox import actions
from inbox.forms import ReplyForm
from inbox.models import Attachment, Conversation, Message, Outbound
from inbox.refusals import Refused
from inbox.views.access import find, person, works
from inbox.views.along import added, going_along
from inbox.views.composing import chosen, counted
from inbox.views.onward import onward
from inbox.views.screen import show
from inbox.views.together import meanwhile
from inbox.views.work import do
from inbox.ways import offers

PICTURE = MediaKind.IMAGE.value


@require_POST
@works
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    form, undescribed = ReplyForm(request.POST), list[int]()
    if form.is_valid():
        try:
            along = going_along(request, conversation, added(request, conversation))
            undescribed = [one.pk for one in along if one.kind == PICTURE and not one.alt]
            if not undescribed:
                _answer(request, conversation, form, along)
                return onward(request, conversation)
        except Refused as refused:
            form.add_error("text", str(refused))
    given: dict[str, Any] = {"reply_form": form, "undescribed": undescribed}
    given["meanwhile"] = meanwhile(conversation, form)
    return show(request, conversation, status=HTTPStatus.UNPROCESSABLE_ENTITY, **given)


def _answer(
    request: HttpRequest, conversation: Conversation, form: ReplyForm, along: list[Attachment]
) -> None:
    given, by = form.cleaned_data, person(request)
    if "by_hand" in request.POST:
        actions.by_hand(conversation, given["text"], by, **form.knowing)
        return
    actions.reply(
        conversation,
        given["text"],
        by,
        way=form.chosen_way,
        media=[one.pk for one in along],
        split=given["split"],
        **form.knowing,
    )
    if given["ask_after"]:
        actions.ask_after(conversation, given["ask_after"], by)


@require_POST
@works
def count(request: HttpRequest, pk: int) -> HttpResponse:
    """How long the text is by now, while it is being written."""
    conversation = find(request, pk)
    way = chosen(request, offers(conversation))
    if way is None:
        return HttpResponse()
    given = {"conversation": conversation, **counted(request, conversation, way)}
    return render(request, "inbox/inbox.html#count", given)


# What becomes of it ------------------------------------------------------------------------------

_OUTBOUND_ACTIONS = {
    "retry": actions.retry,
    "rewrite": actions.rewrite,
    "drop": actions.drop,
    "confirm": actions.confirm,
    "by-hand": actions.take_by_hand,
}


@require_POST
@works
def sending(request: HttpRequest, pk: int, outbound: int, what: str) -> HttpResponse:
    """A person decides about an answer that failed or is in doubt."""
    conversation = find(request, pk)
    answer = get_object_or_404(
        Outbound.objects.select_related("conversation"), pk=outbound, conversation=conversation
    )
    return do(request, conversation, lambda: _OUTBOUND_ACTIONS[what](answer, person(request)))


@require_POST
@works
def act(request: HttpRequest, pk: int, message: int, act: str) -> HttpResponse:
    """Hide a message, like it, or delete our own."""
    conversation = find(request, pk)
    one = get_object_or_404(
        Message.objects.select_related("conversation__account"),
        pk=message,
        conversation=conversation,
    )
    undo = "undo" in request.POST
    return do(
        request,
        conversation,
        lambda: actions.act(one, Capability(act), person(request), undo=undo),
    )
