"""What a colleague says a conversation is about, and whether it is urgent."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from inbox import actions
from inbox.forms import SortForm
from inbox.refusals import Refused
from inbox.views.access import find, person, works
from inbox.views.screen import show
from inbox.views.work import back


class CalmForm(forms.Form):
    why = forms.CharField(label=_("Why is it not urgent?"), required=False, max_length=200)


@require_POST
@works
def sort(request: HttpRequest, pk: int) -> HttpResponse:
    """Only what was sent along is chosen: a department, a kind, or both."""
    conversation = find(request, pk)
    form = SortForm(request.POST)
    if not form.is_valid():
        return show(request, conversation, status=HTTPStatus.UNPROCESSABLE_ENTITY, sort_form=form)
    if "department" in request.POST:
        actions.choose_department(conversation, form.cleaned_data["department"], person(request))
    if "kind" in request.POST:
        actions.choose_kind(conversation, form.cleaned_data["kind"], person(request))
    return back(conversation)


@require_POST
@works
def calm(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = find(request, pk)
    form = CalmForm(request.POST)
    if form.is_valid():
        try:
            actions.calm(conversation, person(request), form.cleaned_data["why"])
        except Refused as refused:
            form.add_error("why", str(refused))
        else:
            return back(conversation)
    return show(request, conversation, status=HTTPStatus.UNPROCESSABLE_ENTITY, calm_form=form)
