"""POST and DELETE /2/tweets: what X takes and what it refuses."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.web import Response, Town, Web


def reply(x: Web, target: str, text: str = "Dank, wij komen eraan.", **more: Any) -> Response:
    body = {"text": text, "reply": {"in_reply_to_tweet_id": target, **more}}
    return x.post("/tweets", json=body)


def refusal(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["detail"]


def test_reply_stands_in_the_conversation(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = reply(x, asked)
    assert answer.status_code == 201
    (placed,) = town.control("GET", "outbox?platform=x")
    assert placed["id"] == answer.json()["data"]["id"]
    assert (placed["thread_id"], placed["parent_id"], placed["via"]) == (asked, asked, "api")


def test_reply_is_read_back_with_the_handle_before_it(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    placed = reply(x, asked, "Dag Noor").json()["data"]["id"]
    body = x.get(f"/tweets/{placed}", **{"tweet.fields": "display_text_range"}).json()
    assert body["data"]["text"] == "@noor_voorbeeld Dag Noor"
    assert body["data"]["display_text_range"] == [16, 24]


def test_typed_handle_is_not_put_twice(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = reply(x, asked, "@noor_voorbeeld Dag").json()
    assert answer["data"]["text"] == "@noor_voorbeeld Dag"


def test_excluded_people_are_left_out(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    author = x.get(f"/tweets/{asked}", **{"tweet.fields": "author_id"}).json()["data"]["author_id"]
    answer = reply(x, asked, "Dag", exclude_reply_user_ids=[author]).json()
    assert answer["data"]["text"] == "Dag"


@pytest.mark.parametrize("text", ["", "   "])
def test_empty_text_is_refused(town: Town, x: Web, text: str) -> None:
    assert x.post("/tweets", json={"text": text}).status_code == 400


def test_280_is_the_limit(x: Web) -> None:
    assert x.post("/tweets", json={"text": "a" * 280}).status_code == 201
    status, detail = refusal(x.post("/tweets", json={"text": "a" * 281}))
    assert status == 400
    assert detail.startswith("Your Tweet text is too long.")


def test_weight_decides_and_not_length(x: Web) -> None:
    assert x.post("/tweets", json={"text": "€" * 141}).status_code == 400


def test_handles_x_adds_do_not_count(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    assert reply(x, asked, "a" * 280).status_code == 201


def test_unknown_property_is_refused(x: Web) -> None:
    answer = x.post("/tweets", json={"text": "hallo", "kleur": "rood"})
    assert answer.status_code == 400
    assert "$.kleur" in answer.json()["errors"][0]["message"]


def test_same_text_is_refused(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    reply(x, asked, "Dank u wel")
    status, detail = refusal(reply(x, asked, " dank  u wel "))
    assert (status, detail) == (
        403,
        "You are not allowed to create a Tweet with duplicate content.",
    )


def test_same_text_is_welcome_after_the_window(town: Town, x: Web) -> None:
    town.set(duplicate_window_seconds=0)
    assert x.post("/tweets", json={"text": "Dank u wel"}).status_code == 201
    assert x.post("/tweets", json={"text": "Dank u wel"}).status_code == 201


def test_same_text_is_welcome_once_the_first_is_deleted(x: Web) -> None:
    placed = x.post("/tweets", json={"text": "Dank u wel"}).json()["data"]["id"]
    x.delete(f"/tweets/{placed}")
    assert x.post("/tweets", json={"text": "Dank u wel"}).status_code == 201


def test_native_text_counts_as_duplicate_too(town: Town, x: Web) -> None:
    town.says("x", "Dank u wel", author="municipality")
    assert x.post("/tweets", json={"text": "Dank u wel"}).status_code == 403


def test_unsummoned_reply_is_refused(town: Town, x: Web) -> None:
    status, detail = refusal(reply(x, town.says("x", "De gemeente doet ook niks")))
    assert status == 403
    assert detail.startswith("You can only reply to or quote posts where you are mentioned")


def test_reply_in_our_own_thread_is_summoned(town: Town, x: Web) -> None:
    asked = town.says("x", "klopt dit?", parent=town.own("x"))
    assert reply(x, asked).status_code == 201


def test_quote_summons(town: Town, x: Web) -> None:
    asked = town.says("x", "Nou nou", quotes=town.own("x"))
    assert reply(x, asked).status_code == 201


def test_strict_gate_wants_a_typed_mention(town: Town, x: Web) -> None:
    town.set(reply_gate="explicit")
    implied = town.says("x", "klopt dit?", parent=town.own("x"))
    typed = town.says("x", "klopt dit, @GemVoorbeeld?", parent=town.own("x"))
    assert [reply(x, implied).status_code, reply(x, typed).status_code] == [403, 201]


def test_enterprise_may_answer_anyone(town: Town, x: Web) -> None:
    town.set(reply_gate="enterprise")
    assert reply(x, town.says("x", "De gemeente doet ook niks")).status_code == 201


def test_reply_to_ourselves_is_allowed(town: Town, x: Web) -> None:
    assert reply(x, town.own("x")).status_code == 201


def test_deleted_target_is_refused(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    town.control("DELETE", f"posts/x/{asked}")
    status, detail = refusal(reply(x, asked))
    assert status == 403
    assert "deleted or not visible" in detail


def test_quote_is_not_for_self_serve(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    answer = x.post("/tweets", json={"text": "Mooi", "quote_tweet_id": asked})
    assert answer.status_code == 403


def test_own_post_can_be_deleted(town: Town, x: Web) -> None:
    placed = x.post("/tweets", json={"text": "Oeps"}).json()["data"]["id"]
    assert x.delete(f"/tweets/{placed}").json() == {"data": {"deleted": True}}
    assert "errors" in x.get(f"/tweets/{placed}").json()


def test_post_of_somebody_else_cannot_be_deleted(town: Town, x: Web) -> None:
    asked = town.says("x", "@GemVoorbeeld hallo")
    assert x.delete(f"/tweets/{asked}").status_code == 403


def test_refused_post_is_not_placed(town: Town, x: Web) -> None:
    reply(x, town.says("x", "De gemeente doet ook niks"))
    assert town.outbox("x") == []
