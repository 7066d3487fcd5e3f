"""Bundles: conversations about the same, what Webcare noticed and what colleagues gathered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from inbox import actions
from inbox.models import Bundle, Bundled, Conversation
from inbox.querysets import ConversationQuerySet
from inbox.refusals import Refused
from inbox.views.access import number, person, reads, works
from inbox.views.work import back

SHOWN = 50  # bundles of each sort


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    """What is open, what was noticed, and what was finished lately."""
    rows = Bundle.objects.select_related("made_by")
    context = {
        "open": rows.filter(state=Bundle.State.OPEN)[:SHOWN],
        "noticed": rows.filter(state=Bundle.State.NOTICED, number__gt=1)[:SHOWN],
        "done": rows.filter(state=Bundle.State.DONE)[:SHOWN],
    }
    return render(request, "inbox/bundle/overview.html", context)


@require_GET
@reads
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return show(
        request, get_object_or_404(Bundle.objects.select_related("made_by", "done_by"), pk=pk)
    )


def show(request: HttpRequest, bundle: Bundle, *, status: int = 200, **more: Any) -> HttpResponse:
    """The page of a bundle, with what is in it and what seems to belong to it."""
    seen: ConversationQuerySet = Conversation.objects.visible_to(request.user)
    entries = bundle.entries.exclude(state=Bundled.State.OUT).select_related("by")
    by_pk = {entry.conversation_id: entry for entry in entries}
    rows = list(seen.filter(pk__in=by_pk).with_row().order_by("waiting_since", "pk"))
    members = [(by_pk[row.pk], row) for row in rows]
    context = {
        "bundle": bundle,
        "inside": [one for one in members if one[0].state != Bundled.State.PROPOSED],
        "proposed": [one for one in members if one[0].state == Bundled.State.PROPOSED],
        "can_work": request.user.has_perm("inbox.work_conversation")
        and bundle.state != Bundle.State.DONE,
        **more,
    }
    return render(request, "inbox/bundle/page.html", context, status=status)


@require_POST
@works
def gather(request: HttpRequest) -> HttpResponse:
    """Put the conversations that were chosen (``conversation``, more than once) in a bundle:
    ``bundle``, or a new one with this ``title``."""
    given = request.POST
    visible = Conversation.objects.visible_to(request.user)
    chosen = visible.filter(pk__in=[number(pk) for pk in given.getlist("conversation")])
    bundle = get_object_or_404(Bundle, pk=number(given["bundle"])) if given.get("bundle") else None
    rows = list(chosen)
    try:
        made = actions.gather(rows, person(request), title=given.get("title", ""), bundle=bundle)
    except Refused as refused:
        messages.error(request, str(refused))
        return _to(bundle) if bundle else back_to_queue()
    inside = made.entries.filter(conversation__in=rows, state=Bundled.State.IN).count()
    if left := len(rows) - inside:
        said = ngettext(
            "%(number)d conversation is in another bundle and stayed there.",
            "%(number)d conversations are in another bundle and stayed there.",
            left,
        )
        messages.warning(request, said % {"number": left})
    return _to(made)


@require_POST
@works
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    bundle = get_object_or_404(Bundle, pk=pk)
    return _do(
        request, bundle, lambda: actions.rename_bundle(bundle, request.POST.get("title", ""))
    )


@require_POST
@works
def take_out(request: HttpRequest, pk: int, conversation: int) -> HttpResponse:
    bundle = get_object_or_404(Bundle, pk=pk)
    row = Conversation.objects.visible_to(request.user).filter(
        pk=conversation, bundled__bundle=bundle
    )
    if not (found := row.first()):
        raise Http404
    answer = _do(request, bundle, lambda: actions.take_out(bundle, found, person(request)))
    return back(found) if request.POST.get("next") == "conversation" else answer


@require_POST
@works
def finish(request: HttpRequest, pk: int) -> HttpResponse:
    bundle = get_object_or_404(Bundle, pk=pk)
    return _do(
        request, bundle, lambda: actions.finish_bundle(bundle, person(request)), _("Finished.")
    )


def _do(
    request: HttpRequest, bundle: Bundle, action: Callable[[], Any], done: str = ""
) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        if done:
            messages.success(request, done)
    return _to(bundle)


def _to(bundle: Bundle) -> HttpResponse:
    response = redirect("bundle", pk=bundle.pk)
    response.status_code = 303
    return response


def back_to_queue() -> HttpResponse:
    response = redirect("inbox")
    response.status_code = 303
    return response
