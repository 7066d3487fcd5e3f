"""What stands out now: hand-made weeks, and the same numbers by another way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from inbox.models import Conversation
from routing.models import Department
from tests.factories import AuthorFactory
from tests.webcare.talk.town import NOW, said, usually
from webcare.talk import keeping
from webcare.talk.finding import find, find_season
from webcare.talk.models import Finding
from webcare.talk.reading import known, read

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)


def found(span: str = "dag", **where: object) -> list[str]:
    keeping.rebuild()
    find(NOW + HOUR)
    scope = {"department": None, "neighbourhood": "", **where}
    return [row.term for row in Finding.objects.filter(span=span, **scope)]


def test_a_storm_stands_out() -> None:
    usually()
    storm = said("Omgewaaide boom door de storm", times=9)
    assert found()[0] in {"omgewaaide boom", "storm"}
    first = Finding.objects.filter(span="dag", rank=1, department=None, neighbourhood="").get()
    assert first.heard == 9
    assert first.of == 29  # with 20 as every week
    assert first.expected == 0
    assert set(first.conversations) <= {one.pk for one in storm}
    assert first.conversations[0] == storm[0].pk  # the newest first
    assert first.course == [0] * 12 + [9]
    assert {"boom", "storm"} <= {word for one in (first.term, *first.also) for word in one.split()}


def test_the_usual_does_not() -> None:
    usually()
    assert found() == []
    assert found("week") == []


def test_a_busy_day_of_the_usual_does_not() -> None:
    usually()
    for text in ("De lantaarn doet het niet", "Het zwembad is dicht", "Een paspoort aanvragen"):
        said(text, HOUR, 8)
    for text in ("De stoeptegels liggen los", "Het loket is gesloten"):
        said(text, HOUR, 8)
    assert found() == []


def test_the_same_hours_of_the_week_are_compared() -> None:
    """On other days everybody speaks of the market; on Wednesday nobody does, but today."""
    usually()
    for week in range(1, 9):
        said("De markt is druk", timedelta(weeks=week, days=-2), 5)
    said("De markt is druk", times=7)
    assert found() == ["markt"]


def test_one_citizen_is_no_subject() -> None:
    usually()
    author = AuthorFactory()
    for _number in range(9):
        said("Kabaal bij het gemeentehuis", author=author, account=author.account)
    assert found() == []


def test_nothing_is_unusual_while_nobody_knows_what_is_usual() -> None:
    said("Omgewaaide boom", times=9)
    assert found() == []
    assert "omgewaaide boom" in found("seizoen")


def test_of_a_neighbourhood_and_a_department(openbare_ruimte: Department) -> None:
    usually(neighbourhood="Centrum", department=openbare_ruimte)
    usually(neighbourhood="Zuid")
    said("Kermis te luid", times=15, neighbourhood="Centrum", department=openbare_ruimte)
    assert found(neighbourhood="Centrum")[0] in {"kermis", "kermis luid", "luid"}
    assert found(department=openbare_ruimte)
    assert found(neighbourhood="Zuid") == []
    # Against the other places: in a season too.
    assert set(found("seizoen", neighbourhood="Centrum")) & {"kermis", "kermis luid", "luid"}


def test_as_counted_from_the_messages_themselves() -> None:
    usually(weeks=4, times=2)
    said("Omgewaaide boom door de storm", HOUR, 9)
    said("Kapotte lantaarn", 3 * HOUR, 6)
    assert found()
    pks = list(Conversation.objects.values_list("pk", flat=True))
    rows = read(pks, known()).values()
    day = [row for row in rows if NOW + HOUR - row.at < timedelta(days=1)]
    before = [
        row
        for row in rows
        if (ago := NOW + HOUR - row.at) >= timedelta(weeks=1)
        and ago % timedelta(weeks=1) < timedelta(days=1)
    ]
    now = Counter(term for row in day for term in row.terms)
    then = Counter(term for row in before for term in row.terms)
    for row in Finding.objects.filter(span="dag"):
        assert row.heard == now[row.term]
        assert row.of == len(day)
        assert row.expected == pytest.approx(len(day) * then[row.term] / len(before))


def test_a_season_is_for_the_night_and_a_week_for_the_hour() -> None:
    """So that every ten minutes only the last day is counted, and the day a week ago."""
    usually()
    said("Kermis te luid", 2 * HOUR, 9)
    keeping.rebuild()
    find(NOW + HOUR)
    said("Omgewaaide boom", times=9)
    keeping.rebuild()
    minutes = timedelta(minutes=10)

    def told(span: str) -> set[str]:
        return {word for row in Finding.objects.filter(span=span) for word in row.term.split()}

    find(NOW + HOUR + minutes)
    assert "boom" in told("dag")
    assert "boom" not in told("week") | told("seizoen")
    find(NOW + 2 * HOUR)
    assert "boom" in told("week")
    assert "boom" not in told("seizoen")
    find_season(NOW + 2 * HOUR)
    assert "boom" in told("seizoen")


def test_a_night_that_was_missed_is_made_up_for() -> None:
    said("Kermis te luid", times=9)
    keeping.rebuild()
    find(NOW + HOUR)
    at = NOW + timedelta(days=2)
    find(at)
    assert Finding.objects.filter(span="seizoen", at=at).exists()


@pytest.mark.parametrize("times", [6, 40])
def test_the_database_counts(times: int, django_assert_max_num_queries: Any) -> None:
    """However much was said, only what stands out is read."""
    usually(weeks=2, times=times)
    said("Omgewaaide boom door de storm", times=9)
    keeping.rebuild()
    find(NOW + HOUR)
    rows: list[int] = []

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        found = execute(sql, params, many, context)
        rows.append(context["cursor"].rowcount if "talk_heard" in sql else 0)
        return found

    with django_assert_max_num_queries(20), connection.execute_wrapper(count):
        find(NOW + HOUR + timedelta(minutes=1))
    assert sum(rows) < 400
