"""How people sound: never a bare number, and nothing of a few."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from routing.models import Department, Trained
from tests.webcare.talk.town import said
from webcare.models import User
from webcare.talk.feeling import LEAST, feeling, interval, mistakes, widened

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("number", "of", "least", "most"),
    [
        # Wilson's own interval, worked out by hand with 1.96.
        (5, 10, 0.2366, 0.7634),
        (0, 10, 0.0, 0.2775),
        (10, 10, 0.7225, 1.0),
        (30, 100, 0.2189, 0.3958),
    ],
)
def test_the_interval_by_hand(number: int, of: int, least: float, most: float) -> None:
    assert interval(number, of) == pytest.approx((least, most), abs=0.0001)


@given(st.integers(1, 5000), st.floats(0, 1))
def test_the_share_lies_in_it_and_more_makes_it_narrower(of: int, part: float) -> None:
    number = round(of * part)
    least, most = interval(number, of)
    assert 0 <= least <= number / of + 1e-9
    assert number / of - 1e-9 <= most <= 1
    wider = interval(number, of)
    narrower = interval(number * 10, of * 10)
    assert narrower[1] - narrower[0] <= wider[1] - wider[0]


CONFUSION = {
    "negatief": {"negatief": 80, "neutraal": 20},
    "neutraal": {"negatief": 20, "neutraal": 60},
    "positief": {"positief": 10, "neutraal": 20},
}


def test_what_the_machine_gets_wrong_makes_it_wider() -> None:
    wrong = mistakes({"sentiment": {"accuracy": 0.7, "confusion": CONFUSION}})
    assert wrong
    assert wrong["negatief"] == {"negatief": 0.8, "neutraal": 0.2}
    counts = {"negatief": 50, "neutraal": 50}
    # Of the 50 that it calls negative 10 are none; of the 50 that it calls neutral 10 are.
    assert widened("negatief", counts, wrong) == (interval(40, 100)[0], interval(60, 100)[1])
    # It never calls anything positive; a fifth of what it calls neutral is.
    assert widened("positief", counts, wrong) == (0.0, interval(10, 100)[1])
    assert widened("positief", counts, {}) == interval(0, 100)
    [sad, *_others] = feeling("Iedereen", counts, wrong).shares
    assert (sad.percent, sad.least, sad.most) == (50, 31, 69)


def test_nothing_measured_widens_nothing() -> None:
    assert mistakes({}) is None
    assert mistakes({"sentiment": {"accuracy": 0.7}}) is None


def test_of_a_few_nothing_is_told() -> None:
    assert feeling("Iedereen", {"negatief": LEAST - 1}).shares == ()
    told = feeling("Iedereen", {"negatief": LEAST})
    assert [share.percent for share in told.shares] == [100, 0, 0]
    assert told.shares[0].least < 100


def test_the_page(as_user: Any, anouk: User, openbare_ruimte: Department) -> None:
    said("Wat een ellende", times=40, sentiment="negatief", department=openbare_ruimte)
    said("Wat fijn", times=20, sentiment="positief")
    said("Geen idee", times=9)
    client: Client = as_user(anouk)
    page = client.get("/onderwerpen/toon/")
    whole, department = page.context["rows"]
    assert [share.percent for share in whole.shares] == [67, 0, 33]
    assert (whole.of, department.of) == (60, 40)
    assert page.context["measured"] is None
    Trained.objects.create(
        number=1, model=b"", examples=9, active=True, report={"sentiment": {"accuracy": 0.714}}
    )
    with CaptureQueriesContext(connection) as asked:
        assert client.get("/onderwerpen/toon/").context["measured"] == 71
    assert len(asked) <= 12


def test_empty(as_user: Any, anouk: User) -> None:
    assert b'data-testid="empty"' in as_user(anouk).get("/onderwerpen/toon/").content
