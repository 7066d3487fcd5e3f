"""From a signal into crisis mode."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox import crisis
from inbox.crisis.forms import CrisisForm
from inbox.models import Conversation
from inbox.refusals import Refused
from inbox.views.access import person
from inbox.views.crisis import declares
from webcare.warnings import actions
from webcare.warnings.models import Signal
from webcare.warnings.showing import NAMED, Shown
from webcare.warnings.views.access import back, marks


@require_http_methods(["GET", "POST"])
@declares
@marks
def begin(request: HttpRequest, pk: int) -> HttpResponse:
    """Crisis mode, filled in with what the signal knows."""
    row = get_object_or_404(Signal.objects.select_related("crisis"), pk=pk, kind=Signal.Kind.SPIKE)
    if request.method != "POST":
        if row.crisis_id or crisis.standing():
            return back("signal", pk)
        return _show(request, row, CrisisForm(initial=known(row)))
    form = CrisisForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form, 422)
    reason, by = form.cleaned_data["reason"], person(request)
    try:
        actions.begin_crisis(row, reason, form.subject, form.texts, by)
    except Refused as refused:
        messages.error(request, str(refused))
        return back("signal", pk)
    messages.success(request, _("Crisis mode is on. Nothing is said automatically now."))
    return back("crisis")


def known(row: Signal) -> dict[str, Any]:
    """What goes into the form. A word that is said in one place is looked for everywhere: who says
    it may not name the place."""
    one = Shown(row)
    words = ", ".join(one.words[:NAMED])
    return {"reason": one.headline[:200], "words": words, "place": "" if words else one.place}


def _show(request: HttpRequest, row: Signal, form: CrisisForm, status: int = 200) -> HttpResponse:
    there = Conversation.objects.filter(pk__in=row.conversations).count()
    context = {"one": Shown(row), "form": form, "number": there}
    return render(request, "warnings/crisis.html", context, status=status)


@require_POST
@declares
@marks
def belongs(request: HttpRequest, pk: int) -> HttpResponse:
    """The crisis that lasts is about this."""
    row = get_object_or_404(Signal, pk=pk, kind=Signal.Kind.SPIKE)
    try:
        actions.belongs_to_crisis(row, person(request))
    except Refused as refused:
        messages.error(request, str(refused))
    return back("signal", pk)
