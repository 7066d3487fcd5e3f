"""The answer is not there yet, or another came in its place: nothing ends silently, and no row
holds up the others."""

from __future__ import annotations

from typing import Any

import pytest
import time_machine
from django.utils import timezone

from connectors.models import Account
from inbox import actions
from inbox.follow_up import asking
from inbox.models import Conversation, FollowUp, Outbound
from inbox.standing import settle
from inbox.workflow import Sending, Status
from tests.factories import ConversationFactory
from tests.inbox.follow_up.conftest import stands
from tests.inbox.promised import again, at
from webcare.models import User

pytestmark = pytest.mark.django_db


def moment(words: str, weeks: int = 0) -> Any:
    return time_machine.travel(at(words, weeks), tick=False)


def ask(words: str, weeks: int = 0) -> None:
    with moment(words, weeks):
        asking.ask()


def outcome(row: FollowUp) -> tuple[str, str]:
    row.refresh_from_db()
    return row.state, row.why


def becomes(outbound: Outbound, state: Sending) -> None:
    Outbound.objects.filter(pk=outbound.pk).update(state=state)
    settle(again(outbound.conversation))


@pytest.fixture
def to_check(conversation: Conversation, anouk: User) -> FollowUp:
    """Written on Wednesday with a question after two days; a colleague has to approve it."""
    anouk.checked_since = at("wo 09:00")
    anouk.save()
    with moment("wo 14:00"):
        actions.reply(conversation, "Dinsdag.", anouk)
        return actions.ask_after(conversation, 2, anouk)


def test_answer_that_was_dropped_is_not_asked_after(
    planned: FollowUp, conversation: Conversation, anouk: User
) -> None:
    second = actions.reply(conversation, "Of woensdag.", anouk)
    actions.drop(second, anouk)
    assert actions.ask_after(conversation, 3, anouk).answer == planned.answer


def test_it_waits_for_who_checks_the_answer_and_counts_from_then(
    to_check: FollowUp, bas: User
) -> None:
    ask("vr 10:00")
    assert outcome(to_check) == ("waiting", "")
    with moment("vr 11:00"):
        actions.approve(Outbound.objects.get(), bas)
        stands()
    for words, weeks in (("vr 12:00", 0), ("za 12:00", 0), ("zo 12:00", 0)):
        ask(words, weeks)
        assert outcome(to_check) == ("waiting", "")
    ask("ma 10:00", 1)
    assert outcome(to_check) == ("asked", "")


def test_answer_that_was_sent_back_is_followed_by_the_next(
    to_check: FollowUp, conversation: Conversation, anouk: User, bas: User
) -> None:
    with moment("do 10:00"):
        actions.send_back(Outbound.objects.get(), bas, "Vriendelijker graag.")
    ask("vr 10:00")
    assert outcome(to_check) == ("waiting", "")
    with moment("vr 11:00"):
        second = actions.reply(again(conversation), "Dinsdag, fijne dag.", anouk)
        actions.approve(second, bas)
        stands()
    ask("di 10:00", 1)
    assert outcome(to_check) == ("asked", "")
    assert to_check.answer == second.message


def test_answer_that_is_lost_for_good_is_seen_in_the_queue(
    to_check: FollowUp, conversation: Conversation, anouk: User
) -> None:
    actions.take_back(Outbound.objects.get(), anouk)
    actions.close(again(conversation), anouk)
    ask("vr 10:00")
    assert outcome(to_check) == ("returned", "gone")
    assert again(conversation).status == Status.OPEN


@pytest.mark.parametrize("state", [Sending.UNCERTAIN, Sending.FAILED])
def test_answer_in_doubt_or_refused_is_waited_for(
    planned: FollowUp, conversation: Conversation, state: Sending
) -> None:
    becomes(planned.answer.outbound, state)
    assert again(conversation).status == Status.OPEN
    ask("vr 10:00")
    assert outcome(planned) == ("waiting", "")
    becomes(planned.answer.outbound, Sending.SENT)
    ask("vr 10:05")
    assert outcome(planned) == ("asked", "")


def test_what_was_waited_for_in_vain_is_seen(planned: FollowUp, conversation: Conversation) -> None:
    becomes(planned.answer.outbound, Sending.UNCERTAIN)
    ask("ma 10:00", 2)
    assert outcome(planned) == ("returned", "late")
    assert again(conversation).reopened_at == planned.ended_at


# Beside one another ------------------------------------------------------------------------------


@pytest.fixture
def after_it(planned: FollowUp, anouk: User) -> FollowUp:
    """Of another account, later in line."""
    other = ConversationFactory()
    with moment("wo 14:00"):
        actions.reply(other, "Woensdag.", anouk)
        stands()
        return actions.ask_after(other, 2, anouk)


def test_those_that_wait_do_not_keep_others_waiting(
    planned: FollowUp, after_it: FollowUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "PAGE", 1)
    with moment("vr 09:00"):
        Account.objects.filter(pk=planned.conversation.account_id).update(active=False)
        assert [pk for pk, _row in asking._due(timezone.now())] == [after_it.pk]
    ask("vr 10:00")
    assert (outcome(planned)[0], outcome(after_it)[0]) == ("waiting", "asked")


def test_one_that_breaks_does_not_stop_the_others(planned: FollowUp, after_it: FollowUp) -> None:
    Account.objects.filter(pk=planned.conversation.account_id).update(kind="nobody-knows")
    ask("vr 10:00")
    assert (outcome(planned)[0], outcome(after_it)[0]) == ("waiting", "asked")
