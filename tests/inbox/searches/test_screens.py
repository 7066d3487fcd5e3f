"""The stream and the saved searches, as colleagues see them."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.base import LISTENING, Use
from connectors.models import Account, Search
from inbox import actions
from inbox.models import Conversation, Find, Listening
from tests.inbox.browsing import load
from tests.inbox.pigeon.post import arrives, conversation, says
from tests.inbox.searches.finding import find, found
from tests.inbox.searches.test_searches import person, plan
from tests.town import Town
from webcare.models import User

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


@pytest.fixture
def lead(client: Client, lena: User) -> Client:
    client.force_login(lena)
    return client


def page(client: Client, name: str = "listening", *args: Any, **query: Any) -> str:
    response = client.get(reverse(name, args=args), query)
    assert response.status_code == 200
    return str(response.content.decode())


def press(client: Client, name: str, *args: Any, **given: Any) -> Any:
    response = client.post(reverse(name, args=args), given)
    assert response.status_code == 303
    return response


# The stream --------------------------------------------------------------------------------------


def test_stream_shows_what_was_found_and_by_what(
    agent: Client, pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, found("1", "Overal <b>afval</b>", permalink="https://duif.example/1"))
    shown = page(agent)
    assert "Overal &lt;b&gt;afval&lt;/b&gt;" in shown
    assert "@noor_voorbeeld" in shown
    assert "Noor<" not in shown
    assert 'href="https://duif.example/1"' in shown
    assert "Afval" in shown


def test_one_press_takes_it_into_the_inbox(
    agent: Client, pigeons: Account, refuse: Search, anouk: User
) -> None:
    arrives(pigeons, found("1"))
    response = press(agent, "take_in", find("1").pk)
    assert response["Location"] == reverse("conversation", args=[conversation("1").pk])
    assert "Anouk de Wit" in page(agent, "conversation", conversation("1").pk)
    press(agent, "take_in", find("1").pk)
    assert Conversation.objects.count() == 1


@pytest.mark.parametrize("name", ["take_in", "dismiss_find", "bring_back_find"])
def test_what_is_gone_is_said_on_the_stream(agent: Client, refuse: Search, name: str) -> None:
    response = press(agent, name, 999_999)
    assert response["Location"] == reverse("listening")
    assert "notice--error" in page(agent)


def test_dismissed_can_be_undone_from_the_same_page(
    agent: Client, pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, found("1"))
    response = press(agent, "dismiss_find", find("1").pk, zoek=refuse.pk)
    assert f"zoek={refuse.pk}" in response["Location"]
    shown = agent.get(response["Location"]).content.decode()
    assert 'data-testid="find"' not in shown
    assert 'data-testid="find-back"' in shown
    press(agent, "bring_back_find", find("1").pk)
    assert 'data-testid="find"' in page(agent)


def test_news_is_told_until_somebody_saw_it(
    agent: Client, pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, found("1"))
    assert 'data-testid="fresh"' in page(agent)
    made = timezone.now().isoformat()
    arrives(pigeons, found("2", "ander afval"))
    press(agent, "look_at_finds", until=made)
    assert 'data-testid="fresh"' in page(agent)
    press(agent, "look_at_finds", until=timezone.now().isoformat())
    assert 'data-testid="fresh"' not in page(agent)


def test_any_moment_to_have_seen_it_is_no_longer_ago_than_finds_are_kept(
    agent: Client, pigeons: Account, refuse: Search
) -> None:
    arrives(pigeons, found("1"))
    press(agent, "look_at_finds", until="0001-01-01T00:00:00+14:00")
    assert 'data-testid="fresh"' in page(agent)


@pytest.mark.parametrize("until", ["", "made up", "2026-01-01", "9999-01-01T00:00:00+00:00"])
def test_any_moment_to_have_seen_it_is_at_most_now(
    agent: Client, pigeons: Account, refuse: Search, until: str
) -> None:
    press(agent, "look_at_finds", until=until)
    arrives(pigeons, found("1"))
    assert 'data-testid="fresh"' in page(agent)


def test_stream_of_one_search(agent: Client, pigeons: Account, refuse: Search) -> None:
    other = Search.objects.create(account=pigeons, name="Wegdek", query="wegdek")
    arrives(pigeons, found("1"), found("2", "Gat in het wegdek", found_by="wegdek"))
    shown = page(agent, zoek=other.pk)
    assert "Gat in het wegdek" in shown
    assert find("1").text not in shown
    for odd in ("x", "99999999999999999999", str(refuse.pk + 999)):
        assert find("1").text in page(agent, zoek=odd, zelfde=odd, weg=odd, na=odd)


def test_who_does_not_work_in_the_inbox_sees_no_stream(
    client: Client, otto: User, bram: User, fatma: User
) -> None:
    for outsider in (otto, bram, fatma):
        client.force_login(outsider)
        assert client.get(reverse("listening")).status_code == 404


def test_stream_asks_as_little_however_much_was_found(
    agent: Client, pigeons: Account, refuse: Search, lena: User
) -> None:
    for number in range(3):
        search = Search.objects.create(account=pigeons, name=f"Z{number}", query=f"z{number}")
        texts = [f"Bericht {number} over {each}" for each in range(15)]
        arrives(
            pigeons,
            *(
                found(f"{number}{each:02}", text, found_by=search.query)
                for each, text in enumerate(texts)
            ),
        )
    arrives(pigeons, says("7", "Vraag"))
    actions.restrain(conversation("7"), "quiet", "Scheldt", 7, lena)
    load(agent, reverse("listening"))
    with CaptureQueriesContext(connection) as asked:
        shown = page(agent)
    assert shown.count('data-testid="find"') == 30
    assert shown.count('data-testid="restrained"') == 30
    assert len(asked) <= MOST_QUERIES


# Saved searches ----------------------------------------------------------------------------------

FIELDS = {"name": "Zwerfvuil", "words": "zwerfvuil", "language": "nl", "every": "15"}


def fill(client: Client, account: Account, button: str = "try", **more: Any) -> Any:
    given = {**FIELDS, "account": account.pk, button: "1", **more}
    return client.post(reverse("make_search"), given)


def proof_in(response: Any) -> str:
    tried = response.context["tried"]
    return str(tried.proof)


def complain(town: Town, text: str) -> None:
    body = {"platform": "x", "author": "boze_buur", "text": text}
    town.simulator.control("POST", "posts", body)


def test_search_is_tried_and_then_saved(lead: Client, town: Town) -> None:
    account = town.accounts["x"]
    complain(town, "Zwerfvuil <i>overal</i> in het park")
    tried = fill(lead, account)
    shown = tried.content.decode()
    assert "Zwerfvuil &lt;i&gt;overal&lt;/i&gt; in het park" in shown
    assert "zwerfvuil lang:nl -is:retweet -from:" in shown
    assert "US$ 0,06" in shown  # four in a month
    assert not Search.objects.exists()
    saved = fill(lead, account, "save", proof=proof_in(tried))
    assert saved.status_code == 303
    search = Search.objects.get()
    assert (search.name, search.every, search.listening) == ("Zwerfvuil", 15, True)
    assert search.wanted["words"] == ["zwerfvuil"]


def test_what_a_trial_costs_at_most_is_said_before(lead: Client, town: Town) -> None:
    assert "US$ 0,26" in page(lead, "make_search")


def test_what_was_not_tried_is_not_saved(lead: Client, town: Town) -> None:
    account = town.accounts["x"]
    tried = fill(lead, account)
    other = fill(lead, account, "save", words="iets anders", proof=proof_in(tried))
    assert (other.status_code, other.context["unsaved"]) == (200, True)
    assert not Search.objects.exists()
    assert (
        fill(lead, account, "save", words="iets anders", proof=proof_in(other)).status_code == 303
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"words": ""}, "woord"),
        ({"words": "url:voorbeeld"}, "url:voorbeeld"),
        ({"one_of": ", ".join(f"straatnaam{n}" for n in range(40)), "words": "x" * 70}, "512"),
        ({"words": ",".join("abcdefghij" * 5)}, "40"),
        ({"hashtag": "twee woorden"}, "hashtag"),
        ({"ends_on": "2020-01-01"}, "toekomst"),
        ({"ends_on": "9999-12-31"}, "drie jaar"),
    ],
)
def test_what_cannot_be_asked_is_said_and_not_tried(
    lead: Client, town: Town, given: dict[str, str], said: str
) -> None:
    response = fill(lead, town.accounts["x"], **given)
    assert response.status_code == 422
    assert said in response.content.decode()
    assert not town.accounts["x"].usage.exists()


def test_person_is_not_even_tried_without_a_reason_and_an_end(lead: Client, town: Town) -> None:
    account = town.accounts["x"]
    refused = fill(lead, account, words="Jan Jansen")
    assert refused.status_code == 422
    assert "“Jan Jansen”" in refused.content.decode()
    assert fill(lead, account, words="Jan Jansen", reason="Bedreiging").status_code == 422
    assert not account.usage.exists()


def test_person_begins_when_a_second_colleague_agrees(
    lead: Client, town: Town, fatma: User
) -> None:
    account = town.accounts["x"]
    soon = str(timezone.localdate() + timedelta(days=7))
    about = {"words": "Jan Jansen", "reason": "Bedreigt de balie", "ends_on": soon}
    looked = fill(lead, account, **about)
    assert "Jan Jansen" in looked.context["plan"].person
    assert looked.context["tried"] is None
    assert fill(lead, account, "save", **about).status_code == 303
    assert not account.usage.exists()  # nobody asked for this person yet
    search = Search.objects.get()
    assert not account.connection().searches
    assert 'data-testid="search-agree"' not in page(lead, "searches")
    press(lead, "agree_to_search", search.pk, mark=search.listening_for.mark)
    assert not account.connection().searches
    lead.force_login(fatma)
    shown = page(lead, "searches")
    assert "Bedreigt de balie" in shown
    assert 'data-testid="search-agree"' in shown
    press(lead, "agree_to_search", search.pk)
    assert not account.connection().searches
    [mark] = re.findall(r'name="mark" value="(\w+)"', shown)
    press(lead, "agree_to_search", search.pk, mark=mark)
    assert account.connection().searches
    assert "Bedreigt de balie" in page(lead, "search", search.pk)


def test_budget_that_is_spent_stops_a_trial_and_is_said(lead: Client, town: Town) -> None:
    account = town.accounts["x"]
    actions.save_search(account, plan(), User.objects.get(username="lena"))
    Account.objects.filter(pk=account.pk).update(search_ceiling=Decimal("0.01"))
    account.connection().meter.note(Use(LISTENING, {"": 20_000}, about="afval"))
    response = fill(lead, account)
    assert response.status_code == 422
    assert "0,01" in response.content.decode() or "0.01" in response.content.decode()
    assert 'data-testid="stopped"' in page(lead)
    shown = page(lead, "searches")
    assert "US$ 0,02" in shown


def test_platform_that_refuses_is_said(lead: Client, town: Town) -> None:
    fault = {"platform": "x", "kind": "503", "times": 9}
    town.simulator.control("POST", "faults", fault)
    assert fill(lead, town.accounts["x"]).status_code == 422


def test_search_is_changed_and_switched(lead: Client, town: Town) -> None:
    account = town.accounts["x"]
    search = actions.save_search(account, plan(), User.objects.get(username="lena"))
    given = {**FIELDS, "account": account.pk, "words": "afval", "language": "", "save": "1"}
    form = {**given, "name": "Vuilnis", "every": "60"}
    tried = lead.post(reverse("search", args=[search.pk]), {**form, "words": "vuil"})
    assert tried.context["unsaved"]
    proof = tried.context["tried"].proof
    saved = lead.post(
        reverse("search", args=[search.pk]), {**form, "words": "vuil", "proof": proof}
    )
    assert saved.status_code == 303
    search.refresh_from_db()
    assert (search.name, search.every) == ("Vuilnis", 60)
    assert said(lead, saved) == [str(_("From now on Webcare listens to this as well."))]
    press(lead, "switch_search_off", search.pk)
    press(lead, "switch_search_on", search.pk)
    assert page(lead, "search", search.pk).count('data-testid="search-event"') == 4


def said(client: Client, response: Any) -> list[str]:
    return [str(each) for each in client.get(response["Location"]).context["messages"]]


def test_what_is_switched_off_is_not_said_to_listen(lead: Client, town: Town) -> None:
    account, lena = town.accounts["x"], User.objects.get(username="lena")
    search = actions.save_search(account, plan(query="zwerfvuil lang:nl -is:retweet"), lena)
    actions.switch_off(search, lena)
    query = fill(lead, account).context["plan"].query
    Search.objects.filter(pk=search.pk).update(query=query)
    form = {**FIELDS, "account": account.pk, "save": "1"}
    saved = lead.post(reverse("search", args=[search.pk]), form)
    assert saved.status_code == 303
    assert not account.connection().searches
    assert said(lead, saved) == [str(_("Saved. It is switched off: nobody listens to it yet."))]


def test_hashtag_on_instagram_is_tried(lead: Client, town: Town) -> None:
    account = town.accounts["instagram"]
    account.features = ["hashtags"]
    account.save()
    body = {"author": "fotograaf_fictie", "text": "Vuurwerk! #kermis"}
    town.simulator.control("POST", "photos", body)
    response = fill(lead, account, words="", hashtag="#Kermis")
    assert "Vuurwerk! #kermis" in response.content.decode()
    assert fill(lead, account, words="afval", hashtag="kermis").status_code == 422


def test_agent_sees_searches_and_changes_none(
    agent: Client, pigeons: Account, refuse: Search
) -> None:
    Listening.objects.create(search=refuse, reason="Klachten zien")
    shown = page(agent, "searches")
    assert "Klachten zien" in shown
    assert 'data-testid="search-off"' not in shown
    assert 'data-testid="search-form"' not in page(agent, "search", refuse.pk)
    for name in ("switch_search_on", "switch_search_off", "agree_to_search", "search"):
        assert agent.post(reverse(name, args=[refuse.pk])).status_code == 404


def test_list_asks_as_little_however_many_there_are(lead: Client, town: Town, fatma: User) -> None:
    account = town.accounts["x"]
    for number in range(8):
        asked = plan(name=f"Zoek {number}", query=f"z{number}")
        actions.save_search(account, asked, fatma)
        account.connection().meter.note(Use(LISTENING, {"": 5_000}, about=asked.query))
    actions.save_search(account, person(), fatma)
    load(lead, reverse("searches"))
    with CaptureQueriesContext(connection) as asked_queries:
        shown = page(lead, "searches")
    assert shown.count('data-testid="search"') == 9
    assert len(asked_queries) <= MOST_QUERIES


def test_without_a_channel_that_listens_the_page_says_so(lead: Client) -> None:
    assert 'data-testid="empty"' in page(lead, "searches")
    assert 'data-testid="search-form"' not in page(lead, "make_search")


def test_whole_way_from_the_platform_to_an_answer(
    agent: Client, town: Town, lena: User, anouk: User
) -> None:
    account = town.accounts["x"]
    actions.save_search(account, plan(query="zwerfvuil -is:retweet"), lena)
    complain(town, "Zwerfvuil in het park, wie ruimt dat op?")
    town.listen("x")
    assert not Conversation.objects.filter(author__handle="boze_buur").exists()
    press(agent, "take_in", Find.objects.get().pk)
    taken = Conversation.objects.get(author__handle="boze_buur")
    shown = page(agent, "conversation", taken.pk)
    assert "Zwerfvuil in het park" in shown
    assert "/intent/" in shown or "composer" in shown
