"""A page costs as many queries for many rows as for a few, and never more than its budget."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from rest_framework.authtoken.models import Token

from connectors import polling
from connectors.base import Raw
from inbox import actions, crisis
from inbox.models import (
    Act,
    Alarm,
    Attachment,
    Conversation,
    Event,
    Outbound,
    Post,
    Unmailed,
)
from inbox.workflow import Sending
from routing import desk
from routing.models import Department, Enclosure, Letter, Referral
from tests.factories import (
    NOON,
    AccountFactory,
    ConversationFactory,
    DepartmentFactory,
    MessageFactory,
    RuleFactory,
    person,
)
from tests.inbox.browsing import load
from webcare.models import User

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 25  # both fit on one page


def _cost(client: Client, address: str, **kwargs: Any) -> list[str]:
    with CaptureQueriesContext(connection) as asked:
        response = client.get(address, **kwargs)
    assert response.status_code == 200
    return [query["sql"] for query in asked.captured_queries]


def _assert_as_cheap(client: Client, address: str, grow: Callable[[int], object]) -> None:
    """``grow(number)`` adds rows."""
    for number in range(FEW):
        grow(number)
    load(client, address)
    few = _cost(client, address)
    for number in range(FEW, MANY):
        grow(number)
    load(client, address)
    many = _cost(client, address)
    assert len(many) == len(few), "\n".join(sorted(set(many) - set(few)))


@pytest.fixture
def api(anouk: User) -> Client:
    return Client(headers={"Authorization": f"Token {Token.objects.create(user=anouk).key}"})


def _row(number: int) -> Conversation:
    """A conversation with everything a row shows, and nothing shared with another."""
    made: Conversation = ConversationFactory(
        department=DepartmentFactory(),
        assignee=person(f"agent-{number}", "Agent", str(number), "Agent"),
        account__polled_at=timezone.now(),
        kind="vraag",
        private=bool(number % 2),
    )
    made.messages.update(text="", form="story_reply")
    _picture(message=made.messages.get())
    return made


def _picture(**owner: Any) -> None:
    """A picture that is here, of a message or of what its owner says."""
    Attachment.objects.create(key="1", kind="image", state="kept", mime="image/png", **owner)


@pytest.mark.parametrize("query", ["", "?status=all&assignee=nobody", "?assignee=me&rows=60"])
def test_queue(agent: Client, query: str) -> None:
    _assert_as_cheap(agent, f"/inbox/{query}", _row)


def test_api_list(api: Client) -> None:
    _assert_as_cheap(api, "/api/v1/conversations/", _row)


def _turn(conversation: Conversation, department: Department, number: int) -> None:
    """A question, a note, a forwarding with its answer, and our own answer, all by others."""
    agent = person(f"agent-{number}", "Agent", str(number), "Agent")
    official = person(f"official-{number}", "Official", str(number), "Official")
    asked = MessageFactory(conversation=conversation, text=f"Vraag {number}?", reactions=number)
    _picture(message=asked)
    Act.objects.create(message=asked, act="like", by=agent, state="failed", reason="permission")
    actions.claim(conversation, agent, take_over=True)
    actions.note(conversation, f"Notitie {number}.", agent)
    forwarding = actions.refer(conversation, department, f"Vraag {number}?", agent)
    actions.take_answer(desk.answer(forwarding.referral, f"In week {number}.", official))
    outbound = actions.reply(conversation, f"Antwoord {number}.", agent)
    _picture(message=outbound.message)
    state = [Sending.SENT, Sending.FAILED, Sending.BY_HAND][number % 3]
    Outbound.objects.filter(pk=outbound.pk).update(state=state, sent_at=NOON)
    ConversationFactory(account=conversation.account, author=conversation.author)


@pytest.fixture
def story(conversation: Conversation, openbare_ruimte: Any) -> Callable[[int], None]:
    post = Post.objects.create(account=conversation.account, external_id="1", created_at=NOON)
    _picture(post=post)
    Conversation.objects.update(post=post, department=openbare_ruimte)
    conversation.refresh_from_db()
    return lambda number: _turn(conversation, openbare_ruimte, number)


def test_conversation(
    agent: Client, conversation: Conversation, story: Callable[[int], None]
) -> None:
    _assert_as_cheap(agent, f"/inbox/{conversation.pk}/?status=referred", story)


def test_api_conversation(
    api: Client, conversation: Conversation, story: Callable[[int], None]
) -> None:
    _assert_as_cheap(api, f"/api/v1/conversations/{conversation.pk}/", story)


def test_what_waits_in_the_composer(agent: Client, anouk: User, conversation: Conversation) -> None:
    def laid_ready(number: int) -> None:
        row = Attachment.objects.create(
            conversation=conversation, uploaded_by=anouk, key=str(number), kind="image"
        )
        Attachment.objects.filter(pk=row.pk).update(state="kept", title=f"{number}.png")

    _assert_as_cheap(agent, f"/inbox/{conversation.pk}/", laid_ready)


def _asked(bram: User, number: int) -> Referral:
    department = DepartmentFactory()
    department.members.add(bram)
    asker = person(f"agent-{number}", "Agent", str(number), "Agent")
    for text in ("De eerste?", "De tweede?"):
        asked = desk.refer(department, text, {"messages": []}, asker)
    desk.answer(asked, "In week 48.", person(f"official-{number}", "O", str(number), "Official"))
    return asked


def test_questions(as_user: Any, bram: User) -> None:
    _assert_as_cheap(as_user(bram), "/vragen/", lambda number: _asked(bram, number))


def _channel(number: int) -> None:
    account = AccountFactory(credentials={"access_token": f"t-{number}"})
    arrivals = polling.store(account, [Raw("mentions", b"%d" % number)])
    polling.mark_failed(arrivals[0], "Unreadable")


def test_channels(as_user: Any, fatma: User) -> None:
    _assert_as_cheap(as_user(fatma), "/kanalen/", _channel)


def test_api_accounts(api: Client) -> None:
    _assert_as_cheap(api, "/api/v1/accounts/", _channel)


@pytest.mark.parametrize("model", ["account", "arrival"])
def test_admin_of_channels(as_user: Any, fatma: User, model: str) -> None:
    _assert_as_cheap(as_user(fatma), f"/admin/connectors/{model}/", _channel)


def test_admin_of_departments(as_user: Any, fatma: User) -> None:
    _assert_as_cheap(
        as_user(fatma), "/admin/routing/department/", lambda _number: RuleFactory(words="berk")
    )


def _colleague(number: int) -> None:
    colleague = person(f"agent-{number}", "Agent", str(number), "Agent")
    Token.objects.create(user=colleague)


@pytest.mark.parametrize("model", ["webcare/user", "authtoken/tokenproxy"])
def test_admin_of_people(as_user: Any, fatma: User, model: str) -> None:
    _assert_as_cheap(as_user(fatma), f"/admin/{model}/", _colleague)


# At most so many, whatever there is ---------------------------------------------------------------

MOST = 12  # for a page; a part of it asks nothing of the rest
MOST_OF_A_PART = 8
PARTS = ("queue", "conversation", "thread", "composer", "context")


def _assert_at_most(most: int, client: Client, address: str, **kwargs: Any) -> None:
    load(client, address, **kwargs)
    asked = [", ".join(_tables(sql)) for sql in _cost(client, address, **kwargs)]
    assert len(asked) <= most, f"{len(asked)} queries, of:\n" + "\n".join(asked)


def _tables(sql: str) -> list[str]:
    return list(dict.fromkeys(re.findall(r'FROM "(\w+)"', sql))) or [sql[:60]]


@pytest.fixture
def busy(
    conversation: Conversation, story: Callable[[int], None], anouk: User, openbare_ruimte: Any
) -> Conversation:
    """A queue and a conversation with something of everything, and several of most things."""
    for number in range(FEW):
        story(number)
        _row(number + MANY)
    actions.claim(conversation, anouk, take_over=True)
    for state in (Sending.UNCERTAIN, Sending.QUEUED):
        outbound = actions.reply(conversation, f"Antwoord: {state}.", anouk)
        Outbound.objects.filter(pk=outbound.pk).update(state=state)
    actions.refer(conversation, openbare_ruimte, "En nu?", anouk)
    rule = RuleFactory(words="berk")
    Attachment.objects.create(
        conversation=conversation, uploaded_by=anouk, key="mine", kind="image", state="kept"
    )
    Conversation.objects.filter(pk=conversation.pk).update(
        decision={"problems": {str(rule.pk): "Een regel."}, "proposals": []}
    )
    _something_wrong(conversation)
    return conversation


def _something_wrong(conversation: Conversation) -> None:
    now = timezone.now()
    Alarm.objects.create(account=conversation.account, kind=Alarm.Kind.SILENT, since=now)
    Unmailed.objects.create(to="", problem=Unmailed.Problem.NOBODY, danger=True, since=now, at=now)
    Letter.objects.create(
        digest="1", size=1, state="tray", why="sender", sender="groen@voorbeeld.example"
    )


def test_queue_stays_within_its_budget(agent: Client, busy: Conversation) -> None:
    _assert_at_most(MOST, agent, "/inbox/")
    narrowed = f"assignee=nobody&department={busy.department_id}&channel={busy.account_id}"
    _assert_at_most(MOST, agent, f"/inbox/?status=all&{narrowed}")


def test_conversation_with_the_queue_beside_it_stays_within_its_budget(
    agent: Client, busy: Conversation
) -> None:
    _assert_at_most(MOST, agent, f"/inbox/{busy.pk}/?status=all")


def test_part_of_a_page_stays_within_its_budget(agent: Client, busy: Conversation) -> None:
    """Open pages look again and again, for one part each."""
    for part in PARTS:
        headers = {"HX-Request": "true", "HX-Target": part}
        _assert_at_most(MOST_OF_A_PART, agent, f"/inbox/{busy.pk}/", headers=headers)


def _asked_last(conversation: Conversation) -> Referral:
    return conversation.forwardings.latest("pk").referral


def _asks_the_citizen(conversation: Conversation, bram: User) -> None:
    desk.ask_citizen(_asked_last(conversation), "Welke straat?", bram)


def _gives_back(conversation: Conversation, bram: User) -> None:
    referral = _asked_last(conversation)
    actions.take_answer(desk.hand_back(referral, "Niet van ons.", bram))
    Conversation.objects.filter(pk=conversation.pk).update(hand_backs=2)


def _answers(conversation: Conversation, bram: User) -> None:
    referral = _asked_last(conversation)
    actions.take_answer(desk.answer(referral, "Dinsdag.", bram))
    _file_of(referral)


def _file_of(referral: Referral) -> None:
    Enclosure.objects.create(
        referral=referral, of_department=True, name="1.png", mime="image/png", size=1
    )


def _danger(conversation: Conversation, bram: User) -> None:
    Event.objects.create(conversation=conversation, verb=Event.Verb.DANGER)
    Conversation.objects.filter(pk=conversation.pk).update(
        danger="fire", assignee=User.objects.get(username="anouk")
    )


def _crisis(conversation: Conversation, bram: User) -> None:
    crisis.begin("Grote brand.", bram)


def _private(conversation: Conversation, bram: User) -> None:
    Conversation.objects.filter(pk=conversation.pk).update(private=True)


def test_whatever_happens_a_page_stays_within_its_budget(
    as_user: Any, busy: Conversation, anouk: User, bram: User, lena: User, otto: User
) -> None:
    for happens in (_asks_the_citizen, _gives_back, _answers, _danger, _crisis, _private):
        with transaction.atomic():
            happens(busy, bram)
            for who in (anouk, lena, otto):
                _assert_at_most(MOST, as_user(who), f"/inbox/{busy.pk}/?tab=note")
            transaction.set_rollback(True)
