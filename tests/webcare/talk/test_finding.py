"""What stands out now: hand-made weeks, and the same numbers by another way."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from inbox.models import Conversation
from routing.models import Department
from tests.factories import AuthorFactory
from tests.webcare.talk.town import NOW, said, usually
from webcare.talk import keeping
from webcare.talk.finding import find
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
