"""What every answer carries, and how the door holds."""

from __future__ import annotations

from typing import Any

import pytest
import redis
from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import NoReverseMatch, reverse

from inbox.models import Conversation
from tests.factories import PASSWORD, ConversationFactory
from webcare.models import User

pytestmark = pytest.mark.django_db

STRICT = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}


def _policy(response: Any) -> dict[str, str]:
    header = response.headers["Content-Security-Policy"]
    return {name: value for name, _, value in (part.partition(" ") for part in header.split("; "))}


@pytest.fixture(
    params=["/", "/inbox/", "/admin/", "/login/", "/nothing/here/", "/api/v1/accounts/"]
)
def answer(request: pytest.FixtureRequest, client: Client, lena: User) -> Any:
    if request.param != "/login/":
        client.force_login(lena)
    return client.get(request.param)


def test_nothing_runs_that_is_not_ours(answer: HttpResponse) -> None:
    policy = _policy(answer)
    assert {name: policy[name] for name in STRICT} == STRICT
    assert "unsafe" not in answer.headers["Content-Security-Policy"]


def test_nobody_frames_or_guesses_and_no_one_hears_where_from(answer: HttpResponse) -> None:
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] == "same-origin"
    assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"


@pytest.mark.parametrize("page", ["/inbox/", "/inbox/{}/", "/kanalen/", "/admin/", "/login/again/"])
def test_page_needs_nothing_inline(as_user: Any, lena: User, page: str) -> None:
    conversation = ConversationFactory()
    html = as_user(lena).get(page.format(conversation.pk)).content.decode()
    assert "<style" not in html
    assert " style=" not in html
    assert " onclick=" not in html
    assert html.count("<script") == html.count("<script src=") + html.count(
        'type="application/json"'
    )


def test_cookies_are_for_us_and_not_for_scripts(client: Client, anouk: User) -> None:
    client.get("/login/")
    client.post("/login/", {"login": "anouk", "password": PASSWORD})
    for name in ("sessionid", "csrftoken"):
        assert client.cookies[name]["httponly"]
        assert client.cookies[name]["samesite"] == "Lax"


# Signing in --------------------------------------------------------------------------------------


def _sign_in(client: Client, password: str, name: str = "anouk", **more: str) -> Any:
    return client.post("/login/", {"login": name, "password": password, **more})


@pytest.fixture
def fresh(bells: redis.Redis) -> None:
    """Nobody tried anything yet."""
    cache.clear()


def test_right_password_leads_to_the_work(client: Client, anouk: User, fresh: None) -> None:
    response = client.post("/login/", {"login": "anouk", "password": PASSWORD}, follow=True)
    assert response.redirect_chain[-1] == ("/inbox/", 302)


def test_who_was_on_the_way_somewhere_arrives_there(
    client: Client, anouk: User, fresh: None
) -> None:
    assert _sign_in(client, PASSWORD, next="/inbox/live/").headers["Location"] == "/inbox/live/"


@pytest.mark.parametrize("to", ["https://elsewhere.example/", "//elsewhere.example/"])
def test_nobody_is_led_elsewhere(client: Client, anouk: User, fresh: None, to: str) -> None:
    assert _sign_in(client, PASSWORD, next=to).headers["Location"] == "/"


@pytest.mark.parametrize("name", ["anouk", "nobody"])
def test_wrong_password_says_the_same_for_everyone(
    client: Client, anouk: User, fresh: None, name: str
) -> None:
    page = _sign_in(client, "verkeerd", name).content.decode()
    assert "incorrect" in page
    assert "sessionid" not in client.cookies


def test_guessing_is_stopped_even_at_the_right_one(
    client: Client, anouk: User, fresh: None
) -> None:
    for number in range(6):
        _sign_in(client, f"gok-{number}")
    page = _sign_in(client, PASSWORD)
    assert "sessionid" not in client.cookies
    assert "Te veel" in page.content.decode()


def test_who_was_switched_off_does_not_get_in(client: Client, anouk: User, fresh: None) -> None:
    User.objects.update(is_active=False)
    response = client.post("/login/", {"login": "anouk", "password": PASSWORD}, follow=True)
    assert "_auth_user_id" not in client.session
    assert response.redirect_chain == [("/login/locked/", 302)]


@pytest.mark.parametrize("name", ["account_signup", "account_reset_password"])
def test_nobody_makes_an_account_by_themselves(name: str) -> None:
    with pytest.raises(NoReverseMatch):
        reverse(name)


def test_signing_up_is_closed_for_every_way_in(rf: RequestFactory) -> None:
    assert get_adapter().is_open_for_signup(rf.get("/")) is False


def test_signing_out_is_no_link(client: Client, anouk: User) -> None:
    client.force_login(anouk)
    client.get("/logout/")
    assert client.get("/inbox/").status_code == 200
    client.post("/logout/")
    assert client.get("/inbox/").status_code == 302


@pytest.mark.parametrize(
    "page",
    ["/inbox/{}/messages/1/hide/", "/inbox/1/answers/{}/retry/", "/kanalen/koppelen/?kanaal={}"],
)
def test_number_beyond_all_numbers_is_of_nothing(
    as_user: Any, anouk: User, fatma: User, page: str
) -> None:
    ask = as_user(fatma).get if "kanalen" in page else as_user(anouk).post
    assert ask(page.format("9" * 5000)).status_code == 404


# Reading changes nothing -------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["claim", "close", "reply", "note", "refer", "sort"])
def test_work_is_not_done_by_following_a_link(as_user: Any, anouk: User, name: str) -> None:
    conversation: Conversation = ConversationFactory()
    assert as_user(anouk).get(f"/inbox/{conversation.pk}/{name}/").status_code == 405
    assert not conversation.events.exists()
