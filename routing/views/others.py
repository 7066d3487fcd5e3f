"""Questions of other departments that nobody claimed: who knows the answer takes them up."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from routing import desk
from routing.forms.answers import TakeUpForm
from routing.models import Department, Referral
from routing.searching import about
from routing.views.access import answers, person
from routing.views.showing import GONE, messages_of, to_question

SHOWN = 50  # of more, searching helps better than reading on


@require_GET
@answers
def others(request: HttpRequest) -> HttpResponse:
    """``q``: words that stand in the question or in what the citizen wrote."""
    words = request.GET.get("q", "").strip()
    free = Referral.objects.of_others(request.user).select_related("department").by_deadline()
    rows = list(about(free, words)[: SHOWN + 1])
    context = {"questions": rows[:SHOWN], "more": len(rows) > SHOWN, "words": words}
    htmx = getattr(request, "htmx", None)
    part = "#found" if htmx and htmx.target == "found" else ""
    return render(request, f"routing/others.html{part}", context)


@require_GET
@answers
def other(request: HttpRequest, pk: int) -> HttpResponse:
    """One of them: the question and what the citizen wrote, and nothing else."""
    referral = _find(request, pk)
    if referral is None:
        return _taken(request)
    return _show(request, referral, TakeUpForm(_mine(request)))


@require_POST
@answers
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """I know this: it becomes a question of one of my departments, and I am on it."""
    referral = _find(request, pk)
    if referral is None:
        return _taken(request)
    form = TakeUpForm(_mine(request), request.POST)
    if not form.is_valid():
        return _show(request, referral, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        desk.take_up(referral, form.cleaned_data["department"], person(request))
    except desk.Refused as refusal:
        return _taken(request, str(refusal))
    messages.success(request, _("This question is yours now."))
    return to_question(referral)


def _mine(request: HttpRequest) -> QuerySet[Department]:
    return Department.objects.of(request.user).filter(active=True)


def _find(request: HttpRequest, pk: int) -> Referral | None:
    free = Referral.objects.of_others(request.user)
    return free.select_related("department", "asked_by").filter(pk=pk).first()


def _show(
    request: HttpRequest, referral: Referral, form: TakeUpForm, *, status: int = 200
) -> HttpResponse:
    context = {
        "referral": referral,
        "messages_shown": messages_of(referral),
        "form": form,
        "mine": list(_mine(request)),
    }
    return render(request, "routing/other.html", context, status=status)


def _taken(request: HttpRequest, why: str = "") -> HttpResponse:
    """Not, or no longer, free to take up; the same of a question that never was."""
    return render(request, "routing/taken.html", {"why": why}, status=GONE)
