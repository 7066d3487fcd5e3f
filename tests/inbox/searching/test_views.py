"""Queues with a name."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from inbox import actions
from inbox.actions.viewing import MOST_VIEWS
from inbox.models import BeginsWith, SavedView
from inbox.refusals import Refused
from inbox.workflow import Status
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox.browsing import page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db
LIST = reverse("views")


def _beside(client: Client, address: str = "http://testserver/inbox/") -> dict[str, str]:
    """The views beside the queue, with their numbers, as the page at this address asks for them."""
    headers = {"HX-Request": "true", "HX-Target": "views", "HX-Current-URL": address}
    page = client.get(LIST, headers=headers).content.decode()
    pattern = r'views__name" dir="auto">([^<]*)</span><span class="views__number">(\d+)<'
    return dict(re.findall(pattern, page))


def _keep(client: Client, query: str, name: str = "Klachten", **said: str) -> Any:
    return client.post(reverse("keep_view"), {"query": query, "name": name, **said})


def test_queue_is_kept_with_all_that_was_asked_for(agent: Client, anouk: User) -> None:
    wanted = ConversationFactory(kind="klacht", message__text="De lantaarn is stuk")
    ConversationFactory(kind="klacht")
    kept = _keep(agent, "kind=klacht&q=lantaarn&after=x&filters=1")
    assert kept.status_code == 303
    view = SavedView.objects.get()
    assert (view.owner, view.name) == (anouk, "Klachten")
    assert view.query == "kind=klacht&q=lantaarn&status=all"
    assert rows_of(page_of(agent, kept.url)) == [wanted.pk]


def test_views_are_counted_beside_the_queue(agent: Client, anouk: User) -> None:
    for kind in ("klacht", "klacht", "vraag"):
        ConversationFactory(kind=kind, message__text="De lantaarn is stuk")
    ConversationFactory(kind="klacht", status=Status.CLOSED)
    actions.keep_view("Klachten", "kind=klacht&status=open", anouk)
    actions.keep_view("Lantaarns", "q=lantaarn&status=all", anouk)
    actions.keep_view("Ideeën", "kind=idee&status=open", anouk)
    assert _beside(agent) == {"Klachten": "2", "Lantaarns": "3", "Ideeën": "0"}


def test_many_views_cost_no_more_than_a_few(
    agent: Client, anouk: User, django_assert_max_num_queries: Any
) -> None:
    actions.keep_view("1", "kind=klacht", anouk)
    _beside(agent)
    with django_assert_max_num_queries(20) as few:
        _beside(agent)
    for number in range(2, 12):
        actions.keep_view(str(number), "kind=vraag&q=lantaarn", anouk)
    with django_assert_max_num_queries(len(few.captured_queries)):
        assert len(_beside(agent)) == 11


def test_view_that_is_shown_is_marked(agent: Client, anouk: User) -> None:
    actions.keep_view("Klachten", "kind=klacht&status=open", anouk)
    actions.keep_view("Vragen", "kind=vraag&status=open", anouk)
    page = html.unescape(page_of(agent, "/inbox/", kind="vraag"))
    [current] = re.findall(r'href="([^"]*)" aria-current="true" data-testid="view"', page)
    assert current == "/inbox/?kind=vraag&status=open"


def test_view_that_names_what_is_gone_says_so(agent: Client, anouk: User) -> None:
    department = DepartmentFactory()
    actions.keep_view("Groen", f"department={department.pk}&status=open", anouk)
    actions.keep_view("Zoekt", "q=afdeling:ruimtevaart&status=all", anouk)
    department.active = False
    department.save()
    page = page_of(agent, LIST)
    assert "bestaat niet meer: vakafdeling." in page
    assert "Er is geen vakafdeling “ruimtevaart”." in page


def test_somebody_begins_with_a_view(agent: Client, anouk: User) -> None:
    view = actions.keep_view("Klachten", "kind=klacht&status=open", anouk)
    agent.post(reverse("begin_with_view", args=[view.pk]))
    assert agent.get("/inbox/").headers["Location"] == "/inbox/?kind=klacht&status=open"
    assert agent.get("/inbox/?status=open").status_code == 200
    agent.post(reverse("begin_with_view", args=[view.pk]), {"stop": "1"})
    assert agent.get("/inbox/").status_code == 200


def test_view_is_changed_and_thrown_away(agent: Client, anouk: User) -> None:
    view = actions.keep_view("Klachten", "kind=klacht", anouk)
    actions.begin_with(view, anouk)
    agent.post(reverse("change_view", args=[view.pk]), {"name": "Klachten!", "order": "7"})
    view.refresh_from_db()
    assert (view.name, view.order) == ("Klachten!", 7)
    agent.post(reverse("drop_view", args=[view.pk]))
    assert not SavedView.objects.exists()
    assert not BeginsWith.objects.exists()


def test_views_stand_in_their_order(agent: Client, anouk: User) -> None:
    for name, order in (("A", 30), ("B", 10), ("C", 20)):
        actions.change_view(actions.keep_view(name, "kind=klacht", anouk), name, order, anouk)
    assert [*_beside(agent)] == ["B", "C", "A"]


# Whose -------------------------------------------------------------------------------------------


def test_own_views_are_ones_own(agent: Client, bas: User) -> None:
    view = actions.keep_view("Van Bas", "kind=klacht", bas)
    assert _beside(agent) == {}
    assert agent.post(reverse("drop_view", args=[view.pk])).status_code == 404
    assert SavedView.objects.filter(pk=view.pk).exists()


def test_lead_makes_views_for_everybody(as_user: Any, lena: User, anouk: User) -> None:
    _keep(as_user(lena), "kind=klacht", shared="on")
    assert SavedView.objects.get().shared
    assert _beside(as_user(anouk)) == {"Klachten": "0"}


def test_agent_does_not(agent: Client, anouk: User, lena: User) -> None:
    _keep(agent, "kind=klacht", shared="on")
    assert not SavedView.objects.exists()
    shared = actions.keep_view("Klachten", "kind=klacht", lena, shared=True)
    with pytest.raises(Refused):
        actions.drop_view(shared, anouk)
    with pytest.raises(Refused):
        actions.change_view(shared, "Anders", 1, anouk)
    page = page_of(agent, LIST)
    assert "Begin hiermee" in page
    assert 'data-testid="drop-view"' not in page


@pytest.mark.parametrize("name", ["", "   ", "x" * 41])
def test_view_without_a_fitting_name_is_refused(anouk: User, name: str) -> None:
    with pytest.raises(Refused):
        actions.keep_view(name, "kind=klacht", anouk)


def test_two_views_of_one_name_are_refused(anouk: User, bas: User, lena: User) -> None:
    for by, shared in ((anouk, False), (bas, False), (lena, True)):
        actions.keep_view("Klachten", "kind=klacht", by, shared=shared)
        with pytest.raises(Refused):
            actions.keep_view(" Klachten ", "kind=vraag", by, shared=shared)


def test_enough_is_enough(anouk: User) -> None:
    SavedView.objects.bulk_create(
        SavedView(name=str(number), query="kind=klacht", owner=anouk)
        for number in range(MOST_VIEWS)
    )
    with pytest.raises(Refused):
        actions.keep_view("Nog een", "kind=klacht", anouk)


@pytest.mark.parametrize("query", ["%00=%00", "status=x&kind=y", "q=%00", "", "&&=;", "lead=2"])
def test_no_query_breaks_the_list(agent: Client, anouk: User, query: str) -> None:
    SavedView.objects.create(name="Vreemd", query=query, owner=anouk)
    assert agent.get(LIST).status_code == 200
    assert agent.get(f"/inbox/?{query}").status_code == 200
