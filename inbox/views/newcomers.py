"""Whose answers are checked before they go, and which rules ask for it."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inbox.colleagues import newcomers
from inbox.refusals import Refused
from inbox.views.access import person
from routing.models import Rule

if TYPE_CHECKING:
    from webcare.models import User

decides = permission_required("inbox.ask_four_eyes", raise_exception=True)


class NewcomerForm(forms.Form):
    """Whose answers are to be checked."""

    who: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=gettext_lazy("Colleague"), queryset=None, empty_label=gettext_lazy("Choose")
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["who"].queryset = newcomers.free()  # type: ignore[attr-defined]


@require_GET
@decides
def overview(request: HttpRequest) -> HttpResponse:
    return _shown(request, NewcomerForm())


@require_POST
@decides
def check(request: HttpRequest) -> HttpResponse:
    form = NewcomerForm(request.POST)
    if not form.is_valid():
        return _shown(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    who = form.cleaned_data["who"]
    done = _("Answers of %(name)s are checked from now on.") % {"name": who}
    return _do(request, lambda: newcomers.check(who, person(request)), done)


@require_POST
@decides
def trust(request: HttpRequest, pk: int) -> HttpResponse:
    who = get_object_or_404(newcomers.checked(), pk=pk)
    done = _("Answers of %(name)s go by themselves from now on.") % {"name": who}
    return _do(request, lambda: newcomers.trust(who, person(request)), done)


def _do(request: HttpRequest, action: Callable[[], None], done: str) -> HttpResponse:
    try:
        action()
    except Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, done)
    response = redirect("four_eyes")
    response.status_code = HTTPStatus.SEE_OTHER
    return response


def _shown(request: HttpRequest, form: NewcomerForm, status: int = HTTPStatus.OK) -> HttpResponse:
    context = {
        "form": form,
        "checked": newcomers.checked(),
        "approvers": newcomers.approvers(),
        "rules": Rule.objects.filter(four_eyes=True, active=True).select_related("department"),
    }
    return render(request, "inbox/approve/four_eyes.html", context, status=status)
