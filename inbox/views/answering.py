"""Writing an answer: how it goes, what goes along, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_POST

from connectors.base import Capability, MediaKind
from inbox import actions, attachments
from inbox.forms import ReplyForm
from inbox.models import Attachment, Conversation, Message, Outbound
from inbox.reading import laid_ready as lying_ready
from inbox.refusals import Refused
from inbox.views.access import find, person, works
from inbox.views.composing import attaching, chosen, counted
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
            along = _along(request, conversation)
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


# What goes along ---------------------------------------------------------------------------------


@require_POST
@works
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put files with the answer that is being written."""
    conversation, by = find(request, pk), person(request)
    given = request.FILES.getlist("files")
    uploads = [partial(attachments.upload, conversation, file, by) for file in given]
    return _attached(request, conversation, [partial(_along, request, conversation), *uploads])


def laid_ready(
    request: HttpRequest, conversation: Conversation, deed: Callable[[], object]
) -> HttpResponse:
    """The composer after this was laid ready in it, with the text as it was."""
    return _attached(request, conversation, [partial(_along, request, conversation), deed])


@require_POST
@works
def detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    conversation = find(request, pk)
    mine = get_object_or_404(lying_ready(conversation, person(request)), pk=attachment)
    discard = partial(attachments.discard, mine)
    return _attached(request, conversation, [partial(_along, request, conversation), discard])


def _attached(
    request: HttpRequest, conversation: Conversation, deeds: list[Callable[[], object]]
) -> HttpResponse:
    """The list in the composer; without JavaScript the page, with the text as it was."""
    refused = ""
    for deed in deeds:
        try:
            deed()
        except Refused as refusal:
            refused = str(refusal)
    if request.htmx and request.htmx.target == "attached":  # type: ignore[attr-defined]
        opened = [offer.way for offer in offers(conversation) if not offer.refused]
        context = attaching(opened, lying_ready(conversation, person(request)))
        context |= {"conversation": conversation, "attach_refused": refused}
        # htmx shows no answer but a good one; the refusal is in its words.
        return render(request, "inbox/inbox.html#attached", context)
    form = ReplyForm(initial={name: request.POST.get(name) for name in ("text", "way")})
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else 200
    return show(request, conversation, status=status, reply_form=form, attach_refused=refused)


def _along(request: HttpRequest, conversation: Conversation) -> list[Attachment]:
    """What goes along, each with what was just written about it. Raises Refused."""
    wanted = set(request.POST.getlist("media"))
    ready = lying_ready(conversation, person(request))
    along = [one for one in ready if str(one.pk) in wanted]
    for one in along:
        alt = request.POST.get(f"alt-{one.pk}", one.alt)
        if alt != one.alt:
            attachments.describe(one, alt)
    return along


# What becomes of it ------------------------------------------------------------------------------

_OUTBOUND_ACTIONS = {
    "retry": actions.retry,
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
