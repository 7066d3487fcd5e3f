"""Uploading media to X, describing it, attaching it, and reading what citizens attached."""

from __future__ import annotations

from typing import Any

import pytest

from tests.simulator.web import Response, Town, Web

PNG = b"\x89PNG\r\n\x1a\n rest"


def picture(x: Web, category: str = "tweet_image", data: bytes = PNG) -> Response:
    files = {"media": ("foto.png", data, "image/png")}
    return x.post("/media/upload", files=files, data={"media_category": category})


def film(x: Web, data: bytes = b"film" * 10, total: int = 40) -> str:
    body = {"media_type": "video/mp4", "total_bytes": total, "media_category": "tweet_video"}
    made = x.post("/media/upload/initialize", json=body).json()["data"]
    assert made["media_key"] == f"13_{made['id']}"
    for index, start in enumerate(range(0, len(data), 16)):
        files = {"media": ("deel", data[start : start + 16], "application/octet-stream")}
        part = {"segment_index": str(index)}
        assert x.post(f"/media/upload/{made['id']}/append", files=files, data=part).is_success
    return str(made["id"])


def state(x: Web, identity: str) -> str:
    body = x.get("/media/upload", command="STATUS", media_id=identity).json()
    return str(body["data"]["processing_info"]["state"])


def place(x: Web, *media: str, text: str = "Zie foto") -> Response:
    return x.post("/tweets", json={"text": text, "media": {"media_ids": list(media)}})


def test_picture_is_uploaded_described_and_attached(town: Town, x: Web) -> None:
    made = picture(x).json()["data"]
    assert (made["media_key"], made["size"]) == (f"3_{made['id']}", len(PNG))
    body = {"id": made["id"], "metadata": {"alt_text": {"text": "Een plein"}}}
    assert x.post("/media/metadata", json=body).is_success
    assert place(x, made["id"]).status_code == 201
    (row,) = town.control("GET", "outbox?platform=x")
    assert [(each["id"], each["alt"]) for each in row["media"]] == [(made["id"], "Een plein")]


def test_film_in_parts_is_processed_first(town: Town, x: Web) -> None:
    town.set(x_processing_seconds=100)
    identity = film(x)
    made = x.post(f"/media/upload/{identity}/finalize").json()["data"]
    assert made["processing_info"] == {"state": "pending", "check_after_secs": 1}
    assert place(x, identity).status_code == 400
    town.control("POST", "clock", {"advance_seconds": 60})
    assert state(x, identity) == "in_progress"
    town.control("POST", "clock", {"advance_seconds": 50})
    assert state(x, identity) == "succeeded"
    assert place(x, identity).status_code == 201


def test_processing_can_fail(town: Town, x: Web) -> None:
    town.set(x_processing="fails", x_processing_seconds=0)
    identity = film(x)
    x.post(f"/media/upload/{identity}/finalize")
    assert state(x, identity) == "failed"
    assert place(x, identity).status_code == 400


def test_film_with_a_part_missing_is_refused(x: Web) -> None:
    identity = film(x, total=41)
    assert x.post(f"/media/upload/{identity}/finalize").status_code == 400


@pytest.mark.parametrize(
    ("category", "data"), [("tweet_video", PNG), ("kleur", PNG), ("tweet_image", b"x" * 5_242_881)]
)
def test_wrong_upload_is_refused(x: Web, category: str, data: bytes) -> None:
    assert picture(x, category, data).status_code == 400


def test_four_pictures_and_no_more(x: Web) -> None:
    media = [picture(x).json()["data"]["id"] for _ in range(5)]
    assert place(x, *media).status_code == 400
    assert place(x, *media[:4]).status_code == 201


def test_picture_alone_needs_no_text(x: Web) -> None:
    made = picture(x).json()["data"]["id"]
    assert x.post("/tweets", json={"media": {"media_ids": [made]}}).status_code == 201


def test_picture_for_a_message_is_not_for_a_post(x: Web) -> None:
    made = picture(x, "dm_image").json()["data"]["id"]
    assert place(x, made).status_code == 400


def test_upload_is_of_use_for_a_day(town: Town, x: Web) -> None:
    town.set(access_token_seconds=10 * 24 * 3600)
    account = town.control("POST", "tokens/restore", {"platform": "x"})
    lasting = Web(f"{town.simulator.x}/2", account["access_token"])
    made = picture(lasting).json()["data"]["id"]
    town.control("POST", "clock", {"advance_seconds": 25 * 3600})
    assert place(lasting, made).status_code == 400


def test_media_of_somebody_else_cannot_be_attached(town: Town, x: Web) -> None:
    media = town.control("POST", "media", {"platform": "x"})
    assert place(x, media["id"]).status_code == 400


def citizen_shows(town: Town, mentions: str, x: Web, kind: str) -> tuple[Any, Any, str]:
    media = town.control("POST", "media", {"platform": "x", "kind": kind, "alt": "Afval"})
    town.says("x", "@GemVoorbeeld afval", media=[media["id"]])
    query = {
        "tweet.fields": "attachments,entities,display_text_range",
        "expansions": "attachments.media_keys",
        "media.fields": "url,alt_text,preview_image_url,variants,type,width,height",
    }
    body = x.get(mentions, **query).json()
    return body["data"][0], body["includes"]["media"][0], media["url"]


def test_picture_of_a_citizen(town: Town, x: Web, mentions: str) -> None:
    post, found, url = citizen_shows(town, mentions, x, "image")
    assert post["attachments"]["media_keys"] == [found["media_key"]]
    assert (found["type"], found["url"], found["alt_text"]) == ("photo", url, "Afval")
    link = post["entities"]["urls"][-1]
    assert post["text"] == f"@GemVoorbeeld afval {link['url']}"
    assert link["media_key"] == found["media_key"]
    assert post["text"][slice(*post["display_text_range"])] == "@GemVoorbeeld afval"


def test_film_of_a_citizen(town: Town, x: Web, mentions: str) -> None:
    _, found, url = citizen_shows(town, mentions, x, "video")
    assert found["type"] == "video"
    assert found["variants"][0]["url"] == url
    still = town.web().client.get(found["preview_image_url"])
    assert still.headers["content-type"] == "image/png"


@pytest.mark.parametrize(
    ("kind", "mime", "first"),
    [
        ("image", "image/png", b"\x89PNG"),
        ("video", "video/mp4", b"\x00\x00\x00\x1cftyp"),
        ("audio", "audio/mpeg", b"\xff\xfb"),
        ("file", "application/pdf", b"%PDF"),
    ],
)
def test_media_is_served(town: Town, kind: str, mime: str, first: bytes) -> None:
    made = town.control("POST", "media", {"platform": "facebook", "kind": kind})
    answer = town.web().client.get(made["url"])
    assert answer.headers["content-type"] == mime
    assert answer.content.startswith(first)
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_given_bytes_are_kept(town: Town) -> None:
    body = {"platform": "instagram", "mime": "image/jpeg", "data_base64": "/9j/4A=="}
    url = town.control("POST", "media", body)["url"]
    assert url.endswith(".jpg")
    assert town.web().client.get(url).content == b"\xff\xd8\xff\xe0"


def test_fault_of_media(town: Town) -> None:
    made = town.control("POST", "media", {"platform": "x"})
    town.fault("x", "503", path="^/media/")
    assert [town.web().client.get(made["url"]).status_code for _ in range(2)] == [503, 200]


def test_unknown_media_is_404(town: Town) -> None:
    assert town.web().get("/media/77.png").status_code == 404
