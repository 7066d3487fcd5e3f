"""What colleagues see of an answer that is to be checked, and the page where it is asked for."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.utils import timezone

from inbox import actions
from inbox.models import Conversation, Draft, Outbound
from inbox.workflow import Sending
from tests.factories import ConversationFactory, MessageFactory, RuleFactory
from tests.inbox.approving.conftest import TEXT
from tests.inbox.browsing import at, page_of, rows_of
from webcare.models import User

pytestmark = pytest.mark.django_db

BUTTONS = ('data-testid="approve"', 'data-testid="send-back"', 'data-testid="take-back"')


def address(outbound: Outbound, what: str) -> str:
    return f"/inbox/{outbound.conversation_id}/answers/{outbound.pk}/{what}/"


def answer(client: Client, conversation: Conversation, text: str) -> int:
    given = {"text": text, "key": uuid.uuid4()}
    return client.post(at("reply", conversation), given).status_code


def state(outbound: Outbound) -> str:
    outbound.refresh_from_db()
    return outbound.state


@pytest.mark.parametrize(
    ("who", "shown"),
    [
        ("anouk", (True, True, False)),
        ("lena", (True, True, False)),
        ("iris", (False, False, True)),
        ("otto", (False, False, False)),
    ],
)
def test_each_sees_what_they_can_do(
    waiting: Outbound,
    who: str,
    shown: tuple[bool, ...],
    as_user: Any,
    request: pytest.FixtureRequest,
) -> None:
    page = page_of(as_user(request.getfixturevalue(who)), at("conversation", waiting.conversation))
    assert tuple(button in page for button in BUTTONS) == shown
    assert 'data-state="to_check"' in page
    assert 'data-testid="row-to-check"' in page


def test_who_is_checked_is_told_so_at_the_button(
    conversation: Conversation, iris: User, as_user: Any
) -> None:
    page = page_of(as_user(iris), at("conversation", conversation))
    assert 'data-testid="check-first"' in page
    assert "Ter controle" in page


def test_where_a_rule_asks_everybody_is_told(
    conversation: Conversation, anouk: User, as_user: Any
) -> None:
    assert 'data-testid="check-first"' not in page_of(
        as_user(anouk), at("conversation", conversation)
    )
    Conversation.objects.update(four_eyes="Bestuur")
    page = page_of(as_user(anouk), at("conversation", conversation))
    assert 'data-testid="check-first"' in page
    assert "Bestuur" in page


def test_written_checked_sent_back_and_sent_without_a_script(
    conversation: Conversation, iris: User, anouk: User, client: Any
) -> None:
    client.force_login(iris)
    assert answer(client, conversation, TEXT) == 303
    made = Outbound.objects.get()
    assert made.state == Sending.TO_CHECK
    client.force_login(anouk)
    assert TEXT in page_of(client, address(made, "send-back"))
    empty = client.post(address(made, "send-back"), {"why": " "})
    assert empty.status_code == 422
    assert client.post(address(made, "send-back"), {"why": "Welke straat?"}).status_code == 303
    client.force_login(iris)
    page = page_of(client, at("conversation", conversation))
    assert "Welke straat?" in page
    assert TEXT in Draft.objects.get(user=iris).text
    answer(client, conversation, "In de Dorpsstraat.")
    second = Outbound.objects.get(message__text="In de Dorpsstraat.")
    client.post(address(second, "take-back"))
    assert state(second) == Sending.DROPPED
    answer(client, conversation, "In de Dorpsstraat, dinsdag.")
    third = Outbound.objects.get(state=Sending.TO_CHECK)
    client.force_login(anouk)
    version = Conversation.objects.get().version
    assert client.post(address(third, "approve"), {"version": version}).status_code == 303
    assert state(third) == Sending.QUEUED
    assert 'data-testid="approved-by"' in page_of(client, at("conversation", conversation))


def test_what_was_said_meanwhile_is_shown_before_the_next_press(
    waiting: Outbound, conversation: Conversation, anouk: User, as_user: Any
) -> None:
    client = as_user(anouk)
    MessageFactory(conversation=conversation, text="En de Kerkstraat?")
    told = client.post(address(waiting, "approve"), {"version": 1}, follow=True)
    page = told.content.decode()
    assert state(waiting) == Sending.TO_CHECK
    assert "intussen" in page
    assert 'data-testid="check-newer"' in page
    shown = Conversation.objects.get().version
    client.post(address(waiting, "approve"), {"version": shown})
    assert state(waiting) == Sending.QUEUED


def test_answer_of_another_conversation_is_not_found(
    waiting: Outbound, anouk: User, as_user: Any
) -> None:
    other = ConversationFactory()
    found = as_user(anouk).post(f"/inbox/{other.pk}/answers/{waiting.pk}/approve/")
    assert found.status_code == 404


@pytest.mark.parametrize("who", ["otto", "bram", "chris", "fatma"])
@pytest.mark.parametrize("what", ["approve", "take-back", "send-back"])
def test_who_answers_nobody_finds_nothing_there(
    waiting: Outbound, who: str, what: str, as_user: Any, request: pytest.FixtureRequest
) -> None:
    client = as_user(request.getfixturevalue(who))
    assert client.post(address(waiting, what), {"why": "Zomaar."}).status_code == 404
    assert state(waiting) == Sending.TO_CHECK


@pytest.mark.parametrize("query", ["q=is:controleren", "q=is:to-check", "check=to_check"])
def test_queue_narrows_to_what_is_to_be_checked(
    waiting: Outbound, anouk: User, as_user: Any, query: str
) -> None:
    ConversationFactory()
    assert rows_of(page_of(as_user(anouk), f"/inbox/?{query}")) == [waiting.conversation_id]


def test_number_beside_the_queue(waiting: Outbound, anouk: User, iris: User, as_user: Any) -> None:
    client = as_user(anouk)
    assert "check=to_check" in page_of(client, "/inbox/weergaven/", "views")
    actions.take_back(waiting, iris)
    assert "check=to_check" not in page_of(client, "/inbox/weergaven/", "views")


def test_facet_counts_them(waiting: Outbound, anouk: User, as_user: Any) -> None:
    assert 'value="to_check"' in page_of(as_user(anouk), "/inbox/?filters=1")


# Whose answers are checked ------------------------------------------------------------------------


def is_checked(user: User) -> bool:
    return User.objects.get(pk=user.pk).needs_approval


def test_lead_has_somebody_checked_and_trusts_them(
    lena: User, anouk: User, bas: User, as_user: Any
) -> None:
    client = as_user(lena)
    assert client.post("/vier-ogen/collega/", {"who": bas.pk}).status_code == 303
    assert is_checked(bas)
    page = page_of(client, "/vier-ogen/")
    assert f"/vier-ogen/collega/{bas.pk}/los/" in page
    assert client.post(f"/vier-ogen/collega/{bas.pk}/los/").status_code == 303
    assert not is_checked(bas)
    assert LogEntry.objects.filter(user=lena, object_id=str(bas.pk)).count() == 2


def test_nobody_trusts_themselves(lena: User, anouk: User, as_user: Any) -> None:
    User.objects.filter(pk=lena.pk).update(checked_since=timezone.now())
    as_user(lena).post(f"/vier-ogen/collega/{lena.pk}/los/")
    assert is_checked(lena)


def test_somebody_is_left_to_approve(anouk: User, fatma: User, as_user: Any) -> None:
    as_user(fatma).post("/vier-ogen/collega/", {"who": anouk.pk})
    assert not is_checked(anouk)


def test_page_says_when_nobody_is_left_to_approve(
    iris: User, anouk: User, bas: User, fatma: User, as_user: Any
) -> None:
    """``fatma`` sees the page and answers nobody."""
    RuleFactory(name="Bestuur", words="burgemeester", four_eyes=True)
    client = as_user(fatma)
    nobody, one = 'data-testid="nobody-approves"', 'data-testid="one-approves"'
    page = page_of(client, "/vier-ogen/")
    assert (nobody in page, one in page) == (False, False)
    bas.groups.clear()
    page = page_of(client, "/vier-ogen/")
    assert (nobody in page, one in page) == (False, True)
    User.objects.filter(pk=anouk.pk).update(is_active=False)
    page = page_of(client, "/vier-ogen/")
    assert (nobody in page, one in page) == (True, False)


def test_page_does_not_warn_where_nothing_is_checked(fatma: User, as_user: Any) -> None:
    assert 'data-testid="nobody-approves"' not in page_of(as_user(fatma), "/vier-ogen/")


@pytest.mark.parametrize("who", ["nobody", "0", ""])
def test_who_is_not_there_is_not_checked(lena: User, as_user: Any, who: str) -> None:
    assert as_user(lena).post("/vier-ogen/collega/", {"who": who}).status_code == 422


def test_rules_that_ask_for_it_are_listed(lena: User, as_user: Any) -> None:
    RuleFactory(name="Bestuur", words="burgemeester", four_eyes=True)
    RuleFactory(name="Afval", words="container")
    page = page_of(as_user(lena), "/vier-ogen/")
    assert "Bestuur" in page
    assert "Afval" not in page
