"""The conversations behind one term, and its course."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Count
from django.db.models.functions import TruncWeek
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_GET

from inbox.models import Conversation, Message
from inbox.views.access import number, reads
from webcare.talk.models import Heard
from webcare.talk.showing import address_of
from webcare.talk.views.asked import Choices, asked

WEEKS = 26
PAGE_SIZE = 30
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


def _page(heard: object, place: str) -> tuple[list[Heard], str]:
    """Newest first, each with ``words``: what the citizen wrote; and where the next page begins."""
    rows = heard.select_related("conversation__account", "conversation__author")  # type: ignore[attr-defined]
    rows = rows.select_related("conversation__department").order_by("-at", "-pk")
    if place:
        at, pk = _parsed(place)
        rows = rows.filter(at__lte=at).exclude(at=at, pk__gte=pk)
    found = list(rows[: PAGE_SIZE + 1])
    _with_words(found[:PAGE_SIZE])
    last = found[PAGE_SIZE - 1] if len(found) > PAGE_SIZE else None
    return found[:PAGE_SIZE], f"{last.at:%Y-%m-%dT%H:%M:%S.%f}Z_{last.pk}" if last else ""


def _parsed(place: str) -> tuple[datetime, int]:
    said, _under, pk = place.partition("_")
    try:
        at = parse_datetime(said)
    except ValueError:
        at = None
    if at is None or timezone.is_naive(at) or not number(pk):
        raise Http404
    return at, number(pk)


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
