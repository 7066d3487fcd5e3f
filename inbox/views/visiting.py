"""A day along: who plans it, and the guide of who looks along."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from inbox.colleagues import visiting
from inbox.models import Visit
from inbox.models.visit import BEGINS, ENDS
from inbox.refusals import Refused
from inbox.views.access import person, reads

if TYPE_CHECKING:
    from webcare.models import User

SHOWN = 30  # days that are over

plans = permission_required("inbox.plan_visit", raise_exception=True)


def _clock() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


class VisitForm(forms.Form):
    """Who looks along, when, beside whom, and whether citizens have names for them."""

    observer: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=gettext_lazy("Who looks along"), queryset=None, empty_label=gettext_lazy("Choose")
    )
    day = forms.DateField(
        label=gettext_lazy("On which day"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    begins = forms.TimeField(label=gettext_lazy("From what time"), initial=BEGINS, widget=_clock())
    ends = forms.TimeField(label=gettext_lazy("Until what time"), initial=ENDS, widget=_clock())
    beside: forms.ModelChoiceField[User] = forms.ModelChoiceField(
        label=gettext_lazy("Beside whom"),
        queryset=None,
        required=False,
        empty_label=gettext_lazy("Nobody in particular"),
        help_text=gettext_lazy("Their guide says with whom they look along."),
    )
    names = forms.BooleanField(
        label=gettext_lazy("They may read the names of citizens"), required=False
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["observer"].queryset = visiting.observers()  # type: ignore[attr-defined]
        self.fields["beside"].queryset = visiting.beside()  # type: ignore[attr-defined]


@require_GET
@plans
def planning(request: HttpRequest) -> HttpResponse:
    return _planned(request, VisitForm(initial={"day": timezone.localdate()}))


@require_POST
@plans
def plan(request: HttpRequest) -> HttpResponse:
    form = VisitForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            visit = visiting.plan(
                given["observer"],
                given["day"],
                person(request),
                beside=given["beside"],
                names=given["names"],
                begins=given["begins"],
                ends=given["ends"],
            )
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("%(name)s looks along.") % {"name": visit.observer})
            return _back()
    return _planned(request, form, HTTPStatus.UNPROCESSABLE_ENTITY)


@require_POST
@plans
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    visiting.cancel(get_object_or_404(Visit, pk=pk), person(request))
    messages.success(request, _("This day along is cancelled."))
    return _back()


@require_GET
@reads
def guide(request: HttpRequest) -> HttpResponse:
    """What there is to see, step by step; also for who plans, to know what they will be told."""
    visit = visiting.of_today(person(request))
    return render(request, "inbox/visiting/guide.html", {"visit": visit})


def _planned(request: HttpRequest, form: VisitForm, status: int = 200) -> HttpResponse:
    visits = Visit.objects.select_related("observer", "beside", "planned_by")
    today = timezone.localdate()
    context = {
        "form": form,
        "coming": visits.filter(day__gte=today).order_by("day", "pk"),
        "over": visits.filter(day__lt=today)[:SHOWN],
    }
    return render(request, "inbox/visiting/planning.html", context, status=status)


def _back() -> HttpResponse:
    response = redirect("visits")
    response.status_code = 303
    return response
