"""What the plan allows and costs at X: hiding, likes, limits of a day, credits, protection."""

from __future__ import annotations

import pytest

from tests.simulator.web import Response, Town, Web

US = "1400000000000000001"


def hide(x: Web, identity: str, hidden: bool = True) -> Response:
    return x.client.put(f"/tweets/{identity}/hidden", json={"hidden": hidden})


def test_reply_in_our_thread_is_hidden_and_shown_again(town: Town, x: Web) -> None:
    reply = town.says("x", "lelijk", parent=town.own("x"))
    assert hide(x, reply).json() == {"data": {"hidden": True}}
    assert [each["hidden"] for each in town.control("GET", "posts/x")][-1] is True
    assert hide(x, reply, hidden=False).json() == {"data": {"hidden": False}}


def test_only_replies_in_our_threads_are_hidden(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answers = [hide(x, asked), hide(x, town.says("x", "ja", parent=asked)), hide(x, town.own("x"))]
    assert [each.status_code for each in answers] == [403, 403, 403]


def test_likes_are_for_enterprise(town: Town, x: Web) -> None:
    asked = town.says("x", "Dank u wel @GemVoorbeeld")
    body = {"tweet_id": asked}
    assert x.post(f"/users/{US}/likes", json=body).json()["title"] == "Client Forbidden"
    town.set(x_plan="enterprise")
    assert x.post(f"/users/{US}/likes", json=body).json() == {"data": {"liked": True}}
    metrics = {"tweet.fields": "public_metrics"}
    shown = x.get(f"/tweets/{asked}", **metrics).json()["data"]
    assert shown["public_metrics"]["like_count"] == 1
    assert x.delete(f"/users/{US}/likes/{asked}").json() == {"data": {"liked": False}}


def test_quotes_are_for_enterprise(town: Town, x: Web) -> None:
    town.set(x_plan="enterprise")
    asked = town.says("x", "@GemVoorbeeld hallo")
    assert x.post("/tweets", json={"text": "Mooi", "quote_tweet_id": asked}).status_code == 201


def test_limit_of_a_day(town: Town, x: Web) -> None:
    town.set(x_daily_limit=1)
    first, second = (x.post("/tweets", json={"text": text}) for text in ("een", "twee"))
    assert (first.status_code, second.status_code) == (201, 429)
    assert second.headers["x-app-limit-24hour-remaining"] == "0"
    assert int(second.headers["x-rate-limit-remaining"]) > 0
    town.control("POST", "clock", {"advance_seconds": 24 * 3600 + 1})
    account = town.control("POST", "tokens/restore", {"platform": "x"})
    tomorrow = Web(f"{town.simulator.x}/2", account["access_token"])
    assert tomorrow.post("/tweets", json={"text": "drie"}).status_code == 201


def test_limit_ends_after_a_quarter(town: Town, x: Web) -> None:
    town.set(rate_limit=1)
    assert [x.get("/users/me").status_code for _ in range(2)] == [200, 429]
    town.control("POST", "clock", {"advance_seconds": 15 * 60})
    assert x.get("/users/me").status_code == 200


def spent(town: Town) -> int:
    return int(town.control("GET", "credits")["spent_micro_dollars"])


def test_post_is_paid_for_once_a_day(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "@GemVoorbeeld hallo")
    assert [(x.get(mentions), spent(town))[1] for _ in range(2)] == [5_000, 5_000]


def test_empty_answer_is_free(town: Town, x: Web, mentions: str) -> None:
    x.get(mentions)
    assert spent(town) == 0


@pytest.mark.parametrize(("text", "price"), [("Dag!", 15_000), ("Zie gemeente.nl/afval", 200_000)])
def test_price_of_a_post(town: Town, x: Web, text: str, price: int) -> None:
    x.post("/tweets", json={"text": text})
    assert spent(town) == price


def test_without_credit_nothing_is_answered(town: Town, x: Web) -> None:
    town.control("POST", "credits", {"micro_dollars": 15_000})
    assert x.post("/tweets", json={"text": "een"}).status_code == 201
    refused = x.post("/tweets", json={"text": "twee"})
    assert (refused.status_code, refused.json()["title"]) == (402, "CreditsDepleted")
    town.control("POST", "credits", {"micro_dollars": None})
    assert x.post("/tweets", json={"text": "twee"}).status_code == 201


def test_spend_cap(town: Town, x: Web) -> None:
    town.control("POST", "credits", {"spend_cap_micro_dollars": 1})
    assert x.get("/users/me").status_code == 200
    refused = x.get("/users/me")
    assert (refused.status_code, refused.json()["title"]) == (403, "SpendCapReached")


def test_usage_cap_and_usage(town: Town, x: Web, mentions: str) -> None:
    town.control("POST", "credits", {"post_cap": 1})
    town.says("x", "@GemVoorbeeld hallo")
    assert [x.get(mentions).status_code for _ in range(2)] == [200, 429]
    app = Web(f"{town.simulator.x}/2", town.accounts["x"]["app_bearer"])
    usage = app.get("/usage/tweets").json()["data"]
    assert (usage["project_cap"], usage["project_usage"]) == (1, 1)


def test_protected_author_is_not_to_be_seen(town: Town, x: Web, mentions: str) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = town.says("x", "Dag", parent=asked, author="municipality")
    town.control("POST", "x/protect", {"author": "noor_voorbeeld"})
    assert x.get(mentions).json() == {"meta": {"result_count": 0}}
    (error,) = x.get("/tweets", ids=asked).json()["errors"]
    assert error["title"] == "Authorization Error"
    query = {"expansions": "referenced_tweets.id"}
    body = x.get(f"/tweets/{answer}", **query).json()
    assert body["errors"][0]["section"] == "includes"


def test_mentions_reach_back_so_far(town: Town, x: Web, mentions: str) -> None:
    town.set(x_reach=3)
    asked = [town.says("x", f"@GemVoorbeeld {number}") for number in range(5)]
    assert [each["id"] for each in x.get(mentions).json()["data"]] == asked[:1:-1]


def test_five_edits_within_the_hour(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld 0")

    def edit(text: str) -> int:
        path = f"/control/posts/x/{asked}"
        return town.web().client.patch(path, json={"text": text}).status_code

    assert [edit(f"@GemVoorbeeld {number}") for number in range(1, 7)] == [200] * 5 + [400]
    asked = town.says("x", "@GemVoorbeeld later")
    town.control("POST", "clock", {"advance_seconds": 3601})
    assert edit("@GemVoorbeeld te laat") == 400
