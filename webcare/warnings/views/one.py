"""One signal: its evidence, and what a lead says of it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from inbox import crisis
from inbox.models import Conversation, Message
from inbox.names import without_names
from inbox.refusals import Refused
from inbox.views.access import person
from webcare.talk.quoting import is_rude, quotable
from webcare.warnings import actions
from webcare.warnings.forms import MarkForm
from webcare.warnings.models import Signal
from webcare.warnings.showing import Shown
from webcare.warnings.views.access import back, marks, sees, signals

EXAMPLES = 6
LOOKED_AT = 40  # conversations of which the newest words are read


@require_GET
@sees
@without_names
def page(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(signals(request), pk=pk)
    context = {
        "one": Shown(row),
        "examples": examples(request, row),
        "told": row.told.select_related("user"),
        "expectations": row.expectations.filter(undone_at=None),
        "running": crisis.now() if row.crisis_id is None else (),
        "form": MarkForm(kind=row.kind),
    }
    return render(request, "warnings/signal.html", context)


def examples(request: HttpRequest, row: Signal) -> list[Message]:
    """The newest words of those behind it, for who may read them: of each person once, and nothing
    twice. One query."""
    mine = Conversation.objects.visible_to(request.user)
    said = quotable(mine.filter(pk__in=row.conversations[:LOOKED_AT]))
    newest = said.select_related("conversation__author", "conversation__account")
    of: dict[int, Message] = {}
    for one in newest.order_by("-created_at", "-pk")[: 2 * LOOKED_AT]:
        if not is_rude(one.text):
            of.setdefault(one.conversation_id or 0, one)
    different: dict[str, Message] = {}
    for one in of.values():
        different.setdefault(" ".join(one.text.lower().split()), one)
    # Those that say why go before those that only came along.
    ordered = sorted(different, key=lambda text: not any(word in text for word in _words(row)))
    return [different[text] for text in ordered][:EXAMPLES]


def _words(row: Signal) -> list[str]:
    """Single ones, as they may stand in a text."""
    return [part for words in row.evidence.get("words", ()) for part in words.split()]


@require_POST
@marks
def mark(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(Signal, pk=pk)
    form = MarkForm(request.POST, kind=row.kind)
    given = form.cleaned_data if form.is_valid() else {}
    try:
        actions.mark(row, given.get("verdict", ""), given.get("reason", ""), person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        false = given["verdict"] == Signal.Verdict.FALSE
        messages.success(
            request,
            _("Noted. Below you see what was learned.") if false else _("Noted: it was real."),
        )
    return back("signal", pk)


@require_POST
@marks
def unmark(request: HttpRequest, pk: int) -> HttpResponse:
    try:
        actions.unmark(get_object_or_404(Signal, pk=pk), person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, _("Taken back, with what was learned from it."))
    return back("signal", pk)
