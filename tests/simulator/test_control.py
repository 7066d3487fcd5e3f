"""The control API itself."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError

import pytest

from tests.simulator.web import Town, Web

TWEET = {"platform": "x", "author": "noor_voorbeeld", "text": "hallo"}


def test_health(town: Town) -> None:
    answer = town.web().get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"ok": True})


def test_credentials_are_the_same_after_a_reset(town: Town) -> None:
    town.control("POST", "tokens/restore", {"platform": "x"})
    assert town.control("GET", "municipality") != town.accounts
    town.control("POST", "reset", {})
    assert town.control("GET", "municipality") == town.accounts


def test_reset_forgets_posts_settings_and_faults(town: Town) -> None:
    town.says("x", "hallo")
    town.set(reply_gate="enterprise")
    town.fault("x", "503")
    town.control("POST", "reset", {})
    assert len(town.control("GET", "posts/x")) == 4
    assert town.control("GET", "settings")["reply_gate"] == "summoned"
    assert town.control("GET", "faults") == []


def test_world_can_begin_in_the_past(town: Town) -> None:
    town.control("POST", "reset", {"at": "2026-01-10T12:00:00+01:00"})
    moments = [post["at"] for post in town.control("GET", "posts/facebook")]
    assert moments[0] == "2026-01-07T09:00:00+0000"


def test_same_moment_gives_the_same_world(town: Town) -> None:
    def world() -> Any:
        town.control("POST", "reset", {"at": "2026-01-10T12:00:00"})
        return [town.control("GET", f"posts/{name}") for name in ("x", "facebook", "instagram")]

    assert world() == world()


def test_nothing_of_the_beginning_is_in_the_outbox(town: Town) -> None:
    assert town.control("GET", "outbox") == []


def test_native_post_is_in_the_outbox_as_such(town: Town) -> None:
    town.says("instagram", "Kijk!", author="municipality")
    (post,) = town.control("GET", "outbox")
    assert (post["platform"], post["text"], post["via"]) == ("instagram", "Kijk!", "app")


def test_outbox_is_oldest_first_and_can_be_of_one_platform(town: Town) -> None:
    for platform in ("x", "facebook", "x"):
        town.says(platform, f"op {platform}", author="municipality")
    assert town.outbox() == ["op x", "op facebook", "op x"]
    assert town.outbox("facebook") == ["op facebook"]


def test_created_post_tells_its_thread_and_its_page(town: Town) -> None:
    own = town.own("facebook")
    made = town.control("POST", "posts", TWEET | {"platform": "facebook", "parent": own})
    assert made["thread_id"] == own
    assert town.web().get(made["url"].removeprefix(town.simulator.url)).status_code == 200


def test_thread_with_everything_below(town: Town) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = town.says("x", "Dag", parent=asked, author="municipality")
    thanks = town.says("x", "Dank", parent=answer)
    town.says("x", "iets anders")
    thread = town.control("GET", f"posts/x?parent={asked}")
    assert [post["id"] for post in thread] == [asked, answer, thanks]


def test_name_is_kept_for_a_new_citizen(town: Town) -> None:
    town.says("x", "hallo", author="jan_voorbeeld", name="Jan de Zwart")
    assert town.control("GET", "posts/x")[-1]["name"] == "Jan de Zwart"


def test_half_a_character_is_replaced(town: Town) -> None:
    town.says("x", "hallo \ud83d")
    assert town.control("GET", "posts/x")[-1]["text"] == "hallo \ufffd"


def test_thousands_at_once(town: Town) -> None:
    drafts = [TWEET | {"text": f"@GemVoorbeeld {number}"} for number in range(2000)]
    assert len(set(town.control("POST", "bulk", drafts)["ids"])) == 2000


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "posts", {"platform": "hyves", "author": "a", "text": "b"}),
        ("POST", "posts", {"platform": "x", "author": "a", "text": " "}),
        ("POST", "posts", {"platform": "x", "text": "b"}),
        ("POST", "posts", {"platform": "x", "author": "te_lang_voor_een_x", "text": "b"}),
        ("POST", "posts", TWEET | {"parent": "123"}),
        ("POST", "posts", TWEET | {"platform": "instagram"}),
        ("POST", "posts", [TWEET]),
        ("POST", "bulk", TWEET),
        ("POST", "reset", {"at": "ooit"}),
        ("PATCH", "posts/x/123", {"text": "b"}),
        ("DELETE", "posts/x/123", None),
        ("GET", "posts/hyves", None),
        ("GET", "posts/x?parent=123", None),
        ("POST", "settings", {"kleur": "rood"}),
        ("POST", "settings", {"reply_gate": "open"}),
        ("POST", "settings", {"latency_seconds": -1}),
        ("POST", "settings", {"require_appsecret_proof": 1}),
        ("POST", "tokens/expire", {"platform": "hyves"}),
        ("POST", "stream", {"running": "ja"}),
        ("POST", "stream", {"every": 0}),
    ],
)
def test_bad_input_is_explained(town: Town, method: str, path: str, body: Any) -> None:
    with pytest.raises(HTTPError) as refused:
        town.control(method, path, body)
    assert refused.value.code == 400
    assert json.load(refused.value)["error"]


def test_refused_settings_change_nothing(town: Town) -> None:
    before = town.control("GET", "settings")
    with pytest.raises(HTTPError):
        town.set(rate_limit=5, reply_gate="open")
    assert town.control("GET", "settings") == before


@pytest.mark.parametrize("platform", ["x", "facebook", "instagram"])
def test_deleted_account_is_gone_for_good(town: Town, platform: str) -> None:
    town.control("POST", "accounts/delete", {"platform": platform})
    address = {"x": town.simulator.x + "/2/users", "facebook": town.simulator.facebook}
    token = town.accounts[platform].get("access_token") or town.accounts[platform]["page_token"]
    web = Web(address.get(platform, town.simulator.instagram), token)
    assert web.get("/me").status_code in (400, 401)
    restore = town.web().post("/control/tokens/restore", json={"platform": platform})
    assert restore.status_code == 400


def test_own_posts_only(town: Town) -> None:
    town.says("x", "@GemVoorbeeld hallo")
    assert {post["municipality"] for post in town.control("GET", "posts/x?own=1")} == {True}


def test_many_direct_messages_at_once(town: Town) -> None:
    drafts = [
        {"platform": "facebook", "author": f"burger_{number}_voorbeeld", "text": "Hallo"}
        for number in range(20)
    ]
    assert len(set(town.control("POST", "directs/bulk", drafts)["ids"])) == 20
