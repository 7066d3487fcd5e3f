"""What happened while somebody wrote stops the sending once, and is shown."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Event, Forwarding, Message, Outbound
from inbox.refusals import Refused
from inbox.standing import settle, tell
from inbox.workflow import Status
from routing import desk
from routing.models import Department
from tests.factories import MessageFactory
from tests.inbox.browsing import at, page_of
from tests.inbox.pigeon.post import arrives, says
from tests.inbox.pigeon.post import at as moment
from webcare.models import User

pytestmark = pytest.mark.django_db


def _version(conversation: Conversation) -> int:
    conversation.refresh_from_db()
    return conversation.version


def _shown_version(page: str) -> int:
    [version] = set(re.findall(r'name="version" value="(\d+)"', page))
    return int(version)


def _citizen_writes(conversation: Conversation, text: str = "En de eiken?") -> Message:
    message: Message = MessageFactory(conversation=conversation, text=text)
    tell(conversation, Event.Verb.RECEIVED, message=message.pk)
    settle(conversation, heard=True)
    return message


def _reply(agent: Client, conversation: Conversation, version: int, text: str = "Dinsdag.") -> Any:
    given = {"text": text, "version": version, "key": "11111111-1111-4111-8111-111111111111"}
    return agent.post(at("reply", conversation), given)


COUNTING: dict[str, Callable[[Conversation, User, Department], object]] = {
    "answer of a colleague": lambda row, by, _: actions.reply(row, "Woensdag.", by),
    "forwarding": lambda row, by, desk: actions.refer(row, desk, "Wanneer?", by),
    "closing": lambda row, by, _: actions.close(row, by),
    "words of the citizen": lambda row, _by, _: _citizen_writes(row),
}


@pytest.mark.parametrize("what", COUNTING)
def test_what_matters_raises_the_version(
    conversation: Conversation, bas: User, openbare_ruimte: Department, what: str
) -> None:
    before = _version(conversation)
    COUNTING[what](conversation, bas, openbare_ruimte)
    assert _version(conversation) > before


@dataclass(frozen=True)
class Spoke:
    """A department answered; ``before`` is the version from before that."""

    forwarding: Forwarding
    before: int


@pytest.fixture
def spoke(conversation: Conversation, bas: User, bram: User, openbare_ruimte: Department) -> Spoke:
    forwarding = actions.refer(conversation, openbare_ruimte, "Wanneer?", bas)
    before = _version(conversation)
    actions.take_answer(desk.answer(forwarding.referral, "In week 48.", bram))
    return Spoke(forwarding, before)


def test_answer_of_the_department_raises_the_version(
    conversation: Conversation, spoke: Spoke
) -> None:
    assert _version(conversation) > spoke.before


def test_answer_that_stood_on_the_page_stops_nobody_who_has_it_there(
    conversation: Conversation, bas: User, spoke: Spoke
) -> None:
    """The department spoke while the page was made: its words came along, the version did not."""
    proposal = spoke.forwarding.pk
    with pytest.raises(Refused):
        actions.reply(conversation, "In week 48.", bas, version=spoke.before)
    actions.reply(conversation, "In week 48.", bas, version=spoke.before, proposal=proposal)


def test_answer_that_stood_on_the_page_hides_no_other_news(
    conversation: Conversation, bas: User, spoke: Spoke
) -> None:
    _citizen_writes(conversation)
    proposal = spoke.forwarding.pk
    with pytest.raises(Refused):
        actions.reply(conversation, "In week 48.", bas, version=spoke.before, proposal=proposal)


def test_notes_and_claims_stop_nobody(conversation: Conversation, bas: User, anouk: User) -> None:
    before = _version(conversation)
    actions.note(conversation, "Even bellen.", bas)
    actions.claim(conversation, anouk)
    actions.choose_kind(conversation, "klacht", bas)
    assert _version(conversation) == before


def test_each_change_on_the_platform_raises_the_version(pigeons: Account) -> None:
    first = says("m1", "eerste versie", thread_id="t1", as_of=moment(1))
    gone = {"is": "deleted", "external_id": "m1", "as_of": moment(300)}
    versions = []
    for item in (first, {**first, "text": "tweede versie", "as_of": moment(200)}, gone):
        arrives(pigeons, item)
        versions.append(Conversation.objects.get().version)
    assert 0 < versions[0] < versions[1] < versions[2]


def test_answer_over_an_older_version_is_refused_and_nothing_is_sent(
    conversation: Conversation, anouk: User
) -> None:
    before = _version(conversation)
    _citizen_writes(conversation)
    with pytest.raises(Refused):
        actions.reply(conversation, "Dinsdag.", anouk, version=before)
    assert not Outbound.objects.exists()


def test_answer_by_hand_and_forwarding_over_an_older_version_are_refused(
    conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    before = _version(conversation)
    _citizen_writes(conversation)
    with pytest.raises(Refused):
        actions.by_hand(conversation, "Dinsdag.", anouk, version=before)
    with pytest.raises(Refused):
        actions.refer(conversation, openbare_ruimte, "Wanneer?", anouk, version=before)


def test_who_did_not_see_the_newest_words_does_not_close_over_them(
    agent: Client, conversation: Conversation
) -> None:
    before = _shown_version(page_of(agent, at("conversation", conversation)))
    _citizen_writes(conversation)
    agent.post(at("close", conversation), {"version": before})
    conversation.refresh_from_db()
    assert conversation.status == Status.OPEN
    agent.post(at("close", conversation), {"version": conversation.version})
    conversation.refresh_from_db()
    assert conversation.status == Status.CLOSED


def test_second_of_two_sees_the_answer_of_the_first_and_keeps_the_text(
    agent: Client, conversation: Conversation, bas: User
) -> None:
    version = _shown_version(page_of(agent, at("conversation", conversation)))
    answer = actions.reply(conversation, "Woensdag, zegt Bas.", bas)
    response = _reply(agent, conversation, version, "Dinsdag, zegt Anouk.")
    page = response.content.decode()
    told = page.partition('data-testid="meanwhile"')[2].partition("</section>")[0]
    assert response.status_code == 422
    assert "Woensdag, zegt Bas." in told
    assert f"#message-{answer.message_id}" in told
    assert "Dinsdag, zegt Anouk.</textarea>" in page
    assert Outbound.objects.count() == 1


def test_who_read_what_came_in_sends_knowingly(agent: Client, conversation: Conversation) -> None:
    version = _shown_version(page_of(agent, at("conversation", conversation)))
    _citizen_writes(conversation, "Laat maar, het is al gebeurd.")
    refused = _reply(agent, conversation, version)
    assert "Laat maar, het is al gebeurd." in refused.content.decode()
    assert not Outbound.objects.exists()
    sent = _reply(agent, conversation, _shown_version(refused.content.decode()))
    assert sent.status_code == 303
    assert Outbound.objects.get().message.text == "Dinsdag."


def test_what_came_in_is_marked_in_the_story(agent: Client, conversation: Conversation) -> None:
    version = _shown_version(page_of(agent, at("conversation", conversation)))
    message = _citizen_writes(conversation)
    page = _reply(agent, conversation, version).content.decode()
    first, _, second = page.partition(f'id="message-{message.pk}"')
    assert second
    assert first.count('class="since"') == 1
    assert 'class="since"' not in second


def test_forwarding_is_stopped_too_and_keeps_the_question(
    agent: Client, conversation: Conversation, openbare_ruimte: Department
) -> None:
    version = _version(conversation)
    _citizen_writes(conversation, "Het is de berk bij de brug.")
    given = {
        "refer-department": openbare_ruimte.pk,
        "refer-question": "Welke boom?",
        "refer-version": version,
    }
    response = agent.post(at("refer", conversation), given)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Welke boom?</textarea>" in page
    assert "Het is de berk bij de brug." in page.partition('data-testid="meanwhile"')[2]
    assert not conversation.forwardings.exists()


def test_words_that_only_changed_are_named_so(
    conversation: Conversation, anouk: User, in_english: None
) -> None:
    before = _version(conversation)
    message = conversation.messages.get()
    Message.objects.filter(pk=message.pk).update(text="Of niet?", edited_at=timezone.now())
    tell(conversation, Event.Verb.EDITED, message=message.pk)
    with pytest.raises(Refused, match="changed the words"):
        actions.reply(conversation, "Dinsdag.", anouk, version=before)


def test_abusive_words_are_folded_here_too(agent: Client, conversation: Conversation) -> None:
    version = _shown_version(page_of(agent, at("conversation", conversation)))
    _citizen_writes(conversation, "Stelletje klootzakken, wanneer snoeien jullie?")
    page = _reply(agent, conversation, version).content.decode()
    told = page.partition('data-testid="meanwhile"')[2].partition("</section>")[0]
    fold = told[told.index("<details") :]
    assert fold.index("Stelletje klootzakken") < fold.index("</details>")
    assert told.count("Stelletje") == 1
