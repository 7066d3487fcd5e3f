"""Letting an app in: the dialogs, the codes and the tokens."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.simulator.graph.scopes import FACEBOOK_LOGIN, INSTAGRAM_LOGIN
from tests.simulator.test_graph_messages import answer, writes
from tests.simulator.test_graph_writing import problem
from tests.simulator.web import Response, Town, Web

BACK = "http://127.0.0.1:9/kanalen/terug"
DAY = 86_400
DIALOGS = {
    "facebook": "/facebook.com/v26.0/dialog/oauth",
    "instagram": "/instagram.com/oauth/authorize",
}
SCOPES = {"facebook": FACEBOOK_LOGIN, "instagram": INSTAGRAM_LOGIN}
CLIENTS = {"facebook": "900000000000001", "instagram": "900000000000002"}


def asks(town: Town, platform: str, **more: str) -> Response:
    query = {
        "client_id": CLIENTS[platform],
        "redirect_uri": BACK,
        "state": "abc",
        "response_type": "code",
        "scope": ",".join(SCOPES[platform]),
    }
    return town.web().get(DIALOGS[platform], **query | more)


def fields_of(html: str) -> dict[str, list[str]]:
    """Every value a browser would send along with a button."""
    found: dict[str, list[str]] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        name, value = (re.search(rf'{each}="([^"]*)"', tag) for each in ("name", "value"))
        if name and value:
            found.setdefault(name[1], []).append(value[1])
    return found


def decides(town: Town, platform: str, decision: str = "authorize", **changes: Any) -> Any:
    """Press a button; what the app gets back, by name."""
    fields = fields_of(asks(town, platform).text) | {"decision": [decision]} | changes
    answered = town.web().post(DIALOGS[platform], data=fields)
    assert answered.status_code == 303
    there = urlsplit(answered.headers["location"])
    assert answered.headers["location"].startswith(BACK)
    return {name: value[0] for name, value in parse_qs(there.query).items()}


def secret(town: Town, platform: str) -> dict[str, str]:
    given = str(town.accounts[platform]["app_secret"])
    return {"client_id": CLIENTS[platform], "client_secret": given}


def exchange(town: Town, **more: str) -> Response:
    web = Web(f"{town.simulator.facebook}/v26.0")
    return web.get("/oauth/access_token", **secret(town, "facebook") | more)


def short(town: Town, **changes: Any) -> str:
    code = decides(town, "facebook", **changes)["code"]
    return str(exchange(town, code=code, redirect_uri=BACK).json()["access_token"])


def long(town: Town, **changes: Any) -> str:
    body = exchange(
        town, grant_type="fb_exchange_token", fb_exchange_token=short(town, **changes)
    ).json()
    assert abs(body["expires_in"] - 60 * DAY) < 10
    return str(body["access_token"])


def pages(town: Town, token: str) -> list[Any]:
    web = Web(f"{town.simulator.facebook}/v26.0", query={"access_token": token})
    fields = "id,name,access_token,tasks,instagram_business_account{id,username}"
    rows: list[Any] = web.get("/me/accounts", fields=fields).json()["data"]
    return rows


def debugged(town: Town, token: str) -> Any:
    facebook = town.accounts["facebook"]
    app = f"{facebook['app_id']}|{facebook['app_secret']}"
    web = Web(f"{town.simulator.facebook}/v26.0", query={"access_token": app})
    return web.get("/debug_token", input_token=token).json()["data"]


@pytest.mark.parametrize("platform", DIALOGS)
def test_dialog_gives_a_code_and_the_state(town: Town, platform: str) -> None:
    page = asks(town, platform)
    assert 'data-testid="authorize"' in page.text
    assert f"form-action 'self' {BACK[:18]}" in page.headers["content-security-policy"]
    given = decides(town, platform)
    assert (given["state"], set(given)) == ("abc", {"code", "state"})


@pytest.mark.parametrize("platform", DIALOGS)
def test_no_is_an_answer_too(town: Town, platform: str) -> None:
    given = decides(town, platform, "deny")
    assert (given["error"], given["error_reason"]) == ("access_denied", "user_denied")


@pytest.mark.parametrize("wrong", [{"client_id": "1"}, {"redirect_uri": "javascript:1"}])
def test_dialog_of_an_app_that_is_not_there(town: Town, wrong: dict[str, str]) -> None:
    page = asks(town, "facebook", **wrong)
    assert (page.status_code, "authorize" in page.text) == (400, False)


def test_pages_to_choose_from(town: Town) -> None:
    ours, library = pages(town, long(town))
    assert (ours["name"], library["name"]) == ("Gemeente Voorbeeld", "Bibliotheek Voorbeeld")
    assert ours["instagram_business_account"]["username"] == "gemeentevoorbeeld"
    assert "MODERATE" in ours["tasks"]
    web = Web(f"{town.simulator.facebook}/v26.0", query={"access_token": library["access_token"]})
    assert web.get("/me").json() == {"name": "Bibliotheek Voorbeeld", "id": library["id"]}
    writes(town)
    assert web.get("/me/feed").json() == {"data": []}
    assert web.get("/me/conversations").json() == {"data": []}
    comment = town.says("facebook", "Hallo", parent=town.own("facebook"))
    assert problem(web.post(f"/{comment}/comments", data={"message": "Dag"}))[1] == 200


def test_only_the_pages_that_were_chosen(town: Town) -> None:
    token = long(town, page=["100200300400600"])
    assert [page["name"] for page in pages(town, token)] == ["Bibliotheek Voorbeeld"]


def test_page_tokens_of_a_long_token_have_no_end(town: Town) -> None:
    ours, _ = pages(town, long(town))
    about = debugged(town, ours["access_token"])
    assert (about["is_valid"], about["type"], about["expires_at"]) == (True, "PAGE", 0)
    assert about["profile_id"] == ours["id"]
    assert about["data_access_expires_at"] - about["issued_at"] == 90 * DAY
    assert set(about["scopes"]) == set(FACEBOOK_LOGIN)


def test_page_tokens_of_a_short_token_end_with_it(town: Town) -> None:
    ours, _ = pages(town, short(town))
    town.control("POST", "clock", {"advance_seconds": 3 * 3600})
    assert debugged(town, ours["access_token"])["is_valid"] is False


def test_scope_that_was_unticked(town: Town, page: str) -> None:
    kept = [scope for scope in FACEBOOK_LOGIN if scope != "pages_messaging"]
    ours, _ = pages(town, long(town, allowed=kept))
    web = Web(f"{town.simulator.facebook}/v26.0", query={"access_token": ours["access_token"]})
    noor = writes(town)["thread_id"]
    assert problem(answer(web, page, noor)) == (400, 200, None)
    assert web.get(f"/{page}/feed").status_code == 200


def test_code_works_once_and_for_the_same_address(town: Town) -> None:
    code = decides(town, "facebook")["code"]
    assert problem(exchange(town, code=code, redirect_uri=BACK + "/")) == (400, 100, 36008)
    assert exchange(town, code=code, redirect_uri=BACK).status_code == 200
    assert problem(exchange(town, code=code, redirect_uri=BACK)) == (400, 100, 36009)


def test_code_that_waited_too_long(town: Town) -> None:
    code = decides(town, "facebook")["code"]
    town.control("POST", "clock", {"advance_seconds": 601})
    assert problem(exchange(town, code=code, redirect_uri=BACK)) == (400, 100, 36007)


def test_wrong_secret(town: Town) -> None:
    assert problem(exchange(town, code="x", client_secret="fout"))[1] == 1
    assert problem(exchange(town, code="x", client_id="1"))[1] == 101


def test_token_that_ended_is_not_made_longer(town: Town) -> None:
    token = short(town)
    town.control("POST", "clock", {"advance_seconds": 3 * 3600})
    answered = exchange(town, grant_type="fb_exchange_token", fb_exchange_token=token)
    assert problem(answered) == (400, 190, 463)


def test_token_of_the_app_itself(town: Town) -> None:
    token = exchange(town, grant_type="client_credentials").json()["access_token"]
    assert token == f"{CLIENTS['facebook']}|{town.accounts['facebook']['app_secret']}"


def instagram_short(town: Town) -> Any:
    code = decides(town, "instagram")["code"]
    form = secret(town, "instagram") | {"code": code, "redirect_uri": BACK}
    form["grant_type"] = "authorization_code"
    (row,) = town.web().post("/api.instagram.com/oauth/access_token", data=form).json()["data"]
    return row


def test_instagram_login_from_code_to_sixty_days(town: Town) -> None:
    row = instagram_short(town)
    assert row["user_id"] == town.accounts["instagram"]["ig_id"]
    assert row["permissions"] == ",".join(INSTAGRAM_LOGIN)
    web = Web(town.simulator.instagram, query={"access_token": row["access_token"]})
    assert web.get("/v26.0/me", fields="username").json()["username"] == "gemeentevoorbeeld"
    query = {"grant_type": "ig_exchange_token", **secret(town, "instagram")}
    longer = web.get("/access_token", **query).json()
    assert abs(longer["expires_in"] - 60 * DAY) < 10
    web = Web(town.simulator.instagram, query={"access_token": longer["access_token"]})
    again = web.get("/refresh_access_token", grant_type="ig_refresh_token").json()
    assert again["access_token"] != longer["access_token"]
    assert again["token_type"] == "bearer"


def test_instagram_code_that_is_not_one(town: Town) -> None:
    form = secret(town, "instagram") | {"code": "x", "grant_type": "authorization_code"}
    answered = town.web().post("/api.instagram.com/oauth/access_token", data=form)
    assert problem(answered) == (400, 100, 36009)


def test_token_revoked_and_connected_again(town: Town) -> None:
    ours, _ = pages(town, long(town))
    town.control("POST", "tokens/expire", {"platform": "facebook", "revoke": True})
    assert debugged(town, ours["access_token"])["error"]["code"] == 190
    ours, _ = pages(town, long(town))
    assert debugged(town, ours["access_token"])["is_valid"] is True
