"""Texts of which colleagues say different things, when there are many of them."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from routing.learning import disagreeing
from routing.learning.disagreeing import SAID, SHOWN, disagreements
from routing.models import Department, Example
from tests.routing.school import four_departments

pytestmark = pytest.mark.django_db


@pytest.fixture
def departments() -> dict[str, Department]:
    return four_departments()


def _said(text: str, *said: tuple[Department, str]) -> None:
    for department, kind in said:
        Example.objects.create(text=text, department=department, kind=kind, origin="correction")


@pytest.mark.parametrize(
    "typed", ["de  BLÁDKORF is vol", " De bladkorf\nis vol ", "De bladkorf is ｖol"]
)
def test_the_same_text_typed_otherwise_is_the_same(
    departments: dict[str, Department], typed: str
) -> None:
    _said("De bladkorf is vol", (departments["burgerzaken"], ""))
    _said(typed, (departments["afval-reiniging"], ""))
    (found,) = disagreements().shown
    assert found.text == typed
    assert [row.department.slug for row in found.said] == ["burgerzaken", "afval-reiniging"]


def test_kinds_differ_only_where_both_are_known(departments: dict[str, Department]) -> None:
    here = departments["burgerzaken"]
    _said("Daar ben ik het mee eens", (here, ""), (here, "klacht"))
    _said("Wat een gedoe is dit", (here, "klacht"), (here, "vraag"))
    assert [each.text for each in disagreements().shown] == ["Wat een gedoe is dit"]


def test_what_a_file_says_is_no_colleague(departments: dict[str, Department]) -> None:
    _said("De bladkorf is vol", (departments["burgerzaken"], ""))
    Example.objects.create(
        text="De bladkorf is vol", department=departments["afval-reiniging"], origin="file"
    )
    assert disagreements().number == 0


def test_of_many_the_newest_are_shown_and_the_others_counted(
    departments: dict[str, Department],
) -> None:
    one, other = departments["burgerzaken"], departments["afval-reiniging"]
    for number in range(SHOWN + 2):
        _said(f"Bericht nummer {number}", (one, ""), (other, ""))
    found = disagreements()
    assert (len(found.shown), found.number, found.more) == (SHOWN, SHOWN + 2, 2)
    assert found.shown[0].text == f"Bericht nummer {SHOWN + 1}"


def test_of_one_text_the_last_that_was_said_is_shown(departments: dict[str, Department]) -> None:
    one, other = departments["burgerzaken"], departments["afval-reiniging"]
    _said("Ja hoor", *[(one, "")] * SAID, (other, ""))
    (found,) = disagreements().shown
    assert len(found.said) == SAID
    assert found.said[-1].department == other


def test_only_the_newest_corrections_are_compared(
    departments: dict[str, Department], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disagreeing, "LOOKED_AT", 3)
    one, other = departments["burgerzaken"], departments["afval-reiniging"]
    _said("Lang geleden", (one, ""), (other, ""))
    _said("Pas nog", (one, ""), (other, ""))
    assert [each.text for each in disagreements().shown] == ["Pas nog"]


def test_texts_that_are_not_shown_stay_in_the_database(departments: dict[str, Department]) -> None:
    for number in range(50):
        _said(f"Hier zijn we het eens {number}", (departments["burgerzaken"], ""))
    with CaptureQueriesContext(connection) as asked:
        assert disagreements().number == 0
    selected = '"text", "routing_example"'
    assert not [query for query in asked.captured_queries if selected in query["sql"]]
