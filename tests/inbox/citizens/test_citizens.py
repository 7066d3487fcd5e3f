"""Who a citizen is: their profiles and conversations, and what we promised them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from connectors.base import Person
from connectors.facebook.connector import FacebookConnector
from connectors.instagram.connector import InstagramConnector
from connectors.x.connector import XConnector
from inbox import actions, citizens
from inbox.citizens import pledges
from inbox.models import Author, Conversation, Event, Pledge, SamePerson
from inbox.refusals import Refused
from inbox.workflow import Status
from tests.factories import AccountFactory, AuthorFactory, ConversationFactory, MessageFactory
from tests.inbox.browsing import at, load, page_of
from webcare.models import User

pytestmark = pytest.mark.django_db


def _card(client: Client, conversation: Conversation) -> str:
    address = f"/inwoners/{conversation.author_id}/"
    return page_of(client, address, "citizen", gesprek=conversation.pk)


def _profiles(author: Author) -> set[int]:
    return {each.pk for each in citizens.profiles(author)}


# Who they are ------------------------------------------------------------------------------------


def test_one_number_on_x_is_one_person_on_all_our_accounts() -> None:
    one = AuthorFactory(external_id="77")
    other = AuthorFactory(external_id="77")
    AuthorFactory(external_id="78", name=one.name, handle=one.handle)
    assert _profiles(one) == {one.pk, other.pk}


def test_number_of_a_facebook_page_says_nothing_on_another_page() -> None:
    one = AuthorFactory(account=AccountFactory(kind="facebook"), external_id="77")
    AuthorFactory(account=AccountFactory(kind="facebook"), external_id="77", name=one.name)
    assert _profiles(one) == {one.pk}


def test_same_number_on_another_platform_is_somebody_else() -> None:
    one = AuthorFactory(external_id="77")
    AuthorFactory(account=AccountFactory(kind="instagram"), external_id="77")
    assert _profiles(one) == {one.pk}


def test_linked_profiles_are_one_person_from_every_side(anouk: User) -> None:
    one, other, third = AuthorFactory(), AuthorFactory(), AuthorFactory()
    actions.link(other, one, "case", "Z-2026-1", anouk)
    actions.link(other, third, "says_so", "", anouk)
    assert _profiles(one) == _profiles(third) == {one.pk, other.pk, third.pk}


def test_link_that_was_taken_back_stays_in_the_history(anouk: User, bas: User) -> None:
    one, other = AuthorFactory(), AuthorFactory()
    said = actions.link(one, other, "case", "Z-2026-1", anouk)
    actions.unlink(said, bas)
    assert _profiles(one) == {one.pk}
    kept = SamePerson.objects.get()
    assert (kept.by, kept.words, kept.undone_by) == (anouk, "Z-2026-1", bas)
    with pytest.raises(Refused):
        actions.unlink(said, anouk)


@pytest.mark.parametrize(("ground", "words"), [("other", " "), ("name", "heet ook zo"), ("", "")])
def test_link_needs_a_ground(anouk: User, ground: str, words: str) -> None:
    with pytest.raises(Refused):
        actions.link(AuthorFactory(), AuthorFactory(), ground, words, anouk)


def test_same_profiles_are_linked_once(anouk: User) -> None:
    one, other = AuthorFactory(), AuthorFactory()
    said = actions.link(one, other, "case", "", anouk)
    with pytest.raises(Refused):
        actions.link(other, one, "case", "", anouk)
    with pytest.raises(IntegrityError), transaction.atomic():
        SamePerson.objects.create(one=said.one, other=said.other, ground="case", by=anouk)


@pytest.mark.parametrize(
    ("connector", "person", "address"),
    [
        (XConnector, Person("7", "jan"), "/jan"),
        (XConnector, Person("7"), "/i/user/7"),
        (InstagramConnector, Person("7", "a/../b"), "/a%2F..%2Fb/"),
        (InstagramConnector, Person("7"), ""),
        (FacebookConnector, Person("7", "", "Jan"), ""),
    ],
)
def test_profile_stands_where_the_platform_shows_it(
    connector: Any, person: Person, address: str
) -> None:
    assert connector.profile_link(person).endswith(address)
    assert bool(connector.profile_link(person)) == bool(address)


# The card and the page ---------------------------------------------------------------------------


def test_card_shows_other_conversations_those_that_wait_first(
    agent: Client, conversation: Conversation
) -> None:
    author, account = conversation.author, conversation.account
    ConversationFactory(author=author, account=account, status=Status.CLOSED)
    waits = ConversationFactory(
        author=author, account=account, created_at=timezone.now() - timedelta(days=400)
    )
    page = _card(agent, conversation)
    assert page.count('data-testid="earlier"') == 2
    assert page.index(at("conversation", waits)) < page.index("Afgehandeld")
    assert f'href="/inbox/{conversation.pk}/"' not in page


def test_conversation_asks_for_the_card_and_leads_to_it_without_javascript(
    agent: Client, conversation: Conversation
) -> None:
    ConversationFactory(author=conversation.author, account=conversation.account)
    address = f"/inwoners/{conversation.author_id}/?gesprek={conversation.pk}"
    page = page_of(agent, at("conversation", conversation))
    assert f'hx-get="{address}"' in page
    assert f'href="{address}"' in page
    assert 'data-testid="earlier"' not in page
    assert 'data-testid="their-conversation"' in page_of(agent, address)


def test_linked_conversations_are_one_history(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    other = ConversationFactory(account=AccountFactory(kind="facebook"))
    actions.link(conversation.author, other.author, "says_so", "", anouk)
    assert at("conversation", other) in _card(agent, conversation)
    assert at("conversation", conversation) in _card(agent, other)


def test_who_wrote_often_lately_is_recognised(agent: Client, conversation: Conversation) -> None:
    for days in (1, 2, 29, 31):
        moment = timezone.now() - timedelta(days=days)
        MessageFactory(conversation=conversation, created_at=moment)
    conversation.messages.filter(external_id=conversation.thread_id).delete()
    MessageFactory(conversation=conversation, incoming=False, created_at=timezone.now())
    assert "schreef 3 keer in 30 dagen" in _card(agent, conversation)


def test_page_of_a_citizen_with_many_conversations_shows_twenty_at_a_time(
    agent: Client, conversation: Conversation
) -> None:
    for _number in range(44):
        ConversationFactory(author=conversation.author, account=conversation.account)
    address = f"/inwoners/{conversation.author_id}/"
    assert page_of(agent, address).count('data-testid="their-conversation"') == 20
    rest = page_of(agent, address, "conversations", vanaf=40)
    assert rest.count('data-testid="their-conversation"') == 5
    assert 'data-testid="more-conversations"' not in rest


def test_card_costs_the_same_for_many_conversations(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    def cost() -> int:
        load(agent, f"/inwoners/{conversation.author_id}/?gesprek={conversation.pk}")
        with CaptureQueriesContext(connection) as asked:
            _card(agent, conversation)
        return len(asked)

    def more() -> None:
        made = ConversationFactory(author=conversation.author, account=conversation.account)
        actions.pledge(made, "Ik bel u.", timezone.localdate(), anouk)

    more()
    few = cost()
    for _number in range(30):
        more()
    assert cost() == few


@pytest.mark.parametrize("query", ["?vanaf=x", "?vanaf=99999999999999999999", "?gesprek=-1"])
def test_addresses_that_nobody_gave_out_do_no_harm(
    agent: Client, conversation: Conversation, query: str
) -> None:
    assert agent.get(f"/inwoners/{conversation.author_id}/{query}").status_code == 200


def test_who_may_not_read_the_inbox_sees_no_citizen(
    as_user: Any, bram: User, conversation: Conversation
) -> None:
    assert as_user(bram).get(f"/inwoners/{conversation.author_id}/").status_code == 404


def test_citizen_without_a_conversation_has_no_page(agent: Client) -> None:
    assert agent.get(f"/inwoners/{AuthorFactory().pk}/").status_code == 404


def test_strange_names_are_shown_as_text(agent: Client) -> None:
    strange = ConversationFactory(author__name='<img src="https://evil.example/x">')
    page = page_of(agent, f"/inwoners/{strange.author_id}/")
    assert "<img" not in page


# Linking on the page -----------------------------------------------------------------------------


def test_profile_is_found_by_user_name_and_linked_by_hand(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    other = ConversationFactory(author__handle="Jan_Elders").author
    address = f"/inwoners/{conversation.author_id}/"
    page = page_of(agent, address, zoek="@jan_elders")
    assert 'data-testid="candidate"' in page
    given = {"other": other.pk, "ground": "case", "words": "Z-2026-1"}
    response = agent.post(f"{address}koppelen/", given)
    assert (response.status_code, response.headers["Location"]) == (303, address)
    assert "Z-2026-1" in page_of(agent, address)
    said = SamePerson.objects.get()
    agent.post(f"/inwoners/koppelingen/{said.pk}/los/", {"van": conversation.author_id})
    assert SamePerson.objects.get().undone_by == anouk
    assert "Z-2026-1" in page_of(agent, address)


def test_profile_is_found_by_the_address_of_a_conversation(
    agent: Client, conversation: Conversation
) -> None:
    other = ConversationFactory(author__name="Els Elders")
    address = f"/inwoners/{conversation.author_id}/"
    for wanted in (f"https://webcare.example/inbox/{other.pk}/?status=open", f"inbox/{other.pk}"):
        assert "Els Elders" in page_of(agent, address, zoek=wanted)


def test_nobody_is_found_by_name_alone(agent: Client, conversation: Conversation) -> None:
    ConversationFactory(author__name=conversation.author.name, author__handle="")
    page = page_of(agent, f"/inwoners/{conversation.author_id}/", zoek=conversation.author.name)
    assert 'data-testid="candidate"' not in page


def test_observer_links_nobody_and_promises_nothing(
    as_user: Any, otto: User, conversation: Conversation
) -> None:
    client, other = as_user(otto), ConversationFactory().author
    address = f"/inwoners/{conversation.author_id}/"
    given = {"other": other.pk, "ground": "case"}
    assert client.post(f"{address}koppelen/", given).status_code == 404
    assert client.post(at("pledge", conversation), {"words": "Ja"}).status_code == 404
    page = page_of(client, address)
    assert 'data-testid="link-open"' not in page
    assert 'data-testid="pledge-open"' not in page


# Promised in words -------------------------------------------------------------------------------


def test_promise_is_noted_with_who_and_until_when(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    until = timezone.localdate() + timedelta(days=3)
    given = {"words": "Ik laat het u weten.", "until": until.isoformat()}
    response = agent.post(at("pledge", conversation), given)
    assert response.status_code == 303
    made = Pledge.objects.get()
    assert (made.words, made.until, made.by) == ("Ik laat het u weten.", until, anouk)
    assert "Ik laat het u weten." in _card(agent, conversation)
    assert Event.objects.filter(verb="pledged", actor=anouk).exists()


@pytest.mark.parametrize(
    "given", [{}, {"words": "Ja"}, {"words": "Ja", "until": "2020-01-01"}, {"until": "soms"}]
)
def test_promise_without_words_or_day_is_refused_and_kept_in_the_form(
    agent: Client, conversation: Conversation, given: dict[str, str]
) -> None:
    response = agent.post(at("pledge", conversation), given)
    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not Pledge.objects.exists()


def test_promise_is_kept_or_not_once(anouk: User, bas: User, conversation: Conversation) -> None:
    made = actions.pledge(conversation, "Ik bel u.", timezone.localdate(), anouk)
    actions.settle_pledge(made, kept=True, by=bas)
    with pytest.raises(Refused):
        actions.settle_pledge(made, kept=False, by=anouk)
    made.refresh_from_db()
    assert (made.outcome, made.settled_by) == ("kept", bas)


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_was_promised_comes_back_on_its_day_once(
    anouk: User, conversation: Conversation, status: Status, time_machine: Any
) -> None:
    actions.pledge(conversation, "Ik bel u.", timezone.localdate() + timedelta(days=2), anouk)
    Conversation.objects.update(status=status)
    pledges.remind()
    assert Conversation.objects.get().status == status
    time_machine.move_to(timezone.now() + timedelta(days=2))
    pledges.remind()
    assert Conversation.objects.get().status == Status.OPEN
    Conversation.objects.update(status=Status.CLOSED)
    pledges.remind()
    assert Conversation.objects.get().status == Status.CLOSED
    assert Event.objects.filter(verb="pledge_due").count() == 1


def test_what_was_kept_does_not_come_back(anouk: User, conversation: Conversation) -> None:
    made = actions.pledge(conversation, "Ik bel u.", timezone.localdate(), anouk)
    actions.settle_pledge(made, kept=True, by=anouk)
    Conversation.objects.update(status=Status.CLOSED)
    pledges.remind()
    assert Conversation.objects.get().status == Status.CLOSED


def test_promise_that_was_not_settled_in_time_is_late(
    agent: Client, anouk: User, conversation: Conversation
) -> None:
    actions.pledge(conversation, "Ik bel u.", timezone.localdate(), anouk)
    assert "te laat" not in _card(agent, conversation)
    Pledge.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert "te laat" in _card(agent, conversation)


def test_what_was_promised_wakes_what_sleeps(
    anouk: User, conversation: Conversation, time_machine: Any
) -> None:
    actions.pledge(conversation, "Ik bel u.", timezone.localdate() + timedelta(days=2), anouk)
    actions.snooze(Conversation.objects.get(), None, anouk)
    time_machine.move_to(timezone.now() + timedelta(days=2))
    pledges.remind()
    assert Conversation.objects.get().snoozed_at is None


def test_what_was_promised_waits_for_the_department(
    anouk: User, conversation: Conversation, time_machine: Any
) -> None:
    actions.pledge(conversation, "Ik bel u.", timezone.localdate(), anouk)
    Conversation.objects.update(status=Status.REFERRED)
    pledges.remind()
    assert Pledge.objects.get().reminded_at is None
    Conversation.objects.update(status=Status.ANSWERED)
    pledges.remind()
    assert Conversation.objects.get().status == Status.OPEN
