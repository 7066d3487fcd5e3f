"""Faults on request, for one platform, method and path at a time."""

from __future__ import annotations

import json
import time
from urllib.error import HTTPError

import pytest

from tests.simulator.web import Broken, Response, Town, Web


def tweet(x: Web, text: str = "Dag") -> Response:
    return x.post("/tweets", json={"text": text})


@pytest.mark.parametrize("kind", ["401", "402", "403", "429", "500", "503"])
def test_status_from_x(town: Town, x: Web, kind: str) -> None:
    town.fault("x", kind)
    answer = tweet(x)
    assert answer.status_code == int(kind)
    assert answer.json()["title"]
    assert town.outbox() == []


@pytest.mark.parametrize(
    ("kind", "status", "code"),
    [("401", 401, 190), ("403", 403, 200), ("429", 429, 4), ("500", 500, 1), ("503", 503, 2)],
)
def test_status_from_meta(town: Town, graph: Web, kind: str, status: int, code: int) -> None:
    town.fault("facebook", kind)
    answer = graph.get("/me")
    assert (answer.status_code, answer.json()["error"]["code"]) == (status, code)


@pytest.mark.parametrize(
    ("kind", "status", "detail"),
    [
        ("x:spend_cap", 403, "billing cycle spend cap"),
        ("x:usage_cap", 429, "Usage cap exceeded"),
        ("x:not_engaged", 403, "mentioned or otherwise engaged"),
        ("x:client_not_enrolled", 403, "attached to a Project"),
        ("x:wrong_app_permissions", 403, "oauth1 app permissions"),
    ],
)
def test_particular_problem_of_x(town: Town, x: Web, kind: str, status: int, detail: str) -> None:
    town.fault("x", kind)
    answer = tweet(x)
    assert answer.status_code == status
    assert detail in answer.json()["detail"]


def test_particular_error_of_meta(town: Town, graph: Web) -> None:
    town.fault("facebook", "graph:190/460")
    error = graph.get("/me").json()["error"]
    assert (error["code"], error["error_subcode"], error["type"]) == (190, 460, "OAuthException")


def test_throttling_says_until_when(town: Town, x: Web, graph: Web) -> None:
    town.fault("x", "429", seconds=90)
    town.fault("facebook", "graph:80001", seconds=90)
    reset = int(x.get("/users/me").headers["x-rate-limit-reset"])
    assert 80 < reset - time.time() <= 91
    usage = json.loads(graph.get("/me").headers["x-business-use-case-usage"])
    assert usage["100200300400500"][0]["estimated_time_to_regain_access"] == 2


def test_gateway_page(town: Town, x: Web) -> None:
    town.fault("x", "html502")
    answer = tweet(x)
    assert (answer.status_code, answer.headers["content-type"][:9]) == (502, "text/html")
    assert town.outbox() == []


def test_answer_that_is_not_json(town: Town, x: Web) -> None:
    town.fault("x", "not_json")
    answer = x.get("/users/me")
    assert (answer.status_code, answer.text) == (200, "ok")


def test_truncated_answer_was_carried_out(town: Town, x: Web) -> None:
    town.fault("x", "truncated")
    answer = tweet(x)
    assert answer.status_code == 201
    with pytest.raises(ValueError, match=r"Unterminated|Expecting|delimiter"):
        answer.json()
    assert town.outbox() == ["Dag"]


def test_reset_carries_nothing_out(town: Town, x: Web) -> None:
    town.fault("x", "reset")
    with pytest.raises(Broken):
        tweet(x)
    assert town.outbox() == []


def test_lost_answer_was_carried_out(town: Town, x: Web) -> None:
    town.fault("x", "lost")
    with pytest.raises(Broken):
        tweet(x)
    assert town.outbox() == ["Dag"]


def test_lost_refresh_spends_the_token(town: Town) -> None:
    town.fault("x", "lost", path="oauth2/token")
    account = town.accounts["x"]
    form = {"grant_type": "refresh_token", "refresh_token": account["refresh_token"]}
    secrets = (account["client_id"], account["client_secret"])
    web = Web(town.simulator.x)
    with pytest.raises(Broken):
        web.post("/2/oauth2/token", data=form, auth=secrets)
    assert web.post("/2/oauth2/token", data=form, auth=secrets).status_code == 400


def test_timeout_carries_nothing_out(town: Town, x: Web) -> None:
    town.fault("x", "timeout", seconds=0.2)
    began = time.monotonic()
    with pytest.raises(Broken):
        tweet(x)
    assert time.monotonic() - began >= 0.2
    assert town.outbox() == []


def test_caller_may_give_up_first(town: Town, x: Web) -> None:
    town.fault("x", "timeout", seconds=30)
    with pytest.raises(Broken):
        x.post("/tweets", json={"text": "Dag"}, timeout=0.1)
    assert tweet(x).status_code == 201


def test_fault_wears_out(town: Town, x: Web) -> None:
    town.fault("x", "503", times=2)
    assert [x.get("/users/me").status_code for _ in range(3)] == [503, 503, 200]
    assert town.control("GET", "faults") == []


def test_fault_is_for_one_method_and_path(town: Town, x: Web) -> None:
    town.fault("x", "503", method="POST", path="/2/tweets$")
    assert x.get("/users/me").status_code == 200
    assert tweet(x).status_code == 503


def test_instagram_is_told_apart_on_the_shared_host(town: Town, graph: Web) -> None:
    town.fault("instagram", "503")
    assert graph.get(f"/{town.own('facebook')}").status_code == 200
    assert graph.get(f"/{town.own('instagram')}").status_code == 503


def test_faults_can_be_cleared(town: Town, x: Web) -> None:
    town.fault("x", "503", times=9)
    town.control("DELETE", "faults")
    assert x.get("/users/me").status_code == 200


def test_latency(town: Town, x: Web) -> None:
    town.set(latency_seconds=0.2)
    began = time.monotonic()
    x.get("/users/me")
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(
    "fault",
    [
        {"platform": "x", "kind": "418"},
        {"platform": "facebook", "kind": "402"},
        {"platform": "facebook", "kind": "graph:veel"},
        {"platform": "hyves", "kind": "503"},
        {"platform": "x", "kind": "503", "path": "("},
        {"platform": "x", "kind": "503", "times": 0},
        {"platform": "x", "kind": "503", "method": "FETCH"},
        {"platform": "x", "kind": "503", "colour": "red"},
    ],
)
def test_impossible_fault_is_refused(town: Town, fault: dict[str, object]) -> None:
    with pytest.raises(HTTPError) as refused:
        town.control("POST", "faults", fault)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]
