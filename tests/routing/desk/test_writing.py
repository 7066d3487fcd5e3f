"""What an official does besides answering: ask first, give back, and use canned answers."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from routing.models import Answer, Department, Referral, Remark
from tests.factories import DepartmentFactory
from tests.routing.desk.pages import at, offers, shown, written
from webcare.models import User

pytestmark = pytest.mark.django_db


# Asking first ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("whom", "way"), [("agent", Remark.Way.TO_AGENT), ("citizen", Remark.Way.TO_CITIZEN)]
)
def test_official_asks_something_first(
    official: Client, asked: Referral, bram: User, whom: str, way: str
) -> None:
    response = official.post(at("ask", asked), {"ask-text": "Welke straat?", "whom": whom})
    assert (response.status_code, response.headers["Location"]) == (303, at("question", asked))
    said = Remark.objects.get()
    assert (said.way, said.text, said.by) == (way, "Welke straat?", bram)


def test_empty_question_is_refused_where_it_stands(official: Client, asked: Referral) -> None:
    response = official.post(at("ask", asked), {"ask-text": " ", "whom": "agent"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Write first what you want to know" in page
    assert re.search(r'<details class="not-ours" open>\s*<summary data-testid="ask-open"', page)


# Not for us --------------------------------------------------------------------------------------


def test_question_is_handed_back_with_whose_it_is(
    official: Client, asked: Referral, afval: Department
) -> None:
    given = {"reason": "Dit gaat over bladafval.", "suggestion": str(afval.pk)}
    assert official.post(at("hand_back", asked), given).status_code == 303
    answer = Answer.objects.get()
    assert (answer.text, answer.suggestion) == ("Dit gaat over bladafval.", afval)
    assert f"it is for {afval.name}".replace("&", "&amp;") in shown(official, asked)


def test_only_departments_that_work_can_be_named(
    official: Client, asked: Referral, afval: Department
) -> None:
    gone = DepartmentFactory(active=False)
    options = re.findall(r'<option value="(\d+)"', shown(official, asked))
    assert options == [str(afval.pk)]
    given = {"reason": "Nee.", "suggestion": str(gone.pk)}
    response = official.post(at("hand_back", asked), given)
    assert response.status_code == 422
    assert "Nee." in written(response.content.decode())


# Canned answers ----------------------------------------------------------------------------------


def test_department_without_canned_answers_sees_none(official: Client, asked: Referral) -> None:
    assert not offers(shown(official, asked), "canned", "canned-use")


def test_canned_answer_comes_behind_what_was_written(
    official: Client, asked: Referral, bram: User
) -> None:
    canned = asked.department.canned.create(title="Snoeien", text="Wij snoeien in de winter.")
    given = {"text": "Dag Noor,", "canned": str(canned.pk)}
    response = official.post(at("canned_answer", asked), given)
    assert response.status_code == 200
    assert "Dag Noor,\n\nWij snoeien in de winter." in written(response.content.decode())
    assert Referral.objects.get().state == Referral.State.OPEN


@pytest.mark.parametrize("chosen", ["", "999999", "x", "theirs"])
def test_no_canned_answer_leaves_the_text_as_it_was(
    official: Client, asked: Referral, afval: Department, chosen: str
) -> None:
    if chosen == "theirs":
        chosen = str(afval.canned.create(title="Afval", text="Geheim.").pk)
    given = {"text": "Dag Noor,", "canned": chosen}
    page = official.post(at("canned_answer", asked), given).content.decode()
    assert "Dag Noor," in written(page)
    assert "Geheim." not in page
