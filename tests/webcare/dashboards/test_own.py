"""One's own figures: nobody sees those of a person but they themselves and their lead."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import NOON, ConversationFactory, person
from tests.inbox.browsing import load, page_of
from tests.webcare.dashboards.test_period import number
from tests.webcare.figures.making import answered, case
from webcare.figures.models import Case
from webcare.models import Team, User

pytestmark = pytest.mark.django_db
OWN = "/cijfers/ik/"


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


def in_teams(**teams: User) -> None:
    for name, one in teams.items():
        team, _ = Team.objects.get_or_create(name=name.rstrip("_"))
        User.objects.filter(pk=one.pk).update(team=team)


def test_it_counts_what_they_answered_first_and_nothing_else(
    client: Client, anouk: User, bas: User
) -> None:
    answered(10, by=anouk), answered(30, by=anouk), answered(500, by=bas), case()
    client.force_login(anouk)
    page = page_of(client, OWN, period="week")
    assert number(page, "answered") == "2"
    assert number(page, "first_p90") == "30 min"
    assert "Bas" not in page


def test_the_conversations_behind_it_are_theirs(client: Client, anouk: User, bas: User) -> None:
    for one in (anouk, bas):
        row = ConversationFactory()
        Case.objects.filter(pk=answered(10, by=one).pk).update(conversation=row.pk)
    client.force_login(anouk)
    page = page_of(client, OWN, period="week")
    [address] = re.findall(r'href="([^"]+)" aria-describedby="measure-answered"', page)
    behind = page_of(client, unescape(address))
    assert behind.count('data-testid="behind"') == 1
    assert "Jijzelf" in behind


@pytest.mark.parametrize("page", [OWN, "/cijfers/achter/?measure=answered"])
def test_an_agent_sees_those_of_nobody_else(
    client: Client, anouk: User, bas: User, page: str
) -> None:
    client.force_login(anouk)
    for said in (str(bas.pk), "0", "x", "²", "9" * 30):
        assert client.get(page, {"person": said, "measure": "answered"}).status_code == 404


@pytest.mark.parametrize("page", [OWN, "/cijfers/achter/"])
def test_a_lead_sees_those_of_their_team_and_of_no_other(
    client: Client, lena: User, anouk: User, bas: User, page: str
) -> None:
    in_teams(dag=lena, dag_=anouk, nacht=bas)
    client.force_login(lena)
    statuses = [
        client.get(page, {"person": str(one.pk), "measure": "answered"}).status_code
        for one in (anouk, bas)
    ]
    assert statuses == [200, 404]


@pytest.mark.parametrize("teams", [{}, {"dag": ("lena", "lars")}])
def test_leads_do_not_see_each_other(
    client: Client, lena: User, anouk: User, teams: dict[str, tuple[str, ...]]
) -> None:
    lars = person("lars", "Lars", "Bos", "Team lead")
    if teams:
        in_teams(dag=lena, dag_=lars)
    answered(10, by=lars)
    client.force_login(lena)
    assert client.get(OWN, {"person": str(lars.pk)}).status_code == 404
    page = page_of(client, OWN, period="week")
    assert "Lars" not in page
    assert "Alleen jij ziet deze pagina" in page


def test_a_lead_without_a_team_leads_nobody_where_there_are_teams(
    client: Client, lena: User, anouk: User, bas: User
) -> None:
    in_teams(dag=bas)
    client.force_login(lena)
    assert client.get(OWN, {"person": str(anouk.pk)}).status_code == 404
    assert client.get(OWN).status_code == 200


def test_no_filter_narrows_what_has_no_filters(client: Client, anouk: User) -> None:
    """Whoever comes from a page with filters would read half of theirs for all."""
    answered(10, by=anouk, kind="klacht"), answered(10, by=anouk)
    client.force_login(anouk)
    page = page_of(client, OWN, period="week", kind="klacht", team="none")
    assert number(page, "answered") == "2"


def test_a_lead_chooses_from_names_in_the_order_of_the_alphabet(
    client: Client, lena: User, bas: User, anouk: User
) -> None:
    """And reads no number beside them."""
    answered(10, by=bas), answered(10, by=bas)
    client.force_login(lena)
    page = page_of(client, OWN, period="week", person=anouk.pk)
    [choices] = re.findall(r'<select[^>]*id="person".*?</select>', page, re.DOTALL)
    assert re.findall(r">([^<]+)</option>", choices) == [
        "Anouk de Wit",
        "Bas Visser",
        "Lena Mulder",
    ]
    assert "Cijfers van Anouk de Wit" in page


@pytest.mark.parametrize("name", ["fatma", "otto", "bram"])
def test_who_does_not_work_here_has_none_and_sees_none(
    client: Client, request: pytest.FixtureRequest, anouk: User, name: str
) -> None:
    client.force_login(request.getfixturevalue(name))
    for said in ("", str(anouk.pk)):
        assert client.get(OWN, {"person": said}).status_code == 404
    behind = client.get("/cijfers/achter/", {"person": str(anouk.pk), "measure": "answered"})
    assert behind.status_code == 404


def test_a_period_cannot_be_narrowed_to_a_person(client: Client, fatma: User, anouk: User) -> None:
    answered(10, by=anouk), case()
    client.force_login(fatma)
    page = page_of(client, "/cijfers/periode/", period="week", person=anouk.pk)
    assert number(page, "received") == "2"


def test_it_costs_as_much_for_many_as_for_few(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    costs = []
    for many in (2, 40):
        for _ in range(many):
            answered(10, by=anouk)
        load(client, OWN)
        with CaptureQueriesContext(connection) as cost:
            page_of(client, OWN)
        costs.append(len(cost))
    assert costs[0] == costs[1] <= 12
