"""The desk: "Mijn vragen", for officials who come twice a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from routing import desk
from routing.forms.answers import AnswerForm, HandBackForm
from routing.models import Answer, Referral

if TYPE_CHECKING:
    from webcare.models import User

DONE_SHOWN = 20
UNPROCESSABLE = 422


@require_GET
@permission_required("routing.answer_referral", raise_exception=True)
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of my departments: the open ones, and what was answered lately."""
    mine = Referral.objects.visible_to(request.user).select_related("department", "asked_by")
    context = {
        "open": mine.open(),
        "done": mine.exclude(state=Referral.State.OPEN).order_by("-closed_at")[:DONE_SHOWN],
    }
    htmx = getattr(request, "htmx", None)
    part = "#questions" if htmx and htmx.target == "questions" else ""
    return render(request, f"routing/questions.html{part}", context)


@require_GET
def question(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _find(request, pk))


@require_POST
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    form = AnswerForm(request.POST)
    done = _("Thank you. The webcare team places your answer.")
    return _close(request, pk, form, "text", desk.answer, done)


@require_POST
def hand_back(request: HttpRequest, pk: int) -> HttpResponse:
    form = HandBackForm(request.POST)
    done = _("Given back. The webcare team looks for the right department.")
    return _close(request, pk, form, "reason", desk.hand_back, done)


def _close(
    request: HttpRequest,
    pk: int,
    form: Form,
    field: str,
    action: Callable[[Referral, str, User], Answer],
    done: str,
) -> HttpResponse:
    referral = _find(request, pk)
    if form.is_valid() and request.user.is_authenticated:
        try:
            action(referral, form.cleaned_data[field], request.user)
        except desk.AlreadyClosed as closed:
            form.add_error(field, str(closed))
        else:
            messages.success(request, done)
            response = redirect("questions")
            response.status_code = 303
            return response
    name = "answer_form" if field == "text" else "hand_back_form"
    return _show(request, referral, status=UNPROCESSABLE, **{name: form})


def _find(request: HttpRequest, pk: int) -> Referral:
    mine = Referral.objects.visible_to(request.user)
    return get_object_or_404(mine.select_related("department", "asked_by", "answer__by"), pk=pk)


def _show(
    request: HttpRequest, referral: Referral, *, status: int = 200, **forms: Any
) -> HttpResponse:
    context = {
        "referral": referral,
        "messages_shown": [
            {**message, "at": parse_datetime(message["at"])}
            for message in referral.snapshot.get("messages", [])
        ],
        "answer_form": AnswerForm(),
        "hand_back_form": HandBackForm(),
    }
    return render(request, "routing/question.html", context | forms, status=status)
