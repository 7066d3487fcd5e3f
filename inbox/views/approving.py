"""Checking the answer of a colleague: it goes, or its writer gets it back."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from inbox import actions
from inbox.models import Conversation, Outbound
from inbox.refusals import Refused
from inbox.views.access import find, number, person, works
from inbox.views.screen import show
from inbox.views.work import back, do


class SendBackForm(forms.Form):
    """Why the writer gets the answer back."""

    why = forms.CharField(
        label=_("What has to be different?"),
        help_text=_("The writer reads this, and gets the words back to change them."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
    )


@require_POST
@works
def approve(request: HttpRequest, pk: int, outbound: int) -> HttpResponse:
    conversation = find(request, pk)
    answer, said = _answer(conversation, outbound), request.POST.get("version", "")
    seen = number(said) if said else None
    return do(
        request,
        conversation,
        lambda: actions.approve(answer, person(request), version=seen),
        leaves=True,
    )


@require_POST
@works
def take_back(request: HttpRequest, pk: int, outbound: int) -> HttpResponse:
    conversation = find(request, pk)
    answer = _answer(conversation, outbound)
    return do(request, conversation, lambda: actions.take_back(answer, person(request)))


@require_http_methods(["GET", "POST"])
@works
def send_back(request: HttpRequest, pk: int, outbound: int) -> HttpResponse:
    """The form, by itself or within the conversation; and what it does."""
    conversation = find(request, pk)
    answer, form = _answer(conversation, outbound), SendBackForm(request.POST or None)
    given = {"conversation": conversation, "sent_back": answer, "send_back_form": form}
    if request.method == "GET":
        whole = not getattr(request, "htmx", None)
        page = "inbox/approve/send_back.html" if whole else "inbox/approve/_send_back.html"
        return render(request, page, given)
    if form.is_valid():
        try:
            actions.send_back(answer, person(request), form.cleaned_data["why"])
        except Refused as refused:
            form.add_error("why", str(refused))
        else:
            return back(conversation)
    given.pop("conversation")
    return show(request, conversation, status=HTTPStatus.UNPROCESSABLE_ENTITY, **given)


def _answer(conversation: Conversation, pk: int) -> Outbound:
    found = Outbound.objects.select_related("conversation", "by", "message")
    return get_object_or_404(found, pk=pk, conversation=conversation)
