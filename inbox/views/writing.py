"""Keeping unsent words while they are written, and showing them to colleagues."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from inbox import actions
from inbox.forms import DraftForm
from inbox.models import Draft
from inbox.reading import drafts_in
from inbox.views.access import find, person, works
from inbox.views.begun import of_others
from inbox.views.notes import named
from inbox.views.work import back


@require_POST
@works
def save(request: HttpRequest, pk: int, mode: str) -> HttpResponse:
    """Keep what is being written. 204; or what stands there where another page wrote as well."""
    conversation = find(request, pk)
    form = DraftForm(request.POST.dict() | {"mode": mode, "over": request.GET.get("over", "")})
    if not form.is_valid():
        return JsonResponse({"errors": form.errors}, status=HTTPStatus.BAD_REQUEST)
    words = replace(form.words, named=tuple(sorted(named(request))))
    draft = actions.save_draft(conversation, person(request), words)
    if draft is None or (draft.text == words.text and draft.aside == (words.aside or "")):
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    if draft.page == words.page and draft.number > words.number:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)  # newer words of this page came before
    return JsonResponse({"text": draft.text, "aside": draft.aside})


@require_POST
@works
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    mode = request.POST.get("mode", Draft.Mode.REPLY)
    actions.discard_draft(conversation, person(request), mode)
    return back(conversation)


@require_GET
@works
def begun(request: HttpRequest, pk: int) -> HttpResponse:
    """What colleagues are writing here, for a page that has it open already."""
    conversation = find(request, pk)
    theirs = of_others(list(drafts_in(conversation)), request)
    given = {"conversation": conversation, "begun": theirs}
    return render(request, "inbox/together/_begun.html", given)
