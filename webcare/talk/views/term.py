"""The conversations behind one term, and its course."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from inbox.models import Conversation, Message
from inbox.views.access import reads
from webcare.talk.models import Heard
from webcare.talk.paging import page as paged
from webcare.talk.showing import address_of
from webcare.talk.views.asked import Choices, asked

WEEKS = 26
LONGEST = 80  # characters of a term


@require_GET
@reads
def page(request: HttpRequest) -> HttpResponse:
    said = request.GET.get("woord", "").strip().casefold()[:LONGEST]
    if not said or "\x00" in said:
        raise Http404
    choices = asked(request)
    visible = Conversation.objects.visible_to(request.user)
    heard = Heard.objects.filter(terms__contains=[said], conversation__in=visible)
    if choices.place.department:
        heard = heard.filter(conversation__department=choices.place.department)
    elif choices.place.neighbourhood:
        heard = heard.filter(conversation__neighbourhood=choices.place.neighbourhood)
    since = timezone.now() - timedelta(weeks=WEEKS)
    lately = heard.filter(at__gte=since)
    weeks = lately.order_by().annotate(week=TruncWeek("at")).values("week")
    counted = list(weeks.annotate(number=Count("conversation", distinct=True)).order_by("week"))
    rows, place = _page(heard, request.GET.get("na", ""))
    context = {
        "tab": "talk",
        "said": said,
        "choices": choices,
        "here": choices.place,
        "weeks": counted,
        "number": sum(week["number"] for week in counted),
        "most": max((week["number"] for week in counted), default=0),
        "rows": rows,
        "more": f"{_address(said, choices)}&na={place}" if place else "",
        "span": WEEKS,
    }
    return render(request, "talk/term.html", context)


def _address(said: str, choices: Choices) -> str:
    return address_of(said, choices.place)


def _page(heard: QuerySet[Heard], place: str) -> tuple[list[Heard], str]:
    """Newest first, each with ``words``: what the citizen wrote; and where the next page begins."""
    with_whom = ("conversation__account", "conversation__author", "conversation__department")
    rows, following = paged(heard.select_related(*with_whom), place, "at")
    _with_words(rows)
    return rows, following


def _with_words(rows: list[Heard]) -> None:
    """Of that day, the first words that are there."""
    texts = Message.objects.filter(
        conversation__in=[row.conversation_id for row in rows], incoming=True, deleted_at=None
    ).exclude(text="")
    by_day: dict[tuple[int, object], str] = {}
    for pk, at, text in texts.order_by("created_at", "pk").values_list(
        "conversation", "created_at", "text"
    ):
        by_day.setdefault((pk, timezone.localdate(at)), text)
    for row in rows:
        row.words = by_day.get((row.conversation_id, row.day), "")  # type: ignore[attr-defined]
