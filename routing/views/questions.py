"""The desk: "Mijn vragen", for officials who come twice a year."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth import get_user_model
from django.db.models import OuterRef, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET, require_POST

from routing import desk
from routing.models import Referral, Remark
from routing.models.referrals import ReferralQuerySet
from routing.views.access import answers, find, number, person
from routing.views.showing import show, standing, to_question

DONE_SHOWN = 20
OPEN_SHOWN = 100  # of a longer list the first; a link shows all


@require_GET
@answers
def questions(request: HttpRequest) -> HttpResponse:
    """The questions of my departments: the open ones by deadline, and what was done lately."""
    whole = "all" in request.GET
    mine = Referral.objects.visible_to(request.user)
    people = ("department", "asked_by", "claimed_by", "concept__by")
    waiting = mine.open().select_related(*people).by_deadline()
    closed = mine.exclude(state=Referral.State.OPEN).select_related("department", "answer__by")
    context = {
        "look_along": waiting.filter(concept__isnull=False).exclude(concept__by=person(request)),
        **_first(waiting.filter(concept=None, waiting_for=""), whole=whole),
        "asked": _asked(request, waiting),
        "done": closed.order_by("-closed_at")[:DONE_SHOWN],
        "number_of_others": Referral.objects.of_others(request.user).count(),
        "whole": whole,
    }
    htmx = getattr(request, "htmx", None)
    part = "#questions" if htmx and htmx.target == "questions" else ""
    return render(request, f"routing/questions.html{part}", context)


def _first(waiting: ReferralQuerySet, *, whole: bool) -> dict[str, Any]:
    number = waiting.count()
    shown = waiting if whole else waiting[:OPEN_SHOWN]
    return {"open": shown, "number_open": number, "more": not whole and number > OPEN_SHOWN}


def _asked(request: HttpRequest, waiting: ReferralQuerySet) -> ReferralQuerySet:
    """What waits for someone else: with what was asked, or for a colleague's look."""
    said = Remark.objects.filter(
        referral=OuterRef("pk"), way__in=[Remark.Way.TO_AGENT, Remark.Way.TO_CITIZEN]
    ).order_by("-at", "-pk")
    elsewhere = waiting.filter(concept=None).exclude(waiting_for="")
    looked_at = waiting.filter(concept__by=person(request))
    return (elsewhere | looked_at).annotate(asked=Subquery(said.values("text")[:1]))


@require_GET
def question(request: HttpRequest, pk: int) -> HttpResponse:
    htmx = getattr(request, "htmx", None)
    if not (htmx and htmx.target == "standing"):
        return show(request, find(request, pk))
    try:
        return standing(request, find(request, pk))
    except Http404:  # someone is reading the page: it says so instead of going silent
        return render(request, "routing/question.html#elsewhere")


@require_POST
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """I am on it; ``instead_of`` is the colleague from whom it is taken over: their primary key,
    or the name of who is on it by a link."""
    referral = find(request, pk)
    given = request.POST.get("instead_of", "")
    before = get_user_model().objects.filter(pk=number(given)).first() or given
    return _do(request, referral, lambda: desk.claim(referral, person(request), instead_of=before))


@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    referral = find(request, pk)
    return _do(request, referral, lambda: desk.release(referral, person(request)))


def _do(request: HttpRequest, referral: Referral, action: Callable[[], object]) -> HttpResponse:
    """An action of one click: what it refuses is said on the page."""
    try:
        action()
    except desk.Refused as refused:
        messages.error(request, str(refused))
    return to_question(referral)
