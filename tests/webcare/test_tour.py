"""The tour: offered to who is new, practised on what is made up, and leaving nothing behind."""

from __future__ import annotations

import re
from html import unescape
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from inbox.models import Conversation, Event, Message, Note
from tests.factories import ConversationFactory
from tests.inbox.browsing import load
from webcare.models import User
from webcare.tour.steps import AGENT, LEAD, OFFICIAL, TOURS, Tour

pytestmark = pytest.mark.django_db

OFFER = 'data-testid="tour-offer"'
SKIP = "/rondleiding/overslaan/"
QUOTED = re.compile(r"“(.+?)”")


def new(user: User) -> User:
    User.objects.filter(pk=user.pk).update(tour_over=False)
    return user


def at(tour: Tour, number: int) -> str:
    return reverse("tour_step", args=(tour.slug, number))


def page(client: Client, address: str) -> str:
    return unescape(client.get(address).content.decode())


def practise(client: Client, tour: Tour, number: int, **typed: str) -> Any:
    deed = tour.steps[number - 1].slug
    return client.post(reverse("tour_do", args=(tour.slug, number, deed)), typed)


def test_who_worked_here_before_there_was_a_tour_is_not_offered_it(anouk: User, bas: User) -> None:
    """The migration; ``bas`` never signed in."""
    User.objects.update(tour_over=False, last_login=None)
    User.objects.filter(pk=anouk.pk).update(last_login=timezone.now())
    migration = next(Path("webcare/migrations").glob("*_tour_over.py"))
    over = import_module(f"webcare.migrations.{migration.stem}").over
    with connection.schema_editor() as editor:
        over(apps, editor)
    assert dict(User.objects.values_list("username", "tour_over")) == {"anouk": True, "bas": False}


def test_who_is_new_is_offered_the_tour_until_skipped(as_user: Any, anouk: User) -> None:
    client = as_user(new(anouk))
    assert OFFER in page(client, "/inbox/")
    assert client.post(SKIP).status_code == 303
    assert OFFER not in page(client, "/inbox/")
    assert "/rondleiding/" in page(client, "/inbox/"), "the menu offers it again"


def test_offer_costs_the_queue_no_query(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)

    def cost() -> int:
        load(client, "/inbox/")
        with CaptureQueriesContext(connection) as asked:
            client.get("/inbox/")
        return len(asked)

    without = cost()
    new(anouk)
    assert cost() == without


@pytest.mark.parametrize("who", ["otto", "fatma", "chris"])
def test_nothing_is_offered_to_whose_work_has_no_tour(
    as_user: Any, who: str, request: pytest.FixtureRequest
) -> None:
    client = as_user(new(request.getfixturevalue(who)))
    assert OFFER not in page(client, "/voorkeuren/")


def test_each_sees_the_tours_of_their_own_work(
    as_user: Any, anouk: User, bram: User, lena: User
) -> None:
    shown = {
        user.username: as_user(user).get("/rondleiding/").context["tours"]
        for user in (anouk, bram, lena)
    }
    assert shown == {"anouk": [AGENT], "bram": [OFFICIAL], "lena": [AGENT, LEAD]}


def test_taken_to_its_end_it_is_offered_no_more(as_user: Any, anouk: User) -> None:
    client = as_user(new(anouk))
    ended = practise(client, AGENT, len(AGENT.steps))
    assert ended.url == "/rondleiding/webcare/klaar/"
    assert OFFER not in page(client, ended.url)
    assert User.objects.get(pk=anouk.pk).tour_over


def test_steps_follow_each_other_and_tell_how_far(as_user: Any, anouk: User) -> None:
    client, address = as_user(anouk), at(AGENT, 1)
    for number, step in enumerate(AGENT.steps, 1):
        assert address
        shown = client.get(address)
        assert (shown.context["step"], shown.context["number"]) == (step, number)
        assert f'value="{number}" max="8"' in shown.content.decode()
        address = shown.context["after"]
    assert not address, "the last one is ended, not skipped"


def test_whole_practice_touches_no_conversation(as_user: Any, anouk: User) -> None:
    real = ConversationFactory()
    before = [model.objects.count() for model in (Conversation, Message, Note, Event)]
    client = as_user(anouk)
    for number in range(2, len(AGENT.steps) + 1):
        typed = {"text": "Wij komen snoeien", "note-text": "Uitgezocht"}
        assert practise(client, AGENT, number, **typed).status_code == 303
    assert [model.objects.count() for model in (Conversation, Message, Note, Event)] == before
    assert Conversation.objects.get(pk=real.pk).version == real.version


def test_own_words_come_back_and_are_gone_at_the_end(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    answered = practise(client, AGENT, 4, text="<b>Wij komen in week 48</b>")
    shown = client.get(answered.url).content.decode()
    assert "&lt;b&gt;Wij komen in week 48&lt;/b&gt;" in shown
    practise(client, AGENT, len(AGENT.steps))
    assert "Wij komen in week 48" not in page(client, at(AGENT, 5))


def test_empty_answer_says_so_and_stays(as_user: Any, anouk: User) -> None:
    refused = practise(as_user(anouk), AGENT, 4, text="  ")
    assert refused.status_code == 422
    assert 'role="alert"' in refused.content.decode()


def test_what_belongs_to_another_step_stays_where_one_is(as_user: Any, anouk: User) -> None:
    answer = as_user(anouk).post(
        reverse("tour_do", args=("webcare", 4, "note")), {"note-text": "x"}
    )
    assert (answer.status_code, answer.url) == (303, at(AGENT, 4))


@pytest.mark.parametrize("number", [0, 9, 999])
def test_there_is_no_such_step(as_user: Any, anouk: User, number: int) -> None:
    assert as_user(anouk).get(f"/rondleiding/webcare/{number}/").status_code == 404


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize("tour", TOURS, ids=lambda tour: tour.slug)
def test_what_is_to_be_pressed_stands_on_the_screen(
    as_user: Any, lena: User, bram: User, tour: Tour, language: str
) -> None:
    user = bram if tour is OFFICIAL else lena
    User.objects.filter(pk=user.pk).update(language=language)
    client = as_user(user)
    for number, step in enumerate(tour.steps, 1):
        with translation.override(language):
            named = [*QUOTED.findall(str(step.press))]
        screen = page(client, at(tour, number)).partition("tour-screen")[2]
        rail = page(client, at(tour, number)).partition('id="main"')[0]
        assert all(name in screen or name in rail for name in named), (step.slug, named)


def test_buttons_of_the_practice_are_those_of_the_inbox(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    real = page(client, f"/inbox/{ConversationFactory().pk}/")
    with translation.override("nl"):
        named = {name for step in AGENT.steps[2:7] for name in QUOTED.findall(str(step.press))}
    assert {name for name in named if name not in real} == set()
