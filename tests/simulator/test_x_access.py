"""Tokens, rate limits, lookups and search of X API v2."""

from __future__ import annotations

import base64
import time

import pytest

from tests.simulator.web import Response, Town, Web


def refresh(town: Town, token: str = "", secret: str = "") -> Response:
    """Ask the token endpoint for a new pair."""
    account = town.accounts["x"]
    pair = f"{account['client_id']}:{secret or account['client_secret']}"
    basic = base64.b64encode(pair.encode()).decode()
    form = {"grant_type": "refresh_token", "refresh_token": token or account["refresh_token"]}
    web = Web(town.simulator.x)
    return web.post("/2/oauth2/token", data=form, headers={"authorization": f"Basic {basic}"})


@pytest.mark.parametrize("token", ["", "verzonnen", "sim-x-refresh-1"])
def test_wrong_token_is_401_without_rate_headers(town: Town, token: str) -> None:
    answer = Web(town.simulator.x, token).get("/2/users/me")
    assert answer.status_code == 401
    assert answer.json()["title"] == "Unauthorized"
    assert not [name for name in answer.headers if name.startswith("x-rate-limit")]


def test_token_expires(town: Town) -> None:
    town.set(access_token_seconds=0.05)
    pair = refresh(town).json()
    time.sleep(0.1)
    assert Web(town.simulator.x, pair["access_token"]).get("/2/users/me").status_code == 401


def test_refresh_gives_a_working_pair(town: Town, x: Web) -> None:
    town.control("POST", "tokens/expire", {"platform": "x"})
    assert x.get("/users/me").status_code == 401
    pair = refresh(town).json()
    assert pair["token_type"] == "bearer"
    assert Web(town.simulator.x, pair["access_token"]).get("/2/users/me").status_code == 200
    assert refresh(town, pair["refresh_token"]).status_code == 200


def test_refresh_token_works_once(town: Town) -> None:
    refresh(town)
    again = refresh(town)
    assert again.status_code == 400
    assert again.json() == {
        "error": "invalid_request",
        "error_description": "Value passed for the token was invalid.",
    }


def test_refresh_needs_the_client_secret(town: Town) -> None:
    assert refresh(town, secret="fout").status_code == 401
    assert refresh(town).status_code == 200


def test_revoked_account_cannot_refresh(town: Town) -> None:
    town.control("POST", "tokens/expire", {"platform": "x", "revoke": True})
    assert refresh(town).status_code == 400


def test_connecting_again_gives_new_credentials(town: Town) -> None:
    town.control("POST", "tokens/expire", {"platform": "x", "revoke": True})
    account = town.control("POST", "tokens/restore", {"platform": "x"})
    assert Web(town.simulator.x, account["access_token"]).get("/2/users/me").status_code == 200


def test_requests_are_counted(x: Web) -> None:
    left = [int(x.get("/users/me").headers["x-rate-limit-remaining"]) for _ in range(2)]
    assert left == [74, 73]


def test_every_endpoint_has_its_own_bucket(x: Web, mentions: str) -> None:
    x.get("/users/me")
    assert x.get(mentions).headers["x-rate-limit-remaining"] == "299"


