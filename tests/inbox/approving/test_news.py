"""Who hears of an answer that is to be checked, and of what became of it."""

from __future__ import annotations

import pytest
from django.test import Client

from inbox import actions, noticing, settled
from inbox.models import Conversation
from tests.inbox.approving.conftest import TEXT
from webcare.models import User

pytestmark = pytest.mark.django_db

WANTS = {"notifications": True, "duty": "on", "notify_mine": True, "notify_check": True}


def about(user: User, after: int) -> str:
    news = noticing.since(User.objects.get(pk=user.pk), after, settled.newest())
    return news.about if news else ""


@pytest.fixture(autouse=True)
def _all_want_to_hear(iris: User, anouk: User, otto: User) -> None:
    User.objects.update(**WANTS)


def test_who_can_approve_hears_of_it(
    conversation: Conversation, iris: User, anouk: User, otto: User
) -> None:
    actions.reply(conversation, TEXT, iris)
    assert [about(one, 0) for one in (anouk, iris, otto)] == ["check", "", ""]


def test_who_did_not_choose_so_hears_nothing(
    conversation: Conversation, iris: User, anouk: User
) -> None:
    User.objects.update(notify_check=False)
    actions.reply(conversation, TEXT, iris)
    assert about(anouk, 0) == ""


def test_once_it_is_done_nobody_hears_of_it(
    conversation: Conversation, iris: User, anouk: User, lena: User
) -> None:
    User.objects.update(**WANTS)
    actions.approve(actions.reply(conversation, TEXT, iris), anouk)
    assert about(lena, 0) == ""


@pytest.mark.parametrize("good", [True, False])
def test_writer_hears_what_became_of_it(
    conversation: Conversation, iris: User, anouk: User, good: bool
) -> None:
    made = actions.reply(conversation, TEXT, iris)
    before = settled.newest()
    if good:
        actions.approve(made, anouk)
    else:
        actions.send_back(made, anouk, "Welke straat?")
    assert about(iris, before) == "mine"


def test_choice_is_offered_to_who_can_approve(
    client: Client, iris: User, anouk: User, otto: User
) -> None:
    offered = []
    for user in (anouk, iris, otto):
        client.force_login(user)
        offered.append("notify_check" in client.get("/voorkeuren/").content.decode())
    assert offered == [True, False, False]
