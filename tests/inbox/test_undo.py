"""What was done with one press is taken back exactly, unless something happened since."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.forms.models import model_to_dict
from django.test import Client
from django.utils import timezone

from inbox import actions, danger, promises, undoing
from inbox.models import Conversation, Event, Label, Undo
from inbox.promises.history import stories
from inbox.refusals import Refused
from inbox.standing import tell
from tests.factories import ConversationFactory
from tests.inbox.browsing import at, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db

DEEDS = ("claim", "release", "hand_over", "label", "close", "spam", "snooze")


@pytest.fixture
def three(db: None) -> list[Conversation]:
    return [ConversationFactory(author__name=name) for name in ("Ada", "Ben", "Cor")]


def press(client: Client, rows: list[Conversation], **form: Any) -> None:
    chosen = [f"{row.pk}-{Conversation.objects.get(pk=row.pk).version}" for row in rows]
    client.post("/inbox/several/", {"chosen": chosen, **form})


def stands(conversation: Conversation) -> dict[str, Any]:
    row = Conversation.objects.get(pk=conversation.pk)
    return {**model_to_dict(row), "rank": row.rank, "version": 0}


@pytest.mark.parametrize("deed", DEEDS)
def test_every_deed_is_taken_back_exactly(
    agent: Client, anouk: User, bas: User, conversation: Conversation, deed: str
) -> None:
    Label.objects.create(name="Kermis")
    danger_or_not = {} if deed == "snooze" else {"danger": "gas", "urgent": True}
    Conversation.objects.update(
        waiting_since=timezone.now(), assignee=anouk if deed == "release" else None, **danger_or_not
    )
    promises.reckon(Conversation.objects.get())
    tell(conversation, Event.Verb.CLAIMED, bas)  # somebody looked at the danger before
    before = stands(conversation)
    more = {"to": bas.pk, "label": "kermis", "until": "citizen"}
    press(agent, [conversation], do=deed, **more)
    assert stands(conversation) != before
    agent.post(f"/inbox/undo/{Undo.objects.get().pk}/")
    assert stands(conversation) == before
    [told] = conversation.events.filter(verb="undone")
    assert told.undoes
    assert told.actor == anouk


@pytest.mark.parametrize("deed", ["claim", "close"])
def test_press_that_was_undone_does_not_silence_danger(
    agent: Client, conversation: Conversation, deed: str
) -> None:
    Conversation.objects.update(danger="gas")
    tell(conversation, Event.Verb.DANGER)
    agent.post(at(deed, conversation), {"version": Conversation.objects.get().version})
    assert not danger.unseen(conversation)
    agent.post("/inbox/undo/")
    conversation.refresh_from_db()
    assert conversation.danger == "gas"
    assert danger.unseen(conversation)


def test_danger_that_was_seen_before_stays_seen(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    Conversation.objects.update(danger="gas")
    tell(conversation, Event.Verb.DANGER)
    actions.note(conversation, "Gebeld.", bas)
    press(agent, [conversation], do="claim")
    agent.post("/inbox/undo/")
    conversation.refresh_from_db()
    assert not danger.unseen(conversation)


def test_end_that_was_undone_leaves_the_promise_as_it_was(
    agent: Client, conversation: Conversation, anouk: User
) -> None:
    before = stories([conversation])[conversation.pk]
    press(agent, [conversation], do="close")
    agent.post("/inbox/undo/")
    conversation.refresh_from_db()
    assert stories([conversation])[conversation.pk] == before


def test_what_changed_since_stays_and_is_named(
    agent: Client, bas: User, three: list[Conversation]
) -> None:
    press(agent, three, do="claim")
    actions.note(three[1], "Ik kijk even mee.", bas)
    response = agent.post("/inbox/undo/")
    assert list(Conversation.objects.exclude(assignee=None)) == [three[1]]
    words = [str(message) for message in get_messages(response.wsgi_request)]
    assert any(line.startswith("Ben: ") for line in words)


def test_it_is_offered_where_it_was_done(agent: Client, conversation: Conversation) -> None:
    agent.post(at("claim", conversation))
    assert 'data-testid="undo"' in page_of(agent, at("conversation", conversation))


def said_last(response: Any) -> str:
    return [str(message) for message in get_messages(response.wsgi_request)][-1]


def test_what_is_undone_is_named(
    agent: Client, conversation: Conversation, three: list[Conversation]
) -> None:
    agent.post(at("claim", three[1]))
    assert said_last(agent.post("/inbox/undo/")) == "Ongedaan gemaakt voor Ben: opgepakt."
    press(agent, three, do="close")
    said = said_last(agent.post("/inbox/undo/"))
    assert said == "Voor 3 gesprekken ongedaan gemaakt: afgehandeld."


@pytest.mark.parametrize(
    ("deed", "given", "named"),
    [
        ("sort", {"kind": "klacht"}, "soort gekozen"),
        ("note", {"note-text": "Gebeld."}, "notitie geschreven"),
    ],
)
def test_key_takes_nothing_back_but_what_was_done_last(
    agent: Client, three: list[Conversation], deed: str, given: dict[str, str], named: str
) -> None:
    agent.post(at("claim", three[0]))
    agent.post(at(deed, three[1]), given)
    assert named in said_last(agent.post("/inbox/undo/"))
    three[0].refresh_from_db()
    assert three[0].assignee
    record = Undo.objects.get()
    agent.post(f"/inbox/undo/{record.pk}/")  # the button beside what was done still does
    three[0].refresh_from_db()
    assert three[0].assignee is None


def test_key_again_takes_back_what_was_done_before(
    agent: Client, three: list[Conversation]
) -> None:
    for row in three[:2]:
        agent.post(at("claim", row))
    for _press in range(2):
        agent.post("/inbox/undo/")
    assert not Conversation.objects.exclude(assignee=None).exists()


def test_it_is_undone_once(agent: Client, anouk: User, conversation: Conversation) -> None:
    press(agent, [conversation], do="claim")
    record = Undo.objects.get()
    undoing.undo(record, anouk)
    with pytest.raises(Refused):
        undoing.undo(record, anouk)


def test_nobody_undoes_what_another_did(
    agent: Client, as_user: Any, bas: User, conversation: Conversation
) -> None:
    press(agent, [conversation], do="claim")
    record = Undo.objects.get()
    assert as_user(bas).post(f"/inbox/undo/{record.pk}/").status_code == 404
    with pytest.raises(Refused):
        undoing.undo(record, bas)


def test_it_is_too_late_after_a_while_and_forgotten(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    press(agent, [conversation], do="claim")
    Undo.objects.update(at=timezone.now() - undoing.LASTS - timedelta(seconds=1))
    with pytest.raises(Refused):
        undoing.undo(Undo.objects.get(), anouk)
    undoing.forget()
    assert not Undo.objects.exists()


def test_press_that_changed_nothing_leaves_nothing_to_undo(
    agent: Client, conversation: Conversation
) -> None:
    press(agent, [conversation], do="release")
    assert not Undo.objects.exists()
    assert agent.post("/inbox/undo/").status_code == 303


def test_last_press_is_undone_first(agent: Client, three: list[Conversation]) -> None:
    press(agent, three[:1], do="claim")
    press(agent, three[1:], do="claim")
    agent.post("/inbox/undo/")
    assert list(Conversation.objects.exclude(assignee=None)) == three[:1]
    agent.post("/inbox/undo/")
    assert not Conversation.objects.exclude(assignee=None).exists()
