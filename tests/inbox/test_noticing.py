"""What is new for a person: what they want to hear, on duty, without the words of a citizen."""

from __future__ import annotations

import json
import threading
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import connections, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from inbox import actions, noticing, settled
from inbox.models import Conversation, Event
from routing.promises import OFFICE_HOURS, Hours
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.promised import at, keep_hours
from webcare.models import User

pytestmark = pytest.mark.django_db
Verb = Event.Verb


@pytest.fixture
def told(anouk: User) -> User:
    """Anouk wants to hear of everything, at any time."""
    wants = {"notifications": True, "notify_new": True, "duty": "on"}
    User.objects.filter(pk=anouk.pk).update(**wants)
    anouk.refresh_from_db()
    return anouk


def happens(verb: Event.Verb, actor: User | None = None, **fields: Any) -> Conversation:
    row: Conversation = ConversationFactory(**fields)
    Event.objects.create(conversation=row, verb=verb, actor=actor)
    return row


def about(user: User, since: int = 0) -> str:
    found = noticing.since(user, since, settled.newest())
    return found.about if found else ""


def test_new_message_in_the_queue_is_told(told: User) -> None:
    happens(Verb.RECEIVED)
    assert about(told) == "new"


def test_what_was_told_is_not_told_again(told: User) -> None:
    happens(Verb.RECEIVED)
    assert about(told, settled.newest()) == ""


def test_message_to_who_is_on_it_is_theirs_alone(told: User, bas: User) -> None:
    User.objects.filter(pk=bas.pk).update(notifications=True, notify_new=True, duty="on")
    happens(Verb.RECEIVED, assignee=told)
    assert about(told) == "mine"
    assert about(User.objects.get(pk=bas.pk)) == ""


def test_who_gets_it_of_a_colleague_hears_so(told: User, bas: User) -> None:
    row = ConversationFactory()
    actions.hand_over(row, told, bas)
    assert about(told) == "mine"


def test_own_doings_are_no_news(told: User) -> None:
    happens(Verb.ANSWERED, told, assignee=told)
    assert about(told) == ""


def test_danger_goes_before_all_else(told: User) -> None:
    happens(Verb.RECEIVED, assignee=told)
    happens(Verb.DANGER)
    assert about(told) == "danger"


@pytest.mark.parametrize("choice", ["notify_danger", "notify_mine", "notify_new"])
def test_what_nobody_asked_for_is_not_told(told: User, choice: str) -> None:
    row = happens(Verb.RECEIVED)
    if choice == "notify_danger":
        Event.objects.create(conversation=row, verb=Verb.DANGER)
        told.notify_new = False
    elif choice == "notify_mine":
        actions.claim(row, told)
    setattr(told, choice, False)
    assert about(told) == ""


def test_who_may_not_read_the_inbox_hears_nothing(told: User) -> None:
    happens(Verb.RECEIVED)
    told.groups.clear()
    assert about(User.objects.get(pk=told.pk)) == ""


ROSTER = {"name": "Anouk de Wit", "days": ["zo"], "hours": ["10:00-12:00"]}


@pytest.mark.parametrize(
    ("duty", "moment", "is_told"),
    [
        ("", "wo 13:00", True),
        ("", "wo 23:00", False),
        ("", "zo 11:00", True),
        ("", "zo 13:00", False),
        ("on", "zo 03:00", True),
        ("off", "wo 13:00", False),
    ],
)
def test_only_who_is_on_duty_is_told(told: User, duty: str, moment: str, is_told: bool) -> None:
    keep_hours(Hours.from_json({**OFFICE_HOURS.to_json(), "roster": [ROSTER]}))
    told.duty = duty
    assert noticing.is_told(told, at(moment)) is is_told


def test_roster_of_a_colleague_is_not_ours(told: User, bas: User) -> None:
    keep_hours(Hours.from_json({**OFFICE_HOURS.to_json(), "roster": [ROSTER]}))
    bas.notifications = True
    assert noticing.is_told(bas, at("zo 11:00")) is False


def _asked(client: Any, since: object) -> dict[str, Any]:
    with time_machine.travel(at("wo 13:00"), tick=False):
        response = client.get(reverse("news"), {"since": since})
    assert (response.status_code, response.content) == (204, b"")
    found: dict[str, Any] = json.loads(response["HX-Trigger"])["webcare:news"]
    return found


