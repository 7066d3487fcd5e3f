"""The conversations behind one term, and its course."""

from __future__ import annotations

from datetime import date, timedelta

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncWeek
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from inbox.models import Conversation, Message
from inbox.views.access import reads
from webcare.charts import Lines, Moment, Series, Step, Unit
from webcare.talk.models import Heard
from webcare.talk.paging import page as paged
from webcare.talk.showing import address_of
from webcare.talk.views.asked import Choices, asked

WEEKS = 26
WEEK = timedelta(weeks=1)
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
    mondays, numbers, whole = _weeks(heard)
    asked_for = request.GET.get("week", "")
    week = next((monday for monday in mondays if monday.isoformat() == asked_for), None)
    chosen = heard.filter(day__gte=week, day__lt=week + WEEK) if week else heard
    rows, place = _page(chosen, request.GET.get("na", ""))
    here = _address(said, choices)
    context = {
        "tab": "talk",
        "said": said,
        "choices": choices,
        "here": choices.place,
        "course": _course(mondays, numbers, here) if whole else None,
        "number": whole,
        "week": week,
        "address": here,
        "rows": rows,
        "more": f"{here}{f'&week={week}' if week else ''}&na={place}" if place else "",
    }
    return render(request, "talk/term.html", context)


def _weeks(heard: QuerySet[Heard]) -> tuple[list[date], list[int], int]:
    """The Mondays of the last half year, in how many conversations it was said in each of those
    weeks, and in how many in all. Two queries."""
    today = timezone.localdate()
    newest = today - timedelta(days=today.weekday())
    mondays = [newest - ago * WEEK for ago in reversed(range(WEEKS))]
    lately = heard.filter(day__gte=mondays[0]).order_by()
    weeks = lately.annotate(week=TruncWeek("day")).values("week")
    counted = {
        row["week"]: row["number"]
        for row in weeks.annotate(number=Count("conversation", distinct=True))
    }
    whole = lately.aggregate(number=Count("conversation", distinct=True))["number"]
    return mondays, [counted.get(monday, 0) for monday in mondays], whole


def _course(mondays: list[date], numbers: list[int], here: str) -> Lines:
    busiest = max(range(len(numbers)), key=lambda at: (numbers[at], at))
    told = {"number": numbers[busiest], "day": date_format(mondays[busiest], "MONTH_DAY_FORMAT")}
    title = ngettext(
        "Most in the week of %(day)s: %(number)d conversation",
        "Most in the week of %(day)s: %(number)d conversations",
        numbers[busiest],
    )
    return Lines(
        name="course",
        title=title % told,
        unit=Unit.NUMBER,
        categories=tuple(Moment(monday, Step.WEEK) for monday in mondays),
        series=(
            Series(
                _("Conversations"),
                tuple(float(number) for number in numbers),
                tuple(
                    f"{here}&week={monday}" if number else ""
                    for monday, number in zip(mondays, numbers, strict=True)
                ),
            ),
        ),
        about=_("Counted by week: conversations in which somebody said it. This week is not over."),
    )


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
