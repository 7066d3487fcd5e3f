"""Looking at a colleague's answer before it leaves (vier ogen)."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from routing import desk
from routing.forms.answers import RefuseForm
from routing.models import Concept, Referral
from routing.views.access import number, person
from routing.views.answering import on_question
from routing.views.showing import show, to_list, to_question


@on_question
def approve(request: HttpRequest, referral: Referral) -> HttpResponse:
    if not _done(request, lambda: desk.approve(_looked_at(request, referral), person(request))):
        return to_question(referral)
    messages.success(request, _("Thank you. The answer is placed with the citizen."))
    return to_list()


@on_question
def refuse(request: HttpRequest, referral: Referral) -> HttpResponse:
    form = RefuseForm(request.POST)
    if form.is_valid():
        why, by = form.cleaned_data["why"], person(request)
        try:
            desk.refuse(_looked_at(request, referral), by, why)
        except desk.Refused as refusal:
            form.add_error("why", str(refusal))
        else:
            messages.success(request, _("Your colleague sees what should be different."))
            return to_list()
    return show(request, referral, status=HTTPStatus.UNPROCESSABLE_ENTITY, refuse_form=form)


@on_question
def take_back(request: HttpRequest, referral: Referral) -> HttpResponse:
    """Who wrote it writes on."""
    _done(request, lambda: desk.take_back(_looked_at(request, referral), person(request)))
    return to_question(referral)


def _looked_at(request: HttpRequest, referral: Referral) -> Concept:
    """The very words that stood on the page; the desk refuses when there are others by now."""
    return Concept(pk=number(request.POST.get("concept", "")), referral=referral)


def _done(request: HttpRequest, action: Callable[[], object]) -> bool:
    try:
        action()
    except desk.Refused as refusal:
        messages.error(request, str(refusal))
        return False
    return True
