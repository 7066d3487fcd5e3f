"""Connecting an account to X: the page, the code, and what the tokens may do."""

from __future__ import annotations

import base64
import hashlib
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx  # noqa: TID251 - the simulator is tested from outside, over real HTTP
import pytest

from tests.simulator.web import Response, Town, Web

BACK = "http://127.0.0.1:9/terug"
VERIFIER = "v" * 50
CHALLENGE = base64.urlsafe_b64encode(hashlib.sha256(VERIFIER.encode()).digest()).decode()
ASKED = {
    "response_type": "code",
    "client_id": "sim-x-client",
    "redirect_uri": BACK,
    "scope": "tweet.read users.read offline.access",
    "state": "toestand",
    "code_challenge": CHALLENGE.rstrip("="),
    "code_challenge_method": "S256",
}
PAGE = "/x.com/i/oauth2/authorize"


def decide(town: Town, decision: str = "authorize", **asked: str) -> dict[str, str]:
    """Click on the page; what the browser is sent back with."""
    query = httpx.QueryParams(ASKED | asked)
    answer = town.web().post(f"{PAGE}?{query}", data={"decision": decision})
    assert answer.status_code == 303, answer.text
    address = urlsplit(answer.headers["location"])
    assert f"{address.scheme}://{address.netloc}{address.path}" == BACK
    return {name: each[0] for name, each in parse_qs(address.query).items()}


def exchange(town: Town, code: str, **more: str) -> Response:
    account = town.accounts["x"]
    client = httpx.BasicAuth(account["client_id"], account["client_secret"])
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": BACK,
        "code_verifier": VERIFIER,
    }
    return httpx.post(f"{town.simulator.x}/2/oauth2/token", auth=client, data=form | more)


def test_page_shows_what_is_asked(town: Town) -> None:
    answer = town.web().get(PAGE, **ASKED)
    assert answer.status_code == 200
    assert 'data-testid="authorize"' in answer.text
    assert "Gemeente Voorbeeld" in answer.text
    assert BACK.rpartition("/")[0] in answer.headers["content-security-policy"]


def test_consent_gives_a_code_and_that_gives_tokens(town: Town) -> None:
    back = decide(town)
    assert back["state"] == "toestand"
    answer = exchange(town, back["code"]).json()
    assert answer["scope"] == ASKED["scope"]
    assert Web(town.simulator.x, answer["access_token"]).get("/2/users/me").status_code == 200
    assert answer["refresh_token"]


def test_refusal_goes_back_without_a_code(town: Town) -> None:
    assert decide(town, "deny") == {"error": "access_denied", "state": "toestand"}


def test_code_works_once(town: Town) -> None:
    code = decide(town)["code"]
    assert [exchange(town, code).status_code for _ in range(2)] == [200, 400]


def test_code_is_good_for_half_a_minute(town: Town) -> None:
    code = decide(town)["code"]
    town.control("POST", "clock", {"advance_seconds": 31})
    assert exchange(town, code).status_code == 400


@pytest.mark.parametrize(
    "wrong", [{"code_verifier": "anders"}, {"redirect_uri": BACK + "/"}, {"code": "anders"}]
)
def test_code_is_only_for_who_asked(town: Town, wrong: dict[str, str]) -> None:
    assert exchange(town, **({"code": decide(town)["code"]} | wrong)).status_code == 400


@pytest.mark.parametrize(
    "wrong",
    [
        {"client_id": "iemand"},
        {"scope": "alles"},
        {"code_challenge_method": "plain"},
        {"state": "s" * 501},
        {"response_type": "token"},
        {"redirect_uri": "javascript:alert(1)"},
    ],
)
def test_wrong_question_gets_no_form(town: Town, wrong: dict[str, str]) -> None:
    answer = town.web().get(PAGE, **(ASKED | wrong))
    assert answer.status_code == 400
    assert "<form" not in answer.text


def test_registered_address_must_match_exactly(town: Town) -> None:
    town.control("POST", "x/callbacks", [BACK + "/ander"])
    assert town.web().get(PAGE, **ASKED).status_code == 400
    town.control("POST", "x/callbacks", [BACK])
    assert town.web().get(PAGE, **ASKED).status_code == 200


def test_without_offline_access_there_is_no_refresh_token(town: Town) -> None:
    code = decide(town, scope="tweet.read users.read")["code"]
    assert "refresh_token" not in exchange(town, code).json()


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/2/tweets", {"text": "Dag"}),
        ("GET", "/2/dm_events", None),
        ("PUT", "/2/tweets/1/hidden", {"hidden": True}),
    ],
)
def test_what_was_not_allowed_is_forbidden(town: Town, method: str, path: str, body: Any) -> None:
    token = exchange(town, decide(town)["code"]).json()["access_token"]
    web = Web(town.simulator.x, token)
    assert web.client.request(method, path, json=body).status_code == 403


def test_refresh_keeps_the_scopes(town: Town) -> None:
    pair = exchange(town, decide(town)["code"]).json()
    more = {"grant_type": "refresh_token", "refresh_token": pair["refresh_token"]}
    assert exchange(town, "", **more).json()["scope"] == ASKED["scope"]


def test_app_gets_its_own_token(town: Town) -> None:
    answer = exchange(town, "", grant_type="client_credentials").json()
    assert answer == {"token_type": "bearer", "access_token": town.accounts["x"]["app_bearer"]}


def test_revoked_token_is_dead(town: Town) -> None:
    account = town.accounts["x"]
    client = httpx.BasicAuth(account["client_id"], account["client_secret"])
    form = {"token": account["access_token"]}
    assert httpx.post(f"{town.simulator.x}/2/oauth2/revoke", auth=client, data=form).is_success
    assert Web(town.simulator.x, account["access_token"]).get("/2/users/me").status_code == 401
