"""The same with several conversations at once, and taking back what was done with one press."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from inbox import actions, danger, undoing
from inbox.actions.locking import locked
from inbox.forms import HandOverSeveralForm
from inbox.models import Conversation, Label, Undo
from inbox.pages import PAGE_SIZE
from inbox.refusals import Refused
from inbox.undoing import Deed
from inbox.views import reporting
from inbox.views.access import number, person, works
from inbox.views.snoozing import until

MOST = PAGE_SIZE
Chosen = dict[int, int]  # the version of each as it was seen, by primary key


@require_POST
@works
def several(request: HttpRequest) -> HttpResponse:
    """``chosen`` has one "primary key-version" for each; ``do`` says what, ``until`` a snooze."""
    chosen = dict(_chosen(request))
    what = request.POST.get("do", "snooze" if "until" in request.POST else "")
    if what == "choose":
        return _choices(request)
    if not chosen:
        messages.error(request, _("Select conversations first."))
    elif len(chosen) > MOST:
        messages.error(request, _("At most %(number)d at once.") % {"number": MOST})
    elif what in DEEDS and _carry_out(request, what, chosen):
        return onward(request)
    return stay(request)


def _carry_out(request: HttpRequest, what: str, chosen: Chosen) -> bool:
    """Whether it was tried; else the reason is said."""
    prepare, said = DEEDS[what]
    try:
        deed = prepare(request, chosen)
    except Refused as refused:
        messages.error(request, str(refused))
        return False
    found = Conversation.objects.visible_to(request.user).select_related("author", "account")
    rows = list(found.filter(pk__in=chosen).in_queue_order())
    reporting.report(request, undoing.each(rows, deed, person(request)), said)
    return True


@require_POST
@works
def undo(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """That press, or without ``pk`` what was done last."""
    by = person(request)
    try:
        record = get_object_or_404(Undo, pk=pk, by=by) if pk else undoing.last(by)
        outcome = undoing.undo(record, by)
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        reporting.report(request, outcome, lambda _done: reporting.undone(outcome))
    return onward(request)


def onward(request: HttpRequest) -> HttpResponse:
    """Back to the page where it was pressed."""
    htmx: Any = getattr(request, "htmx", None)
    wanted = htmx.current_url_abs_path if htmx else request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted or "", allowed_hosts=None)
    inside = safe and wanted.startswith(reverse("inbox"))
    response = redirect(wanted if inside else "inbox")
    response.status_code = 303
    return response


def stay(request: HttpRequest) -> HttpResponse:
    """Where nothing was done: the queue stays as it is, with what is selected in it."""
    if not getattr(request, "htmx", None):
        return onward(request)
    response = render(request, "parts/messages.html", {"oob": True})
    response["HX-Reswap"] = "none"
    return response


def _choices(request: HttpRequest) -> HttpResponse:
    """What is chosen from a list: a colleague, a label, a moment."""
    context = {
        "hand_over_form": HandOverSeveralForm(by=person(request)),
        "labels": Label.objects.filter(active=True),
        "chosen": request.POST.getlist("chosen")[:MOST],
        "next": request.POST.get("next", ""),
    }
    part = "#choices" if getattr(request, "htmx", None) else ""
    return render(request, f"inbox/several/choose.html{part}", context)


def _chosen(request: HttpRequest) -> Iterator[tuple[int, int]]:
    for said in request.POST.getlist("chosen"):
        pk, _dash, version = said.partition("-")
        yield number(pk), number(version)


# What can be done ---------------------------------------------------------------------------------


def _looked_at(deed: Deed) -> Deed:
    """One press on many silences no danger that nobody looked at."""

    def careful(row: Conversation) -> None:
        with locked(row) as now:
            danger.check_looked_at(now)
            deed(row)

    return careful


def _claim(request: HttpRequest, chosen: Chosen) -> Deed:
    by = person(request)
    return _looked_at(lambda row: actions.claim(row, by))


def _release(request: HttpRequest, chosen: Chosen) -> Deed:
    return lambda row: actions.release(row, person(request))


def _hand_over(request: HttpRequest, chosen: Chosen) -> Deed:
    by = person(request)
    form = HandOverSeveralForm(request.POST, by=by)
    if not form.is_valid():
        too_long = form.errors.get("why")
        raise Refused(str(too_long[0]) if too_long else _("Choose a colleague."))
    given = form.cleaned_data
    return lambda row: actions.hand_over(row, given["to"], by, given["why"])


def _label(request: HttpRequest, chosen: Chosen) -> Deed:
    label = Label.objects.filter(slug=request.POST.get("label", "")).first()
    if label is None:
        raise Refused(_("Choose a label."))
    return lambda row: actions.label(row, label, person(request))


def _close(request: HttpRequest, chosen: Chosen, because: str = "") -> Deed:
    by = person(request)
    return _looked_at(lambda row: actions.close(row, by, version=chosen[row.pk], because=because))


def _snooze(request: HttpRequest, chosen: Chosen) -> Deed:
    moment = until(request.POST)
    return lambda row: actions.snooze(row, moment, person(request), version=chosen[row.pk])


Prepare = Callable[[HttpRequest, Chosen], Deed]
DEEDS: dict[str, tuple[Prepare, Callable[[int], str]]] = {
    "claim": (_claim, reporting.claimed),
    "release": (_release, reporting.released),
    "hand_over": (_hand_over, reporting.handed_over),
    "label": (_label, reporting.labelled),
    "close": (_close, reporting.closed),
    "spam": (partial(_close, because=actions.SPAM), reporting.put_away),
    "snooze": (_snooze, reporting.snoozed),
}