def test_too_many_requests(town: Town, x: Web) -> None:
    town.set(rate_limit=2)
    answers = [x.get("/users/me") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert answers[2].headers["x-rate-limit-remaining"] == "0"
    assert int(answers[2].headers["x-rate-limit-reset"]) > time.time() + 800


def test_me_is_the_municipality(x: Web) -> None:
    assert x.get("/users/me").json()["data"] == {
        "id": "1400000000000000001",
        "name": "Gemeente Voorbeeld",
        "username": "GemVoorbeeld",
    }


def test_user_by_name(town: Town, x: Web) -> None:
    town.says("x", "hallo", author="jan_voorbeeld", name="Jan Voorbeeld")
    fields = {"user.fields": "verified_type,profile_image_url"}
    user = x.get("/users/by/username/JAN_voorbeeld", **fields).json()["data"]
    assert (user["name"], user["verified_type"]) == ("Jan Voorbeeld", "none")
    assert user["profile_image_url"].startswith(town.simulator.url)


def test_unknown_user_is_only_an_error(x: Web) -> None:
    assert set(x.get("/users/by/username/niemand").json()) == {"errors"}


def test_users_by_id(town: Town, x: Web) -> None:
    body = x.get("/users", ids=f"{town.accounts['x']['user_id']},99").json()
    assert [user["username"] for user in body["data"]] == ["GemVoorbeeld"]
    assert body["errors"][0]["resource_id"] == "99"


def test_lookup_names_what_is_missing(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    body = x.get("/tweets", ids=f"{asked},77").json()
    assert [post["id"] for post in body["data"]] == [asked]
    (error,) = body["errors"]
    assert (error["parameter"], error["value"], error["resource_type"]) == ("ids", "77", "tweet")


def test_lookup_takes_a_hundred(x: Web) -> None:
    assert x.get("/tweets", ids=",".join(["1"] * 100)).status_code == 200
    assert x.get("/tweets", ids=",".join(["1"] * 101)).status_code == 400


def test_missing_post_is_200_with_only_errors(x: Web) -> None:
    answer = x.get("/tweets/77")
    assert answer.status_code == 200
    assert set(answer.json()) == {"errors"}


def test_old_version_can_still_be_looked_up(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld eerst")
    town.control("PATCH", f"posts/x/{asked}", {"text": "@GemVoorbeeld later"})
    assert x.get(f"/tweets/{asked}").json()["data"]["text"] == "@GemVoorbeeld eerst"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("conversation_id:{asked}", {"asked", "answer"}),
        ("from:noor_voorbeeld", {"asked", "loose"}),
        ("to:GemVoorbeeld", {"asked"}),
        ("@GemVoorbeeld", {"asked"}),
        ("is:reply conversation_id:{asked}", {"answer"}),
        ("from:noor_voorbeeld -@GemVoorbeeld -is:retweet", {"loose"}),
        ("straatlantaarn", {"loose"}),
        ("straatlantaarn OR hallo", {"asked", "loose"}),
        ('"kapotte straatlantaarn"', {"loose"}),
        ('"straatlantaarn kapotte" OR hallo', {"asked"}),
        ("(hallo OR kapotte) from:noor_voorbeeld -kapotte", {"asked"}),
        ("-(hallo OR kapotte) conversation_id:{asked}", {"answer"}),
        ("kapotte lang:nl -is:retweet", {"loose"}),
    ],
)
def test_search(town: Town, x: Web, query: str, found: set[str]) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    posts = {"asked": asked, "answer": "", "loose": town.says("x", "Kapotte straatlantaarn")}
    posts["answer"] = town.says("x", "Dag", parent=asked, author="municipality")
    body = x.get("/tweets/search/recent", query=query.format(asked=asked)).json()
    assert {post["id"] for post in body["data"]} == {posts[name] for name in found}


def test_search_for_quotes(town: Town, x: Web) -> None:
    post = town.says("x", "Morgen dicht", author="municipality")
    quote = town.says("x", "Alweer", quotes=post)
    town.says("x", "Alweer wat", parent=post)
    body = x.get("/tweets/search/recent", query=f"quotes_of_tweet_id:{post}").json()
    assert [found["id"] for found in body["data"]] == [quote]


def test_search_reaches_back_seven_days(town: Town, x: Web) -> None:
    town.control("POST", "reset", {"at": "2026-01-01T12:00:00+00:00"})
    body = x.get("/tweets/search/recent", query="from:GemVoorbeeld").json()
    assert body["meta"]["result_count"] == 0


@pytest.mark.parametrize("query", ["kleur:rood", "a OR", "(a", "lang:nl", "a AND b", "x" * 513])
def test_query_x_would_not_understand_is_refused(x: Web, query: str) -> None:
    assert x.get("/tweets/search/recent", query=query).status_code == 400


def test_unknown_route_is_404(x: Web) -> None:
    assert x.get("/spaces").status_code == 404