def test_page_is_told_without_words_of_the_citizen(as_user: Any, told: User) -> None:
    row = happens(Verb.RECEIVED)
    MessageFactory(conversation=row, account=row.account, text="Geheim")
    said = _asked(as_user(told), settled.newest() - 1)
    assert said["data"] == reverse("conversation", args=[row.pk])
    assert said["body"]
    assert "Geheim" not in json.dumps(said)
    User.objects.update(notify_text=True)
    assert "Geheim" in json.dumps(_asked(as_user(told), settled.newest() - 1))


def test_first_time_says_only_where_it_begins(as_user: Any, told: User) -> None:
    happens(Verb.RECEIVED)
    assert _asked(as_user(told), "") == {"now": settled.newest()}


def test_page_asks_only_for_who_wants_to_hear(as_user: Any, anouk: User) -> None:
    client = as_user(anouk)
    assert 'id="news"' not in client.get(reverse("inbox")).content.decode()
    User.objects.update(notifications=True)
    assert 'id="news"' in client.get(reverse("inbox")).content.decode()


def test_it_is_in_the_language_of_the_reader(told: User) -> None:
    happens(Verb.RECEIVED)
    news = noticing.since(told, 0, settled.newest())
    assert news
    told.language = "en"
    assert noticing.notification(told, news)["body"] == "New message of a citizen"


def test_who_may_not_read_names_is_told_no_words(told: User, otto: User) -> None:
    User.objects.filter(pk__in=[told.pk, otto.pk]).update(
        notifications=True, notify_new=True, notify_text=True, duty="on"
    )
    row = happens(Verb.RECEIVED)
    MessageFactory(conversation=row, text="Ik ben Jan Jansen")
    bodies = []
    for user in (User.objects.get(pk=told.pk), User.objects.get(pk=otto.pk)):
        found = noticing.since(user, 0, settled.newest())
        assert found
        bodies.append(noticing.notification(user, found)["body"])
    assert "Jansen" in bodies[0]
    assert "Jansen" not in bodies[1]


@pytest.mark.parametrize(("danger", "said"), [("", False), ("gas", True)])
def test_words_that_a_page_folds_away_are_not_told(told: User, danger: str, said: bool) -> None:
    User.objects.filter(pk=told.pk).update(notify_text=True)
    told.refresh_from_db()
    row = happens(Verb.RECEIVED, danger=danger)
    MessageFactory(conversation=row, text="Klootzakken, er ligt een losse kabel!")
    found = noticing.since(told, 0, settled.newest())
    assert found
    assert ("kabel" in noticing.notification(told, found)["body"]) == said


# What is written at the same time ----------------------------------------------------------------


class Slow(threading.Thread):
    """Somebody who wrote something of this conversation, and whose transaction lasts."""

    def __init__(self, row: Conversation, verb: Event.Verb) -> None:
        super().__init__()
        self._row, self._verb = row, verb
        self.wrote, self.may_end = threading.Event(), threading.Event()

    def run(self) -> None:
        try:
            with transaction.atomic():
                Event.objects.create(conversation=self._row, verb=self._verb)
                self.wrote.set()
                self.may_end.wait(30)
        finally:
            connections.close_all()


@pytest.mark.django_db(transaction=True)
def test_what_was_written_before_and_seen_after_is_not_passed_over(told: User) -> None:
    client = Client()
    client.force_login(told)
    before = happens(Verb.NOTED, told)
    start = settled.newest()
    slow = Slow(before, Verb.DANGER)
    slow.start()
    assert slow.wrote.wait(30)
    Event.objects.create(conversation=ConversationFactory(), verb=Verb.NOTED, actor=told)
    first = _asked(client, start)
    assert "title" not in first
    slow.may_end.set()
    slow.join(30)
    second = _asked(client, first["now"])
    assert second["tag"] == "danger"
    assert "title" not in _asked(client, second["now"])


@pytest.mark.django_db(transaction=True)
def test_who_writes_for_long_keeps_nobody_from_what_was_there_before(told: User) -> None:
    happens(Verb.RECEIVED)
    Event.objects.update(at=timezone.now() - timedelta(minutes=1))
    known = settled.newest()
    slow = Slow(ConversationFactory(), Verb.DANGER)
    slow.start()
    assert slow.wrote.wait(30)
    assert settled.newest() == known > 0
    slow.may_end.set()
    slow.join(30)
    assert settled.newest() > known
