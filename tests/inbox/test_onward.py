"""The next conversation of the same list opens by itself, for who chose so."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import redis
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from inbox import actions
from inbox import bells as inbox_bells
from inbox.colleagues import presence
from inbox.models import Conversation
from tests.factories import NOON, ConversationFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def three(db: None) -> list[Conversation]:
    """In queue order."""
    return [ConversationFactory(waiting_since=NOON + timedelta(hours=n)) for n in range(3)]


@pytest.fixture
def goes_on(agent: Client, anouk: User) -> Client:
    anouk.opens_next = True
    anouk.save()
    return agent


def closed(client: Client, row: Conversation, query: str = "", **headers: str) -> Any:
    page = f"http://testserver{at('conversation', row)}{query}"
    return client.post(at("close", row), headers={"Referer": page, **headers})


def test_next_one_of_the_list_opens(goes_on: Client, three: list[Conversation]) -> None:
    assert closed(goes_on, three[1])["Location"] == at("conversation", three[2])


def test_after_the_last_the_first_opens(goes_on: Client, three: list[Conversation]) -> None:
    assert closed(goes_on, three[2])["Location"] == at("conversation", three[0])


def test_list_stays_as_narrow_as_it_was(
    goes_on: Client, anouk: User, three: list[Conversation]
) -> None:
    actions.claim(three[2], anouk)
    response = closed(goes_on, three[0], "?assignee=me&tab=note")
    assert response["Location"] == f"{at('conversation', three[2])}?assignee=me"


def test_what_a_colleague_is_on_is_passed_over(
    goes_on: Client, bas: User, three: list[Conversation]
) -> None:
    actions.claim(three[1], bas)
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[2])


def test_end_of_the_list_says_so(goes_on: Client, conversation: Conversation) -> None:
    response = closed(goes_on, conversation)
    assert response["Location"] == "/inbox/"
    assert 'id="conversation-title"' in page_of(goes_on, "/inbox/", "conversation")


def test_who_chose_to_stay_stays(agent: Client, three: list[Conversation]) -> None:
    assert closed(agent, three[0])["Location"] == at("conversation", three[0])


def test_what_is_refused_stays(goes_on: Client, three: list[Conversation]) -> None:
    response = goes_on.post(at("close", three[0]), {"version": 999})
    assert response["Location"] == at("conversation", three[0])


def test_snoozing_and_answering_lead_on(goes_on: Client, three: list[Conversation]) -> None:
    response = goes_on.post(at("snooze", three[0]), {"until": "citizen"})
    assert response["Location"] == at("conversation", three[1])
    page = page_of(goes_on, at("conversation", three[1]))
    form = dict(re.findall(r'name="(key|version)" value="([^"]+)"', page))
    response = goes_on.post(at("reply", three[1]), {"text": "In maart.", **form})
    assert response["Location"] == at("conversation", three[2])


def test_htmx_is_told_the_new_address(goes_on: Client, three: list[Conversation]) -> None:
    here = f"http://testserver{at('conversation', three[0])}"
    headers = {"HX-Request": "true", "HX-Target": "conversation", "HX-Current-URL": here}
    led = goes_on.get(at("conversation", three[1]), headers=headers)
    assert led["HX-Push-Url"] == at("conversation", three[1])
    assert "HX-Push-Url" not in goes_on.get(at("conversation", three[0]), headers=headers)


def test_what_is_refused_keeps_the_address_of_its_page(
    goes_on: Client, three: list[Conversation]
) -> None:
    """The queue looks again at the address; that of a deed answers no look. Who opened another one
    meanwhile comes back to it."""
    here = f"{at('conversation', three[0])}?status=all"
    headers = {"HX-Request": "true", "HX-Target": "conversation"}
    headers["HX-Current-URL"] = f"http://testserver{here}"
    empty = goes_on.post(at("reply", three[0]), {"text": ""}, headers=headers)
    assert empty.status_code == 422
    assert "HX-Push-Url" not in empty
    assert empty["HX-Replace-Url"] == here


def test_press_that_is_refused_shows_its_conversation_and_why(
    goes_on: Client, bas: User, three: list[Conversation]
) -> None:
    """Not by way of another address, so that the page knows it for a refusal."""
    actions.claim(three[0], bas)
    here = f"http://testserver{at('conversation', three[1])}"
    headers = {"HX-Request": "true", "HX-Target": "conversation", "HX-Current-URL": here}
    refused = goes_on.post(at("claim", three[0]), headers=headers)
    assert refused.status_code == 422
    assert refused["HX-Replace-Url"] == at("conversation", three[0])
    assert "Bas" in refused.content.decode().partition('id="messages"')[2].partition("</div>")[0]


# What a colleague has before them ------------------------------------------------------------


@pytest.fixture
def opens(bells: redis.Redis, django_capture_on_commit_callbacks: Any) -> Callable[..., None]:
    """``opens(bas, row)``: a page of his shows it."""

    def pulse(user: User, row: Conversation, **more: Any) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            presence.pulse(user, f"page of {row.pk}", row.pk, **more)

    return pulse


@pytest.mark.parametrize("writing", [False, True])
def test_what_a_colleague_has_open_is_passed_over(
    goes_on: Client, bas: User, three: list[Conversation], opens: Any, writing: bool
) -> None:
    opens(bas, three[1], writing=writing)
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[2])


def test_danger_that_a_colleague_has_open_is_passed_over(
    goes_on: Client, bas: User, three: list[Conversation], opens: Any
) -> None:
    Conversation.objects.filter(pk=three[2].pk).update(danger="gas", urgent=True)
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[2])
    opens(bas, three[2])
    actions.reopen(three[0], bas)
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[1])


def test_where_nothing_else_is_left_it_opens(
    goes_on: Client, bas: User, three: list[Conversation], opens: Any
) -> None:
    for row in three:
        opens(bas, row)
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[1])


def test_own_other_page_keeps_nothing_away(
    goes_on: Client, anouk: User, three: list[Conversation], opens: Any
) -> None:
    opens(anouk, three[1])
    assert closed(goes_on, three[0])["Location"] == at("conversation", three[1])


def test_who_is_here_costs_no_query(
    goes_on: Client, bas: User, three: list[Conversation], opens: Any
) -> None:
    counted = []
    for row in (three[1], three[0]):
        with CaptureQueriesContext(connection) as asked:
            assert closed(goes_on, row)["Location"] == at("conversation", three[2])
        counted.append(len(asked))
        actions.reopen(three[1], bas)
        opens(bas, three[1])
    assert counted[0] == counted[1]


def test_silent_redis_changes_nothing(
    goes_on: Client, three: list[Conversation], settings: Any, tmp_path: Any
) -> None:
    settings.REDIS_URL = f"unix://{tmp_path}/nothing"
    inbox_bells.client.cache_clear()
    try:
        assert closed(goes_on, three[0])["Location"] == at("conversation", three[1])
    finally:
        inbox_bells.client.cache_clear()
