"""Giving a conversation to a named colleague."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from inbox import actions, undoing
from inbox.forms import HandOverForm
from inbox.refusals import Refused
from inbox.views import reporting
from inbox.views.access import find, person, works
from inbox.views.screen import show
from inbox.views.work import back


@require_http_methods(["GET", "POST"])
@works
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """The form, by itself or within the conversation; and what it does."""
    conversation, by = find(request, pk), person(request)
    form = HandOverForm(request.POST or None, by=by)
    if request.method == "GET":
        given = {"conversation": conversation, "hand_over_form": form}
        whole = not getattr(request, "htmx", None)
        page = "inbox/together/hand_over.html" if whole else "inbox/together/_hand_over.html"
        return render(request, page, given)
    if form.is_valid():
        to, why = form.cleaned_data["to"], form.cleaned_data["why"]
        try:
            outcome = undoing.one(conversation, lambda row: actions.hand_over(row, to, by, why), by)
        except Refused as refused:
            form.add_error("why", str(refused))
        else:
            reporting.report(request, outcome, reporting.handed_over)
            return back(conversation)
    unfit = HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, conversation, status=unfit, hand_over_form=form)
