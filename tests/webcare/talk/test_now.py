"""The page of what stands out, and the conversations behind a term."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox.models import Conversation, Message
from routing.models import Department, Kind, Place
from tests.webcare.talk.town import NOW, said, usually
from webcare.models import User
from webcare.talk import keeping
from webcare.talk.asking import ask
from webcare.talk.finding import find
from webcare.talk.models import Heard, Question
from webcare.talk.paging import PAGE_SIZE

pytestmark = pytest.mark.django_db

MOST_QUERIES = 12


def work_out() -> None:
    keeping.rebuild()
    find(NOW + timedelta(hours=1))


def test_a_topic_with_examples_and_what_is_behind_it(as_user: Any, anouk: User) -> None:
    usually()
    storm = said("Er ligt een omgewaaide boom op straat", times=9)
    work_out()
    client = as_user(anouk)
    page = client.get("/onderwerpen/").content.decode()
    assert "omgewaaide boom" in page
    assert "Er ligt een omgewaaide boom op straat" in page
    assert f"/inbox/{storm[0].pk}/" in page
    behind = client.get("/onderwerpen/woord/?woord=omgewaaide+boom").content.decode()
    assert all(f"/inbox/{one.pk}/" in behind for one in storm)


def test_calm_and_empty(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    assert b'data-testid="empty"' in client.get("/onderwerpen/").content
    usually()
    work_out()
    page = client.get("/onderwerpen/").content
    assert b'data-testid="calm"' in page
    assert b"lantaarn" in page  # what is spoken of most


def test_what_the_citizen_took_back_is_no_example(as_user: Any, anouk: User) -> None:
    usually()
    said("Er ligt een omgewaaide boom op straat", times=9)
    work_out()
    Message.objects.filter(text__contains="omgewaaide").update(text="", deleted_at=NOW)
    assert "op straat" not in as_user(anouk).get("/onderwerpen/").content.decode()


def test_who_looks_along_reads_no_names(as_user: Any, otto: User) -> None:
    usually()
    storm = said("Omgewaaide boom, groet Tinus Kwakkelstein", times=9)
    storm[0].author.name = "Tinus Kwakkelstein"
    storm[0].author.save()
    work_out()
    client = as_user(otto)
    behind = client.get("/onderwerpen/woord/?woord=omgewaaide+boom").content.decode()
    assert f"/inbox/{storm[0].pk}/" in behind
    assert "Kwakkelstein" not in behind


TABS = (
    "/onderwerpen/",
    "/onderwerpen/?venster=week",
    "/onderwerpen/woord/?woord=boom",
    "/onderwerpen/vragen/",
    "/onderwerpen/vragen/{question}/",
    "/onderwerpen/ideeen/",
    "/onderwerpen/complimenten/",
    "/onderwerpen/complimenten/muur/",
    "/onderwerpen/toon/",
    "/onderwerpen/kaart/",
    "/onderwerpen/kaart/gesprekken/?wijk=Centrum",
    "/onderwerpen/klachten/",
    "/onderwerpen/klachten/{complaint}/",
)
# Where the page cuts a text, a name may be cut in half: then it is not known for one any more.
NAMED = "Omgewaaide boom, groet Tinus Kwakkelstein"
CUT = "Omgewaaide boom " + "op de weg " * 19 + "van Tinus Kwakkelstein uit de straat"


@pytest.mark.parametrize("text", [NAMED, CUT])
def test_who_looks_along_reads_no_names_on_any_tab(as_user: Any, otto: User, text: str) -> None:
    usually()
    storm = said(text, times=9, kind="vraag", neighbourhood="Centrum")
    kinds = (Kind.IDEA, Kind.COMPLIMENT, Kind.COMPLAINT)
    several = [*storm, *(said(text, kind=kind)[0] for kind in kinds)]
    for one in several:
        one.author.name = "Tinus Kwakkelstein"
        one.author.save()
    work_out()
    ask(NOW + timedelta(hours=1))
    question = Question.objects.get()
    client, seen = as_user(otto), 0
    for tab in TABS:
        page = client.get(tab.format(question=question.pk, complaint=several[-1].pk))
        assert page.status_code == 200
        words = page.content.decode()
        assert "Kwakkel" not in words
        assert "Tinus" not in words
        seen += "Omgewaaide boom" in words
    assert seen >= 8


@pytest.mark.parametrize(
    "query", ["", "?venster=week", "?wijk=Centrum", "?afdeling=openbare-ruimte"]
)
def test_as_cheap_for_many(
    as_user: Any, anouk: User, openbare_ruimte: Department, query: str
) -> None:
    Place.objects.create(neighbourhood="Centrum")
    usually(times=2, neighbourhood="Centrum", department=openbare_ruimte)
    for text in ("Omgewaaide boom", "Kermis te luid", "Datalek bij de sportclub"):
        said(text, times=8, neighbourhood="Centrum", department=openbare_ruimte)
    work_out()
    assert _queries(as_user(anouk), f"/onderwerpen/{query}") <= MOST_QUERIES
    assert (
        _queries(as_user(anouk), f"/onderwerpen/woord/{query or '?'}&woord=kermis") <= MOST_QUERIES
    )


def _queries(client: Client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_pages_of_a_term(as_user: Any, anouk: User) -> None:
    made = said("Omgewaaide boom", times=PAGE_SIZE + 3)
    Heard.objects.update()
    work_out()
    Heard.objects.update(at=NOW)  # all at the same moment
    client = as_user(anouk)
    seen: list[int] = []
    address = "/onderwerpen/woord/?woord=boom"
    while address:
        context = client.get(address).context
        seen += [row.conversation_id for row in context["rows"]]
        address = context["more"]
    assert sorted(seen) == sorted(one.pk for one in made)


@pytest.mark.parametrize(
    "query",
    ["", "?woord=", "?woord=%00", "?woord=boom&na=x", "?woord=boom&na=2026-99-01T00:00:00Z_1"],
)
def test_what_is_not_there(as_user: Any, anouk: User, query: str) -> None:
    assert as_user(anouk).get(f"/onderwerpen/woord/{query}").status_code == 404


def test_hostile_words_stay_words(as_user: Any, anouk: User) -> None:
    usually()
    said("<script>alert(1)</script> omgewaaide boom {{ settings }}", times=9)
    work_out()
    client = as_user(anouk)
    for address in ("/onderwerpen/", "/onderwerpen/woord/?woord=boom"):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
    nothing = client.get("/onderwerpen/woord/?woord=<script>x</script>&wijk=<b>")
    assert "<script>x" not in nothing.content.decode()
    assert 'data-testid="empty"' in nothing.content.decode()


def test_a_place_that_is_not_on_the_list_is_not_everything(
    as_user: Any, anouk: User, openbare_ruimte: Department
) -> None:
    usually()
    said("Omgewaaide boom", times=9)
    work_out()
    client = as_user(anouk)
    page = client.get("/onderwerpen/?wijk=Nergens")
    assert page.context["here"].name == "Nergens"
    assert not page.context["standing"]
    assert b'data-testid="calm"' in page.content  # it was looked at
    for gone in ("?afdeling=nergens", "?wijk=%00"):
        assert client.get(f"/onderwerpen/{gone}").status_code == 404
    Department.objects.filter(pk=openbare_ruimte.pk).update(active=False)
    of = client.get(f"/onderwerpen/?afdeling={openbare_ruimte.slug}")
    assert of.context["here"].department == openbare_ruimte


def test_the_course_of_a_term(as_user: Any, anouk: User) -> None:
    said("Omgewaaide boom", times=3)
    said("Omgewaaide boom", timedelta(weeks=2), 5)
    said("Omgewaaide boom", timedelta(weeks=40), 2)
    work_out()
    client = as_user(anouk)
    page = client.get("/onderwerpen/woord/?woord=boom")
    course = page.context["course"]
    assert page.context["number"] == 8
    assert [value for value in course.series[0].values if value] == [5, 3]
    assert course.series[0].values[-3:] == (5, 0, 3)
    assert len(course.categories) == 26
    assert "<svg" in page.content.decode()
    assert "<table" in page.content.decode()
    assert len(page.context["rows"]) == 10
    behind = client.get(course.series[0].links[-3])
    assert len(behind.context["rows"]) == 5
    assert b'data-testid="week"' in behind.content
    for odd in ("2026-11-17", "9999-12-31", "x"):  # no Monday of these
        shown = client.get(f"/onderwerpen/woord/?woord=boom&week={odd}")
        assert len(shown.context["rows"]) == 10


@pytest.mark.parametrize(
    "what", [{"hidden": True}, {"text": "Klootzakken, een omgewaaide boom!"}, {"danger": "threat"}]
)
def test_not_everything_is_an_example(as_user: Any, anouk: User, what: dict[str, Any]) -> None:
    usually()
    storm = said("Omgewaaide boom op straat", times=9)
    work_out()
    client = as_user(anouk)
    assert client.get("/onderwerpen/").context["standing"][0].examples
    pks = [one.pk for one in storm]
    if "danger" in what:
        Conversation.objects.filter(pk__in=pks).update(**what)
    else:
        Message.objects.filter(conversation__in=pks).update(**what)
    assert not client.get("/onderwerpen/").context["standing"][0].examples
