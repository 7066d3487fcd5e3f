"""The API: the same conversations, the same actions and the same access as the screens."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from rest_framework.authtoken.models import Token

from connectors.models import Account
from inbox import actions
from inbox.models import Conversation, Outbound
from inbox.workflow import Sending, Status
from routing.models import Department
from tests.factories import NOON, ConversationFactory, MessageFactory
from tests.inbox.pigeon.post import arrives, says
from webcare.models import User

pytestmark = pytest.mark.django_db

LIST = "/api/v1/conversations/"


def _signed_in(user: User) -> Client:
    token, _ = Token.objects.get_or_create(user=user)
    return Client(headers={"Authorization": f"Token {token.key}"})


@pytest.fixture
def api(anouk: User) -> Client:
    return _signed_in(anouk)


def _one(conversation: Conversation) -> str:
    return f"{LIST}{conversation.pk}/"


def _answer(client: Client, conversation: Conversation, **given: Any) -> Any:
    return client.post(f"{_one(conversation)}answers/", given, content_type="application/json")


# Who asks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("header", ["", "Token", "Token nonsense", "Basic YW5vdWs6eA=="])
def test_without_a_token_nothing_is_said(db: None, header: str) -> None:
    response = Client().get(LIST, headers={"Authorization": header})
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"] == "Token"


def test_session_of_the_browser_is_no_token(agent: Client) -> None:
    assert agent.get(LIST).status_code == 401


def test_requests_are_limited(api: Client, settings: Any) -> None:
    cache.clear()
    user = Token.objects.get().user_id
    cache.set(f"throttle_user_{user}", [timezone.now().timestamp() + 60] * 600, 60)
    response = api.get(LIST)
    cache.clear()
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0


# Reading -----------------------------------------------------------------------------------------


def test_list_says_what_each_conversation_is(
    api: Client, conversation: Conversation, anouk: User, openbare_ruimte: Department
) -> None:
    actions.claim(conversation, anouk)
    Conversation.objects.update(department=openbare_ruimte, kind="vraag", why="Regel “Bomen”")
    [found] = api.get(LIST).json()["results"]
    assert found == {
        "id": conversation.pk,
        "account": conversation.account_id,
        "author": {"handle": conversation.author.handle, "name": conversation.author.name},
        "private": False,
        "status": "open",
        "department": "openbare-ruimte",
        "why": "Regel “Bomen”",
        "kind": "vraag",
        "urgent": False,
        "assignee": "anouk",
        "created_at": "2026-11-18T13:00:00+01:00",
        "waiting_since": "2026-11-18T13:00:00+01:00",
    }


def test_conversation_holds_its_messages_in_order(
    api: Client, conversation: Conversation, anouk: User
) -> None:
    MessageFactory(conversation=conversation, text="En?", created_at=NOON + timedelta(hours=1))
    actions.reply(conversation, "Dinsdag.", anouk)
    found = api.get(_one(conversation)).json()["messages"]
    assert [(m["text"], m["incoming"], m["sending"]) for m in found] == [
        ("Wanneer worden de bomen gesnoeid?", True, None),
        ("En?", True, None),
        ("Dinsdag.", False, "queued"),
    ]


def test_failed_answer_says_why(api: Client, conversation: Conversation, anouk: User) -> None:
    actions.reply(conversation, "Dinsdag.", anouk)
    Outbound.objects.update(state=Sending.FAILED, reason="target_gone")
    answer = api.get(_one(conversation)).json()["messages"][-1]
    assert (answer["sending"], answer["reason"]) == ("failed", "target_gone")


def test_newest_conversation_comes_first(api: Client) -> None:
    made = [ConversationFactory(created_at=NOON + timedelta(hours=n)).pk for n in (1, 3, 2)]
    found = [one["id"] for one in api.get(LIST).json()["results"]]
    assert found == [made[1], made[2], made[0]]


def test_list_is_walked_to_its_end_while_others_come_in(api: Client) -> None:
    made = [ConversationFactory(created_at=NOON + timedelta(minutes=n)).pk for n in range(120)]
    found, address = [], LIST
    while address:
        page = api.get(address).json()
        found += [one["id"] for one in page["results"]]
        address = page["next"]
        ConversationFactory(created_at=NOON + timedelta(days=1))
    assert found == made[::-1]


def test_conversations_of_one_moment_are_each_seen_once(api: Client) -> None:
    made = {ConversationFactory(created_at=NOON).pk for _ in range(120)}
    found, address = [], LIST
    while address:
        page = api.get(address).json()
        found += [one["id"] for one in page["results"]]
        address = page["next"]
    assert sorted(found) == sorted(made)


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 4),
        ("?status=closed", 1),
        ("?status=open&assignee=nobody", 1),
        ("?assignee=me", 1),
        ("?department=null", 3),
    ],
)
def test_list_is_narrowed_as_the_queue_is(
    api: Client, anouk: User, openbare_ruimte: Department, query: str, count: int
) -> None:
    ConversationFactory()
    ConversationFactory(status=Status.CLOSED)
    ConversationFactory(status=Status.REFERRED, department=openbare_ruimte)
    ConversationFactory(assignee=anouk)
    assert len(api.get(f"{LIST}{query}").json()["results"]) == count


@pytest.mark.parametrize("query", ["status=gone", "department=999", "assignee=x", "channel=x"])
def test_filter_that_makes_no_sense_is_refused(api: Client, query: str) -> None:
    response = api.get(f"{LIST}?{query}")
    assert response.status_code == 400
    assert query.partition("=")[0] in response.json()


@pytest.mark.parametrize("number", ["0", "9" * 30, "x"])
def test_conversation_that_is_not_there_is_404(api: Client, number: str) -> None:
    assert api.get(f"{LIST}{number}/").status_code == 404


# Answering ---------------------------------------------------------------------------------------


def test_answer_is_placed_in_line(api: Client, conversation: Conversation, anouk: User) -> None:
    response = _answer(api, conversation, text="Dinsdag.")
    assert response.status_code == 201
    outbound = Outbound.objects.get()
    assert (outbound.message.text, outbound.by) == ("Dinsdag.", anouk)
    assert response.json()["id"] == outbound.message.pk
    assert response.json()["sending"] == "queued"


def test_same_key_twice_is_one_answer(api: Client, conversation: Conversation) -> None:
    key = str(uuid.uuid4())
    first = _answer(api, conversation, text="Dinsdag.", key=key)
    second = _answer(api, conversation, text="Dinsdag.", key=key)
    assert (second.status_code, second.json()) == (201, first.json())
    assert Outbound.objects.count() == 1


def test_answer_goes_the_way_that_is_asked(api: Client, pigeons: Account) -> None:
    arrives(pigeons, says("1", created_at=timezone.now().isoformat()))
    asked = Conversation.objects.get()
    given = _answer(api, asked, text="We bellen je.", way="private_reply").json()
    assert (given["way"], given["sending"]) == ("private_reply", "queued")
    assert _answer(api, asked, text="En nog iets.", way="dm").status_code == 422
    assert _answer(api, asked, text="En nog iets.", way="drum").status_code == 400


def test_message_tells_what_it_is_and_what_came_along(api: Client, pigeons: Account) -> None:
    arrives(pigeons, says("1", "", form="story_reply", private=True, attachments=["link"]))
    found = api.get(_one(Conversation.objects.get())).json()
    assert found["private"]
    [message] = found["messages"]
    assert (message["form"], message["hidden"], message["reactions"]) == ("story_reply", False, 0)
    assert [one["kind"] for one in message["attachments"]] == ["link"]


def test_key_of_another_conversation_is_refused(api: Client, conversation: Conversation) -> None:
    key = str(uuid.uuid4())
    _answer(api, ConversationFactory(), text="Dinsdag.", key=key)
    assert _answer(api, conversation, text="Dinsdag.", key=key).status_code == 422
    assert Outbound.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "says"), [("   ", "leeg"), ("a" * 281, "281 van 280"), ("Al gezegd.", "precies dit")]
)
def test_refusal_is_the_sentence_of_the_screens(
    api: Client, conversation: Conversation, anouk: User, text: str, says: str
) -> None:
    actions.reply(conversation, "Al gezegd.", anouk)
    response = _answer(api, conversation, text=text)
    assert response.status_code == 422
    assert says in response.json()["detail"]


def test_answer_is_refused_when_a_colleague_is_on_it(
    api: Client, conversation: Conversation, bas: User
) -> None:
    actions.claim(conversation, bas)
    response = _answer(api, conversation, text="Dinsdag.")
    assert response.status_code == 422
    assert "Bas Visser" in response.json()["detail"]


def test_answer_is_refused_when_something_came_in_meanwhile(
    api: Client, conversation: Conversation
) -> None:
    seen = conversation.messages.get().pk
    MessageFactory(conversation=conversation, text="Laat maar!")
    assert _answer(api, conversation, text="Dinsdag.", seen=seen).status_code == 422
    assert not Outbound.objects.exists()


@pytest.mark.parametrize(
    "given",
    [{}, {"text": None}, {"text": "Ja.", "key": "x"}, {"text": "Ja.", "seen": "x"}, {"text": "\0"}],
)
def test_body_that_makes_no_sense_is_refused(
    api: Client, conversation: Conversation, given: dict[str, Any]
) -> None:
    assert _answer(api, conversation, **given).status_code == 400
    assert not Outbound.objects.exists()


def test_body_that_is_no_json_is_refused(api: Client, conversation: Conversation) -> None:
    address = f"{_one(conversation)}answers/"
    assert api.post(address, b"{", content_type="application/json").status_code == 400
    assert api.post(address, {"text": "Ja."}).status_code == 415


def test_observer_reads_and_answers_nothing(conversation: Conversation, otto: User) -> None:
    """It would tell names, which who looks along does not read."""
    api = _signed_in(otto)
    assert api.get(_one(conversation)).status_code == 404
    assert _answer(api, conversation, text="Dinsdag.").status_code == 404
    assert not Outbound.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_nothing_is_changed_or_deleted_from_outside(
    api: Client, conversation: Conversation, method: str
) -> None:
    assert getattr(api, method)(_one(conversation)).status_code == 405


# Accounts ----------------------------------------------------------------------------------------


def test_channel_tells_how_it_is_and_no_secret(api: Client, account: Account) -> None:
    Account.objects.update(
        state="reauthorise",
        problem="credentials",
        credentials={"access_token": "geheim"},
        polled_at=timezone.now() - timedelta(hours=1),
    )
    response = api.get("/api/v1/accounts/")
    [found] = response.json()
    assert (found["state"], found["problem"], found["silent"]) == (
        "reauthorise",
        "credentials",
        True,
    )
    assert "geheim" not in response.content.decode()
    assert "credentials" not in found


# Its description ---------------------------------------------------------------------------------


def test_description_is_valid_and_complete(tmp_path: Any) -> None:
    call_command(
        "spectacular", "--validate", "--fail-on-warn", "--file", str(tmp_path / "openapi.yaml")
    )


def test_description_is_public_and_names_every_address(client: Client) -> None:
    described = client.get("/api/schema/", headers={"Accept": "application/json"})
    assert set(described.json()["paths"]) == {
        "/api/v1/accounts/",
        "/api/v1/conversations/",
        "/api/v1/conversations/{id}/",
        "/api/v1/conversations/{id}/answers/",
    }
