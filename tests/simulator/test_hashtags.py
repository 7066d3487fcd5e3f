"""Counting posts on X, and hashtags of Instagram, as the platforms' own clients ask for them."""

from __future__ import annotations

import pytest

from tests.simulator.web import Town, Web


@pytest.fixture
def app(town: Town) -> Web:
    return Web(f"{town.simulator.x}/2", town.accounts["x"]["app_bearer"])


def account(town: Town) -> str:
    return str(town.accounts["instagram"]["ig_id"])


def test_posts_are_counted_by_the_hour_for_the_app_only(town: Town, x: Web, app: Web) -> None:
    town.says("x", "Kapotte lantaarn")
    town.says("x", "Nog een lantaarn")
    body = app.get("/tweets/counts/recent", query="lantaarn").json()
    assert body["meta"]["total_tweet_count"] == 2
    assert sum(hour["tweet_count"] for hour in body["data"]) == 2
    assert len(body["data"]) == 7 * 24
    assert x.get("/tweets/counts/recent", query="lantaarn").status_code in (401, 403)


def test_counting_costs_half_a_cent_and_refuses_what_search_refuses(town: Town, app: Web) -> None:
    before = town.control("GET", "credits")["spent_micro_dollars"]
    app.get("/tweets/counts/recent", query="lantaarn", granularity="day")
    assert town.control("GET", "credits")["spent_micro_dollars"] - before == 5_000
    assert app.get("/tweets/counts/recent", query="sample:10").status_code == 400


def test_counting_has_a_limit(town: Town, app: Web) -> None:
    town.set(rate_limit=1)
    assert app.get("/tweets/counts/recent", query="lantaarn").status_code == 200
    assert app.get("/tweets/counts/recent", query="lantaarn").status_code == 429


def test_hashtag_has_a_number_and_recent_media_without_names(town: Town, instagram: Web) -> None:
    body = {"author": "fotograaf_fictie", "text": "#Kermis"}
    said = town.control("POST", "photos", body)["id"]
    (tag,) = instagram.get("/ig_hashtag_search", user_id=account(town), q="kermis").json()["data"]
    assert instagram.get(f"/{tag['id']}", fields="name").json()["name"] == "kermis"
    path = f"/{tag['id']}/recent_media"
    found = instagram.get(path, user_id=account(town), fields="id,caption").json()
    assert found["data"] == [{"id": said, "caption": "#Kermis"}]
    refused = instagram.get(path, user_id=account(town), fields="username")
    assert refused.json()["error"]["code"] == 100


def test_thirty_hashtags_in_seven_days(town: Town, instagram: Web) -> None:
    for number in range(30):
        answer = instagram.get("/ig_hashtag_search", user_id=account(town), q=f"tag{number}")
        assert answer.status_code == 200
    refused = instagram.get("/ig_hashtag_search", user_id=account(town), q="nogeen")
    assert refused.json()["error"]["code"] == 18
    assert instagram.get("/ig_hashtag_search", user_id=account(town), q="tag0").status_code == 200
    town.control("POST", "clock", {"advance_seconds": 8 * 24 * 3600})
    assert instagram.get("/ig_hashtag_search", user_id=account(town), q="nogeen").status_code == 200


def test_what_is_no_hashtag_and_what_is_not_allowed(town: Town, instagram: Web) -> None:
    answer = instagram.get("/ig_hashtag_search", user_id=account(town), q="twee woorden")
    assert answer.json()["error"]["code"] == 24
    town.set(ig_public_content=False)
    answer = instagram.get("/ig_hashtag_search", user_id=account(town), q="kermis")
    assert answer.json()["error"]["code"] == 10
