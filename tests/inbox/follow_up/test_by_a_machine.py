"""The question goes by itself: no window for people, no colleague who approves, no answer of its
own."""

from __future__ import annotations

import pytest
import time_machine
from django.utils import timezone

from connectors.models import Account
from inbox import actions, outbox
from inbox.follow_up import asking
from inbox.models import Conversation, FollowUp, FollowUpText, Outbound
from inbox.promises.history import stories
from inbox.workflow import Sending
from tests.factories import ConversationFactory
from tests.inbox.follow_up.conftest import stands
from tests.inbox.pigeon.connector import Loft
from tests.inbox.promised import again, at, place
from webcare.models import User

pytestmark = pytest.mark.django_db


def ask(words: str) -> None:
    with time_machine.travel(at(words), tick=False):
        asking.ask()


def asked() -> Outbound:
    return Outbound.objects.get(follow_up__isnull=False)


@pytest.mark.parametrize("features", [[], ["human_agent"]])
def test_window_for_people_is_not_for_the_question(
    planned: FollowUp, conversation: Conversation, features: list[str]
) -> None:
    Account.objects.filter(pk=conversation.account_id).update(kind="facebook", features=features)
    Conversation.objects.filter(pk=conversation.pk).update(private=True)
    conversation.messages.filter(incoming=False).update(way="dm")
    ask("vr 10:00")  # 45 hours after the citizen wrote
    planned.refresh_from_db()
    assert (planned.state, planned.why) == ("returned", "way")
    assert planned.detail
    assert not Outbound.objects.filter(follow_up__isnull=False).exists()


def test_question_that_leaves_late_does_not_go_as_a_person_either(
    pigeons: Account, loft: Loft, anouk: User
) -> None:
    pigeons.features = ["patient"]
    pigeons.save()
    FollowUpText.objects.create(language="nl", text="Opgelost?", by=anouk)
    row = ConversationFactory(account=pigeons, private=True, thread_id="900")
    with time_machine.travel(at("wo 14:00"), tick=False):
        row.messages.update(created_at=timezone.now())
        actions.reply(row, "Dinsdag.", anouk)
        stands()
        actions.ask_after(row, 1, anouk)
    ask("do 13:55")  # five minutes before the day is over
    for words, state in (("do 14:05", Sending.FAILED), ("do 14:10", Sending.FAILED)):
        with time_machine.travel(at(words), tick=False):
            outbox.deliver(asked().pk)
            assert asked().state == state
            actions.retry(asked(), anouk)
    assert loft.placed == []


def newcomer(row: Conversation, by: User) -> None:
    by.checked_since = at("vr 09:00")
    by.save()


def rule(row: Conversation, by: User) -> None:
    Conversation.objects.filter(pk=row.pk).update(four_eyes=True)


@pytest.mark.parametrize("checked", [newcomer, rule])
def test_agreed_words_need_nobody_who_approves_them(
    planned: FollowUp, conversation: Conversation, anouk: User, checked: object
) -> None:
    assert callable(checked)
    checked(conversation, anouk)
    ask("vr 10:00")
    assert (asked().state, asked().asked) == (Sending.QUEUED, "")
    Outbound.objects.filter(pk=asked().pk).update(state=Sending.FAILED)
    actions.retry(asked(), anouk)
    assert asked().state == Sending.QUEUED
    assert again(conversation).status == "answered"


def test_it_does_not_count_as_an_answer(planned: FollowUp, conversation: Conversation) -> None:
    before = stories([conversation])[conversation.pk].replies
    ask("vr 10:00")
    place(asked())
    assert asked().state == Sending.SENT
    assert len(before) == 1
    assert stories([again(conversation)])[conversation.pk].replies == before
