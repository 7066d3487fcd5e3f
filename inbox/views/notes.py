"""Writing a note, with who is named in it and what belongs to it; and where I am named."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from connectors.base import MediaKind
from inbox import actions, attachments
from inbox.forms import NoteForm
from inbox.models import Attachment, Conversation, Mention
from inbox.reading import laid_ready
from inbox.refusals import Refused
from inbox.views.access import find, number, person, reads, works
from inbox.views.composing import KEPT_TYPES
from inbox.views.screen import show
from inbox.views.work import back

ON_A_PAGE = 50


@require_POST
@works
def note(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    form = NoteForm(request.POST, prefix="note")
    if form.is_valid():
        try:
            _write(request, conversation, form.cleaned_data["text"])
        except Refused as refused:
            form.add_error("text", str(refused))
        else:
            return back(conversation)
    lying = laid_ready(conversation, person(request), internal=True)
    bare = [one.pk for one in lying if one.kind == MediaKind.IMAGE.value and not one.alt]
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    return _again(request, conversation, form, status, note_undescribed=bare)


def _write(request: HttpRequest, conversation: Conversation, text: str) -> None:
    by = person(request)
    media = [one.pk for one in _along(request, conversation, _added(request, conversation))]
    chosen = named(request)
    written = actions.note(conversation, text, by, mentions=chosen, media=media)
    if unheard := [f"@{one.username}" for one in actions.out_of_reach(written, chosen)]:
        said = ngettext(
            "Your note is kept. %(names)s may not read this conversation, and is not named in it.",
            "Your note is kept. %(names)s may not read this conversation, and are not named in it.",
            len(unheard),
        )
        messages.info(request, said % {"names": get_text_list(unheard, _("and"))})


@require_POST
@works
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """The colleagues that can be named; without JavaScript the page with them, and the text."""
    conversation = find(request, pk)
    if _is_part(request, "note-people"):
        return render(request, "inbox/notes/_people.html", _offered(request, conversation))
    return _attached(request, conversation, offered=True)


@require_POST
@works
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """Put files with the note that is being written."""
    return _attached(request, find(request, pk))


@require_POST
@works
def detach(request: HttpRequest, pk: int, attachment: int) -> HttpResponse:
    conversation = find(request, pk)
    lying = laid_ready(conversation, person(request), internal=True)
    mine = get_object_or_404(lying, pk=attachment)
    return _attached(request, conversation, partial(attachments.discard, mine))


@require_GET
@reads
def mentions(request: HttpRequest) -> HttpResponse:
    """The notes in which I am named, newest first."""
    mine = Mention.objects.of(request.user).order_by("-note")
    of = ("note__by", "note__conversation__author", "note__conversation__account")
    page = Paginator(mine.select_related(*of), ON_A_PAGE).get_page(request.GET.get("page"))
    context = {"page": page, "unread": mine.unread().exists()}
    return render(request, "inbox/notes/mentions.html", context)


@require_POST
@reads
def read_mentions(request: HttpRequest) -> HttpResponse:
    """All of them, or those in one conversation, for who has no JavaScript that says so."""
    if one := number(request.POST.get("conversation", "")):
        conversation = find(request, one)
        actions.read_mentions(person(request), conversation.pk)
        return back(conversation)
    actions.read_mentions(person(request))
    messages.success(request, _("Everything is read."))
    response = redirect("mentions")
    response.status_code = 303
    return response


def _attached(
    request: HttpRequest,
    conversation: Conversation,
    *deeds: Callable[[], object],
    offered: bool = False,
) -> HttpResponse:
    """The list in the note's form; without JavaScript the page, with the text as it was."""
    refused = ""
    kept = (partial(one, request, conversation) for one in (_along, _added))
    for deed in (*kept, *deeds):
        try:
            deed()
        except Refused as refusal:
            refused = str(refusal)
    given: dict[str, Any] = {"note_refused": refused}
    if _is_part(request, "note-attached"):
        lying = laid_ready(conversation, person(request), internal=True)
        context = {"conversation": conversation, "note_attached": lying, "note_types": KEPT_TYPES}
        # htmx shows no answer but a good one; the refusal is in its words.
        return render(request, "inbox/notes/_attached.html", context | given)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return _again(request, conversation, None, status, offered=offered, **given)


def _again(
    request: HttpRequest,
    conversation: Conversation,
    form: NoteForm | None = None,
    status: int = HTTPStatus.OK,
    *,
    offered: bool = False,
    **given: Any,
) -> HttpResponse:
    """The page with the note as it was."""
    given["note_form"] = form or NoteForm(
        prefix="note", initial={name: request.POST.get(f"note-{name}") for name in ("text", "page")}
    )
    if offered or named(request):
        given |= _offered(request, conversation)
    return show(request, conversation, status=status, tab="note", **given)


def _offered(request: HttpRequest, conversation: Conversation) -> dict[str, Any]:
    colleagues = actions.mentionable(person(request))
    return {"conversation": conversation, "colleagues": colleagues, "named": named(request)}


def named(request: HttpRequest) -> set[int]:
    """The colleagues that are ticked in the note's form."""
    return {number(said) for said in request.POST.getlist("mention")} - {0}


def _added(request: HttpRequest, conversation: Conversation) -> set[str]:
    """The files that were just chosen, laid ready with those before; their primary keys. Raises
    Refused when one is not kept, after the others."""
    found, refused = set[str](), None
    for file in request.FILES.getlist("files"):
        try:
            row = attachments.upload_to_note(conversation, file, person(request))
        except Refused as refusal:
            refused = refusal
        else:
            found.add(str(row.pk))
    if refused:
        raise refused
    return found


def _along(
    request: HttpRequest, conversation: Conversation, added: Iterable[str] = ()
) -> list[Attachment]:
    """What belongs to it, each with what was just written about it. Raises Refused."""
    wanted = {*request.POST.getlist("media"), *added}
    lying = laid_ready(conversation, person(request), internal=True)
    along = [one for one in lying if str(one.pk) in wanted]
    for one in along:
        alt = request.POST.get(f"alt-{one.pk}", one.alt)
        if alt != one.alt:
            attachments.describe(one, alt)
    return along


def _is_part(request: HttpRequest, target: str) -> bool:
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and htmx.target == target
