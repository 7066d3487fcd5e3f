"""Complaints, and until when the law gives us."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from inbox.models import Conversation
from inbox.refusals import Refused
from inbox.views.access import number, person, reads
from routing.models import Kind
from webcare.talk import actions
from webcare.talk.gathering import gathered
from webcare.talk.models import Complaint
from webcare.talk.paging import page as paged
from webcare.talk.views.doing import done, handles, to

MOST_OPEN = 100


class ComplaintForm(forms.ModelForm[Complaint]):
    """How it is dealt with."""

    class Meta:
        model = Complaint
        fields = ("received_on", "formal", "adviser", "reference", "handler")
        widgets = {  # noqa: RUF012 Django's own way
            "received_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        }
        help_texts = {  # noqa: RUF012
            "formal": gettext_lazy(
                "When the citizen wants it, or when talking did not help. Six weeks."
            ),
        }

    def __init__(self, data: Any = None, *, instance: Complaint) -> None:
        super().__init__(data, instance=instance)
        people = get_user_model().objects.filter(is_active=True)
        handler: Any = self.fields["handler"]
        handler.queryset = people.order_by("first_name", "last_name", "pk")


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Why is it put off?"), max_length=300)


class AgreeForm(forms.Form):
    until = forms.DateField(
        label=gettext_lazy("Until when does the citizen agree to wait?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class SettleForm(forms.Form):
    ended = forms.ChoiceField(
        label=gettext_lazy("How did it end?"), choices=Complaint.Ended.choices
    )
    words = forms.CharField(
        label=gettext_lazy("What came of it?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


@require_GET
@reads
def overview(request: HttpRequest) -> HttpResponse:
    """What lasts stands on top, that by law first, by its last day; then what nobody decided about,
    newest first."""
    state = request.GET.get("stand", "")
    rows = gathered(request.user, Kind.COMPLAINT).select_related("complaint__handler")
    open_from = 0 if state else number(request.GET.get("vanaf", "")) or 0
    open_rows = _lasting(request)
    lasting = [] if state else list(open_rows[open_from : open_from + MOST_OPEN + 1])
    wanted = Q(complaint__settled_on__isnull=False) if state == "klaar" else Q(complaint=None)
    shown, place = paged(rows.filter(wanted), request.GET.get("na", ""), "created_at")
    context = {
        "tab": "complaints",
        "state": state if state == "klaar" else "",
        "lasting": lasting[:MOST_OPEN],
        "more_open": open_from + MOST_OPEN if len(lasting) > MOST_OPEN else 0,
        "pressing": 0 if state else open_rows.filter(complaint__in=_pressing()).count(),
        "rows": shown,
        "more": f"?stand={state}&na={place}" if place else "",
    }
    return render(request, "talk/complaints.html", context)


def _lasting(request: HttpRequest) -> Any:
    """Also where somebody chose another kind since: the law counts on."""
    of_any = gathered(request.user, Kind.COMPLAINT, of_any=True)
    rows = of_any.filter(complaint__isnull=False, complaint__settled_on=None)
    ordered = rows.order_by("-complaint__formal", "complaint__due_on", "pk")
    return ordered.select_related("complaint__handler")


def _pressing() -> Any:
    return Complaint.objects.pressing(timezone.localdate()).order_by()


@require_GET
@reads
def page(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _found(request, pk))


def _found(request: HttpRequest, pk: int) -> Conversation:
    rows = gathered(request.user, Kind.COMPLAINT, of_any=True)
    known = Q(kind=Kind.COMPLAINT) | Q(complaint__isnull=False)
    return get_object_or_404(rows.filter(known), pk=pk)


def _show(
    request: HttpRequest, conversation: Conversation, **filled_in: forms.BaseForm
) -> HttpResponse:
    """``filled_in``: forms that are shown again, by their name here."""
    known = Complaint.objects.filter(conversation=conversation)
    complaint = known.select_related("handler", "settled_by").first()
    received = timezone.localdate(conversation.asked_at)  # type: ignore[attr-defined] # annotated
    blank = Complaint(conversation=conversation, received_on=received)
    lasts = bool(complaint and complaint.formal and not complaint.settled_on)
    context = {
        "tab": "complaints",
        "conversation": conversation,
        "complaint": complaint,
        "form": ComplaintForm(instance=complaint or blank),
        "why_form": WhyForm(),
        "settle_form": SettleForm(),
        "may": request.user.has_perm("talk.handle_complaint"),
        "agree_form": AgreeForm(),
        "lasts": lasts,
        "can_put_off": bool(
            lasts and complaint and not complaint.put_off_on and complaint.days_left >= 0
        ),
        **filled_in,
    }
    return render(request, "talk/complaint.html", context)


@require_http_methods(["POST"])
@handles
def register(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = _found(request, pk)
    form = ComplaintForm(
        request.POST,
        instance=Complaint.objects.filter(conversation=pk).first()
        or Complaint(conversation=conversation),
    )
    if form.is_valid():
        try:
            actions.register(conversation, person(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, str(refused))
        else:
            return to("talk_complaint", pk)
    return _show(request, conversation, form=form)


@require_POST
@handles
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    conversation = _found(request, pk)
    done(request, lambda: actions.confirm(conversation, person(request)))
    return to("talk_complaint", pk)


@require_POST
@handles
def put_off(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = _found(request, pk), WhyForm(request.POST)
    if not form.is_valid():
        return _show(request, conversation, why_form=form)
    why = form.cleaned_data["why"]
    done(request, lambda: actions.put_off(conversation, why, person(request)))
    return to("talk_complaint", pk)


@require_POST
@handles
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = _found(request, pk), AgreeForm(request.POST)
    if not form.is_valid():
        return _show(request, conversation, agree_form=form)
    until = form.cleaned_data["until"]
    done(request, lambda: actions.agree(conversation, until, person(request)))
    return to("talk_complaint", pk)


@require_POST
@handles
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    conversation, form = _found(request, pk), SettleForm(request.POST)
    if not form.is_valid():
        return _show(request, conversation, settle_form=form)
    ended, words = form.cleaned_data["ended"], form.cleaned_data["words"]
    done(request, lambda: actions.settle(conversation, ended, words, person(request)))
    return to("talk_complaint", pk)
