"""Direct messages of X: reading them newest first, and writing them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.web import Response, Town, Web

US = "1400000000000000001"
FIELDS = {
    "dm_event.fields": "id,text,event_type,created_at,sender_id,dm_conversation_id,attachments",
    "expansions": "sender_id,attachments.media_keys",
    "media.fields": "url,alt_text",
}


def writes(town: Town, text: str = "Dag", author: str = "noor_voorbeeld", **more: Any) -> str:
    body = {"platform": "x", "author": author, "text": text, **more}
    return str(town.control("POST", "directs", body)["id"])


def noor(x: Web) -> str:
    return str(x.get("/users/by/username/noor_voorbeeld").json()["data"]["id"])


def write(x: Web, who: str, text: str = "Dag Noor", **more: Any) -> Response:
    return x.post(f"/dm_conversations/with/{who}/messages", json={"text": text, **more})


def test_messages_are_newest_first_and_bare(town: Town, x: Web) -> None:
    ids = [writes(town, "een"), writes(town, "twee")]
    body = x.get("/dm_events").json()
    assert [each["id"] for each in body["data"]] == ids[::-1]
    assert body["data"][0].keys() == {"id", "event_type", "text"}
    assert body["meta"] == {"result_count": 2}


def test_empty_inbox_has_no_data(x: Web) -> None:
    assert x.get("/dm_events").json() == {"meta": {"result_count": 0}}


def test_fields_and_senders(town: Town, x: Web) -> None:
    writes(town)
    body = x.get("/dm_events", **FIELDS).json()
    (event,) = body["data"]
    assert event["dm_conversation_id"] == f"{US}-{event['sender_id']}"
    assert event["created_at"].endswith(".000Z")
    assert [user["username"] for user in body["includes"]["users"]] == ["noor_voorbeeld"]


def test_pages(town: Town, x: Web) -> None:
    ids = [writes(town, str(number)) for number in range(5)]
    first = x.get("/dm_events", max_results=3).json()
    token = first["meta"]["next_token"]
    assert len(token) >= 16
    second = x.get("/dm_events", max_results=3, pagination_token=token).json()
    found = [each["id"] for each in first["data"] + second["data"]]
    assert found == ids[::-1]
    assert "next_token" not in second["meta"]


def test_one_conversation(town: Town, x: Web) -> None:
    asked = writes(town)
    writes(town, author="emma_verzonnen")
    event = x.get(f"/dm_events/{asked}", **FIELDS).json()["data"]
    for path in (f"with/{event['sender_id']}", event["dm_conversation_id"]):
        body = x.get(f"/dm_conversations/{path}/dm_events").json()
        assert [each["id"] for each in body["data"]] == [asked]


def test_messages_older_than_thirty_days_are_gone(town: Town, x: Web) -> None:
    writes(town)
    town.control("POST", "clock", {"advance_seconds": 31 * 24 * 3600})
    town.control("POST", "tokens/restore", {"platform": "x"})
    account = town.control("GET", "municipality")["x"]
    later = Web(f"{town.simulator.x}/2", account["access_token"])
    assert later.get("/dm_events").json() == {"meta": {"result_count": 0}}


def test_answer_stands_in_the_conversation(town: Town, x: Web) -> None:
    writes(town)
    answer = write(x, noor(x))
    assert answer.status_code == 201
    made = answer.json()["data"]
    newest = x.get("/dm_events", **FIELDS).json()["data"][0]
    assert (newest["id"], newest["sender_id"]) == (made["dm_event_id"], US)
    assert newest["dm_conversation_id"] == made["dm_conversation_id"]
    (row,) = town.control("GET", "outbox?platform=x")
    assert (row["text"], row["kind"], row["via"]) == ("Dag Noor", "dm", "api")


def test_answer_in_a_conversation_by_its_id(town: Town, x: Web) -> None:
    writes(town)
    thread = f"{US}-{noor(x)}"
    path = f"/dm_conversations/{thread}/messages"
    assert x.post(path, json={"text": "Dag"}).json()["data"]["dm_conversation_id"] == thread


def test_closed_messages(town: Town, x: Web) -> None:
    writes(town)
    town.control("POST", "x/close", {"author": "noor_voorbeeld"})
    answer = write(x, noor(x))
    assert answer.status_code == 403
    detail = "You do not have permission to DM one or more participants."
    assert answer.json()["detail"] == detail
    town.control("POST", "x/close", {"author": "noor_voorbeeld", "closed": False})
    assert write(x, noor(x)).status_code == 201


def test_strict_messages_are_for_who_wrote_first(town: Town, x: Web) -> None:
    town.set(x_strict_dms=True)
    town.says("x", "@GemVoorbeeld hallo")
    assert write(x, noor(x)).status_code == 403
    writes(town)
    assert write(x, noor(x)).status_code == 201


def test_ten_thousand_characters_is_the_limit(town: Town, x: Web) -> None:
    writes(town)
    answers = [write(x, noor(x), "a" * length).status_code for length in (10_000, 10_001)]
    assert answers == [201, 400]


def test_fifteen_reads_in_a_quarter(x: Web) -> None:
    answers = [x.get("/dm_events") for _ in range(16)]
    assert [each.status_code for each in answers] == [200] * 15 + [429]
    assert answers[0].headers["x-rate-limit-limit"] == "15"


def test_picture_in_a_message_asks_for_a_token(town: Town, x: Web) -> None:
    media = town.control("POST", "media", {"platform": "x", "kind": "image"})
    writes(town, "Zie foto", media=[media["id"]])
    body = x.get("/dm_events", **FIELDS).json()
    (event,), (found,) = body["data"], body["includes"]["media"]
    assert event["attachments"]["media_keys"] == [found["media_key"]]
    assert event["text"].startswith("Zie foto https://t.co/")
    assert Web("").client.get(found["url"]).status_code == 401
    picture = x.client.get(found["url"])
    assert (picture.status_code, picture.headers["content-type"]) == (200, "image/png")
    assert picture.content.startswith(b"\x89PNG")


@pytest.mark.parametrize("count", [1, 2])
def test_answer_carries_one_picture(town: Town, x: Web, count: int) -> None:
    writes(town)
    files = {"media": ("foto.png", b"\x89PNG\r\n", "image/png")}
    uploaded = x.post("/media/upload", files=files, data={"media_category": "dm_image"}).json()
    attachments = [{"media_id": uploaded["data"]["id"]}] * count
    answer = write(x, noor(x), attachments=attachments)
    assert answer.status_code == (201 if count == 1 else 400)


def test_deleted_message_is_not_listed(town: Town, x: Web) -> None:
    asked = writes(town)
    town.control("DELETE", f"directs/x/{asked}")
    assert x.get("/dm_events").json() == {"meta": {"result_count": 0}}
