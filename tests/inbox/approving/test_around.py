"""No way leads round it: of every state, by every action, over the API, in a bundle, by a machine,
and by two at the same time."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from connectors.models import Account
from inbox import actions, outbox, tasks
from inbox.bundles import delivering
from inbox.models import Conversation, Delivery, Event, Message, Outbound
from inbox.outbox.outcome import queue_again, stop_following
from inbox.refusals import Refused
from inbox.searching.states import to_check
from inbox.watching import watchdog
from inbox.workflow import Sending, Status
from routing import desk
from routing.models import Department, Subject
from tests.factories import ConversationFactory, RuleFactory
from tests.inbox.approving.conftest import TEXT
from tests.inbox.pigeon.post import arrives, says
from tests.inbox.pigeon.post import conversation as of
from webcare.models import User

pytestmark = pytest.mark.django_db


def state(outbound: Outbound) -> str:
    outbound.refresh_from_db()
    return outbound.state


# The database -------------------------------------------------------------------------------------


@pytest.mark.parametrize("new", Sending.values)
def test_database_lets_nothing_go_that_nobody_approved(waiting: Outbound, new: str) -> None:
    stays = {Sending.TO_CHECK, Sending.DROPPED, Sending.FAILED}
    row = Outbound.objects.filter(pk=waiting.pk)
    if new in stays:
        assert row.update(state=new) == 1
        return
    with pytest.raises(IntegrityError), transaction.atomic():
        row.update(state=new)


def test_database_lets_nobody_approve_their_own(waiting: Outbound, iris: User) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbound.objects.filter(pk=waiting.pk).update(state=Sending.QUEUED, approved_by=iris)


# What colleagues can do ---------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["retry", "drop", "confirm", "take_by_hand"])
@pytest.mark.parametrize("who", ["iris", "anouk", "lena"])
def test_no_other_action_moves_it(
    waiting: Outbound, what: str, who: str, request: pytest.FixtureRequest
) -> None:
    with pytest.raises(Refused):
        getattr(actions, what)(waiting, request.getfixturevalue(who))
    assert state(waiting) == Sending.TO_CHECK


@pytest.mark.parametrize("old", [Sending.FAILED, Sending.BY_HAND, Sending.UNCERTAIN])
@pytest.mark.parametrize("who", ["iris", "anouk"])
def test_sent_again_after_she_came_to_be_checked(
    conversation: Conversation, iris: User, old: str, who: str, request: pytest.FixtureRequest
) -> None:
    User.objects.update(checked_since=None)
    iris.refresh_from_db()
    made = actions.reply(conversation, TEXT, iris)
    Outbound.objects.update(state=old)
    User.objects.filter(pk=iris.pk).update(checked_since=timezone.now())
    made = Outbound.objects.get()
    by = request.getfixturevalue(who)
    if old == Sending.UNCERTAIN:
        with pytest.raises(Refused):
            actions.retry(made, by)
        assert state(made) == Sending.UNCERTAIN
    else:
        actions.retry(made, by)
        assert state(made) == Sending.TO_CHECK
        assert outbox.claim(made.pk) is None


def test_rest_of_a_long_answer_that_failed_is_checked_by_itself(
    conversation: Conversation, iris: User, anouk: User
) -> None:
    User.objects.update(checked_since=None)
    iris.refresh_from_db()
    actions.reply(conversation, f"{'woord ' * 40}. {'nog ' * 60}.", iris, split=True)
    first, second = Outbound.objects.order_by("pk")
    Outbound.objects.filter(pk=first.pk).update(state=Sending.SENT, sent_at=timezone.now())
    Outbound.objects.filter(pk=second.pk).update(state=Sending.FAILED)
    User.objects.filter(pk=iris.pk).update(checked_since=timezone.now())
    actions.retry(Outbound.objects.get(pk=second.pk), iris)
    assert state(second) == Sending.TO_CHECK
    assert Conversation.objects.get().status == Status.OPEN
    assert list(Outbound.objects.to_check()) == [second]
    actions.approve(second, anouk)
    assert (state(first), state(second)) == (Sending.SENT, Sending.QUEUED)


def test_what_failed_is_not_placed_by_hand_unchecked(
    conversation: Conversation, iris: User, waiting: Outbound
) -> None:
    Outbound.objects.update(state=Sending.FAILED)
    with pytest.raises(Refused):
        actions.take_by_hand(Outbound.objects.get(), iris)


def test_what_was_approved_stays_so(waiting: Outbound, anouk: User, iris: User) -> None:
    actions.approve(waiting, anouk)
    Outbound.objects.update(state=Sending.FAILED)
    actions.retry(Outbound.objects.get(), iris)
    assert state(waiting) == Sending.QUEUED


def test_once_trusted_what_lapsed_goes_again_by_itself(waiting: Outbound, iris: User) -> None:
    Outbound.objects.update(state=Sending.FAILED)
    User.objects.update(checked_since=None)
    actions.retry(Outbound.objects.get(), iris)
    assert state(waiting) == Sending.QUEUED


# Machines -----------------------------------------------------------------------------------------


def test_worker_taken_for_dead_does_not_put_it_in_the_line(waiting: Outbound) -> None:
    queue_again(waiting, timedelta())
    assert state(waiting) == Sending.TO_CHECK


def test_what_went_before_does_not_take_the_rest_along(
    conversation: Conversation, iris: User
) -> None:
    first = actions.reply(conversation, f"{'woord ' * 60}. {'nog ' * 60}.", iris, split=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        stop_following(first, Sending.QUEUED)
    assert set(Outbound.objects.values_list("state", flat=True)) == {Sending.TO_CHECK}


# Departments --------------------------------------------------------------------------------------


@pytest.mark.parametrize("looked", [True, False])
def test_official_with_a_mandate_under_a_rule(
    conversation: Conversation,
    anouk: User,
    bram: User,
    openbare_ruimte: Department,
    looked: bool,
) -> None:
    """The second colleague of the department is the second pair of eyes."""
    Subject.objects.create(department=openbare_ruimte, name="Snoeien", mandate=True)
    subject = Subject.objects.get()
    Subject.objects.update(four_eyes=looked)
    made = actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, subject=subject)
    Conversation.objects.update(four_eyes="Bestuur")
    subject.refresh_from_db()
    made.referral.refresh_from_db()
    answer = desk.answer_directly(made.referral, "In week 48.", bram)
    if looked:
        other = User.objects.create(username="sanne")
        openbare_ruimte.members.add(other)
        answer = desk.approve(answer, other)  # type: ignore[arg-type]
    actions.take_answer(answer)  # type: ignore[arg-type]
    if looked:
        assert Outbound.objects.get().state == Sending.QUEUED
    else:
        assert not Outbound.objects.exists()


# Bundles ------------------------------------------------------------------------------------------


def test_bundle_answer_of_a_newcomer_waits_as_one(
    conversation: Conversation, iris: User, anouk: User
) -> None:
    bundle = actions.gather([conversation], anouk, title="Snoeien")
    answer = actions.write_together(bundle, TEXT, iris)
    with pytest.raises(Refused):
        actions.send_together(answer, {conversation.pk: 0}, anouk)
    with pytest.raises(Refused):
        actions.approve_together(answer, iris)
    actions.approve_together(answer, anouk)
    answer.refresh_from_db()
    actions.send_together(answer, {conversation.pk: Conversation.objects.get().version}, iris)
    delivering.write(Delivery.objects.get().pk)
    made = Outbound.objects.get()
    assert (made.state, made.approved_by) == (Sending.QUEUED, anouk)


def test_in_a_bundle_a_rule_holds_up_its_own_conversation_only(
    conversation: Conversation, anouk: User
) -> None:
    other = ConversationFactory()
    Conversation.objects.filter(pk=other.pk).update(four_eyes="Bestuur")
    bundle = actions.gather([conversation, other], anouk, title="Snoeien")
    answer = actions.write_together(bundle, TEXT, anouk)
    versions = dict(Conversation.objects.values_list("pk", "version"))
    actions.send_together(answer, versions, anouk)
    for one in Delivery.objects.all():
        delivering.write(one.pk)
    states = dict(Outbound.objects.values_list("conversation", "state"))
    assert states == {conversation.pk: Sending.QUEUED, other.pk: Sending.TO_CHECK}


# The API ------------------------------------------------------------------------------------------


def test_over_the_api(conversation: Conversation, iris: User) -> None:
    api = Client(headers={"Authorization": f"Token {Token.objects.create(user=iris).key}"})
    address = f"/api/v1/conversations/{conversation.pk}/answers/"
    said = api.post(address, {"text": TEXT}, content_type="application/json")
    assert (said.status_code, said.json()["sending"]) == (202, "to_check")
    again = api.post(address, {"text": "Morgen."}, content_type="application/json")
    assert again.status_code == 422


# Rules --------------------------------------------------------------------------------------------


def test_rule_asks_for_every_answer(pigeons: Account, anouk: User) -> None:
    RuleFactory(name="Bestuur", words="burgemeester", four_eyes=True)
    arrives(pigeons, says("1", "Waar is de burgemeester?"), says("2", "Waar is de kat?"))
    assert (of("1").four_eyes, of("2").four_eyes) == ("Bestuur", "")
    assert actions.reply(of("1"), "Op reis.", anouk).state == Sending.TO_CHECK
    assert actions.reply(of("2"), "In de boom.", anouk).state == Sending.QUEUED


# The index ----------------------------------------------------------------------------------------


def test_what_is_to_be_checked_is_found_without_reading_all(
    conversation: Conversation, waiting: Outbound, anouk: User
) -> None:
    """Of many answers that were given; what PostgreSQL means to do, not how long it takes."""
    moment = timezone.now()
    said = Message.objects.bulk_create(
        Message(
            account=conversation.account,
            conversation=ConversationFactory() if number % 100 == 0 else conversation,
            incoming=False,
            text=TEXT,
            created_at=moment,
            observed_at=moment,
        )
        for number in range(3000)
    )
    Outbound.objects.bulk_create(
        Outbound(
            message=one,
            conversation=one.conversation or conversation,
            by=anouk,
            reply_to="1",
            state=Sending.SENT,
        )
        for one in said
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inbox_outbound")
    for rows in (Outbound.objects.to_check(), Conversation.objects.filter(to_check())):
        assert "inbox_outbound_to_check" in rows.order_by().explain()


# Windows ------------------------------------------------------------------------------------------


@pytest.fixture
def late(pigeons: Account, iris: User) -> Outbound:
    """Her answer to what came in so long ago that the platform takes it no more."""
    long_ago = timezone.now() - timedelta(days=9)
    arrives(
        pigeons,
        says("1", private=True, thread_id="900", created_at=timezone.now().isoformat()),
    )
    made = actions.reply(of("1"), TEXT, iris)
    of("1").messages.filter(incoming=True).update(created_at=long_ago)
    return made


def test_one_that_cannot_be_looked_at_holds_up_no_other(
    waiting: Outbound, late: Outbound, caplog: pytest.LogCaptureFixture
) -> None:
    Outbound.objects.filter(pk=waiting.pk).update(way="by-owl")  # as a connector that lost a way
    assert waiting.pk < late.pk
    tasks.lapse_unchecked()
    assert (state(waiting), state(late)) == (Sending.TO_CHECK, Sending.FAILED)
    assert str(waiting.pk) in caplog.text
    watchdog.watch()  # and no alarm waits for it


def test_what_was_checked_too_late_fails_visibly(pigeons: Account, iris: User, anouk: User) -> None:
    arrives(
        pigeons,
        says("1", private=True, thread_id="900", created_at=timezone.now().isoformat()),
    )
    made = actions.reply(of("1"), TEXT, iris)
    tasks.lapse_unchecked()
    assert state(made) == Sending.TO_CHECK
    long_ago = timezone.now() - timedelta(days=9)
    of("1").messages.filter(incoming=True).update(created_at=long_ago)
    with pytest.raises(Refused):
        actions.approve(made, anouk)
    tasks.lapse_unchecked()
    assert (state(made), made.reason) == (Sending.FAILED, "window_closed")
    assert of("1").status == Status.OPEN
    tasks.lapse_unchecked()
    assert of("1").events.filter(verb=Event.Verb.FAILED).count() == 1
    assert of("1").events.filter(verb=Event.Verb.FAILED).count() == 1


# Two at once --------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_time_one_approves(
    waiting: Outbound, anouk: User, lena: User, bas: User
) -> None:
    outcomes: list[str] = []
    ready = threading.Barrier(3)

    def act(do: Any) -> None:
        ready.wait()
        try:
            do()
        except Refused:
            outcomes.append("refused")
        else:
            outcomes.append("done")
        finally:
            connection.close()

    deeds = (
        lambda: actions.approve(Outbound.objects.get(), anouk),
        lambda: actions.approve(Outbound.objects.get(), lena),
        lambda: actions.send_back(Outbound.objects.get(), bas, "Anders."),
    )
    threads = [threading.Thread(target=act, args=(deed,)) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["done", "refused", "refused"]
    assert state(waiting) in (Sending.QUEUED, Sending.DROPPED)
