"""The Instagram account, over both of Meta's hosts."""

from __future__ import annotations

import pytest

from tests.simulator.web import Town, Web

CAPTION = "Dit is Samira"


def comment(town: Town, text: str = "Mooi!", parent: str | None = None) -> str:
    return town.says("instagram", text, parent or town.own("instagram"))


def account(town: Town) -> str:
    return str(town.accounts["instagram"]["ig_id"])


def test_same_nodes_on_both_hosts(town: Town, instagram: Web) -> None:
    token = town.accounts["instagram"]["page_token"]
    other = Web(f"{town.simulator.facebook}/v26.0", token)
    path = f"/{account(town)}"
    assert (
        instagram.get(path, fields="username").json() == other.get(path, fields="username").json()
    )


def test_me_is_the_account_on_its_own_host(town: Town, instagram: Web) -> None:
    assert instagram.get("/me", fields="user_id,username").json() == {
        "user_id": account(town),
        "username": "gemeentevoorbeeld",
        "id": account(town),
    }


def test_media_newest_first(town: Town, instagram: Web) -> None:
    media = instagram.get(f"/{account(town)}/media", fields="caption,comments_count").json()["data"]
    assert len(media) == 3
    assert media[0]["caption"].startswith(CAPTION)


def test_media_has_only_an_id_unless_asked(town: Town, instagram: Web) -> None:
    assert set(instagram.get(f"/{town.own('instagram')}").json()) == {"id"}


def test_comments_newest_first_and_top_level_only(town: Town, instagram: Web) -> None:
    first, second = comment(town), comment(town)
    comment(town, "Vind ik ook", first)
    found = instagram.get(f"/{town.own('instagram')}/comments").json()["data"]
    assert [each["id"] for each in found] == [second, first]


def test_replies_are_expanded_on_request(town: Town, instagram: Web) -> None:
    first = comment(town)
    reply = comment(town, "Vind ik ook", first)
    fields = "id,replies{id,text,from{username}}"
    (found,) = instagram.get(f"/{town.own('instagram')}/comments", fields=fields).json()["data"]
    assert found["replies"]["data"] == [
        {"id": reply, "text": "Vind ik ook", "from": {"username": "noor_voorbeeld"}}
    ]


def test_reply_names_its_parent_and_its_media(town: Town, instagram: Web) -> None:
    first = comment(town)
    reply = comment(town, "Vind ik ook", first)
    found = instagram.get(f"/{reply}", fields="parent_id,media{id}").json()
    assert found == {"id": reply, "parent_id": first, "media": {"id": town.own("instagram")}}


def test_top_level_comment_has_no_parent(town: Town, instagram: Web) -> None:
    assert "parent_id" not in instagram.get(f"/{comment(town)}", fields="parent_id").json()


def test_page_of_comments_holds_fifty(town: Town, instagram: Web) -> None:
    media = town.own("instagram")
    draft = {"platform": "instagram", "author": "noor_voorbeeld", "parent": media}
    town.control("POST", "bulk", [draft | {"text": f"nummer {number}"} for number in range(60)])
    first = instagram.get(f"/{media}/comments", limit="100").json()
    rest = instagram.get(f"/{media}/comments", after=first["paging"]["cursors"]["after"]).json()
    assert (len(first["data"]), len(rest["data"])) == (50, 10)


def test_answer_goes_to_replies(town: Town, instagram: Web) -> None:
    asked = comment(town)
    answer = instagram.post(f"/{asked}/replies", data={"message": "Dank u!"})
    (placed,) = town.control("GET", "outbox?platform=instagram")
    assert answer.json() == {"id": placed["id"]}
    assert (placed["parent_id"], placed["via"]) == (asked, "api")


def test_answer_to_a_reply_stands_under_the_comment(town: Town, instagram: Web) -> None:
    first = comment(town)
    reply = comment(town, "En hier?", first)
    placed = instagram.post(f"/{reply}/replies", data={"message": "Daar ook"}).json()["id"]
    assert instagram.get(f"/{placed}", fields="parent_id").json()["parent_id"] == first


def test_comment_on_media(town: Town, instagram: Web) -> None:
    media = town.own("instagram")
    placed = instagram.post(f"/{media}/comments", data={"message": "Dank allen"}).json()["id"]
    found = instagram.get(f"/{placed}", fields="username,user").json()
    assert found["username"] == "gemeentevoorbeeld"
    assert found["user"] == {"id": account(town)}


@pytest.mark.parametrize(("message", "status"), [("a" * 2200, 200), ("a" * 2201, 400), ("", 400)])
def test_length(town: Town, instagram: Web, message: str, status: int) -> None:
    answer = instagram.post(f"/{comment(town)}/replies", data={"message": message})
    assert answer.status_code == status


def test_comment_can_be_deleted(town: Town, instagram: Web) -> None:
    asked = comment(town)
    assert instagram.delete(f"/{asked}").json() == {"success": True}
    assert instagram.get(f"/{asked}").json()["error"]["error_subcode"] == 33


def test_comments_edge_of_a_comment_does_not_exist(town: Town, instagram: Web) -> None:
    answer = instagram.post(f"/{comment(town)}/comments", data={"message": "Dag"})
    assert answer.json()["error"]["code"] == 100
    assert town.outbox() == []


def test_ids_are_long_numbers(town: Town) -> None:
    assert [len(town.own("instagram")), len(comment(town))] == [17, 17]
    assert {town.own("instagram")[:2], comment(town)[:2]} == {"17", "18"}


def test_permalink_can_be_opened(town: Town, instagram: Web) -> None:
    link = instagram.get(f"/{town.own('instagram')}", fields="permalink").json()["permalink"]
    page = town.web().get(link.removeprefix(town.simulator.url))
    assert CAPTION in page.text


def test_hide_and_show(town: Town, instagram: Web) -> None:
    comment = town.says("instagram", "Lelijk", parent=town.own("instagram"))
    for hidden in (True, False):
        answer = instagram.post(f"/{comment}?hide={str(hidden).lower()}")
        assert answer.json() == {"success": True}
        assert instagram.get(f"/{comment}", fields="hidden").json()["hidden"] is hidden


def test_own_comment_stays_visible(town: Town, instagram: Web) -> None:
    comment = town.says("instagram", "Mooi", parent=town.own("instagram"))
    placed = instagram.post(f"/{comment}/replies", data={"message": "Dank"}).json()["id"]
    assert instagram.post(f"/{placed}?hide=true").json() == {"success": True}
    assert instagram.get(f"/{placed}", fields="hidden").json()["hidden"] is False


def test_stories_stand_apart_and_for_a_day(town: Town, instagram: Web) -> None:
    account = town.accounts["instagram"]["ig_id"]
    before = len(instagram.get(f"/{account}/stories").json()["data"])
    story = town.control("POST", "stories", {"text": "Open dag"})["id"]
    fields = "id,media_product_type"
    listed = instagram.get(f"/{account}/stories", fields=fields).json()["data"]
    assert listed[0] == {"id": story, "media_product_type": "STORY"}
    assert story not in [each["id"] for each in instagram.get(f"/{account}/media").json()["data"]]
    town.control("POST", "clock", {"advance_seconds": 86_401})
    assert len(instagram.get(f"/{account}/stories").json()["data"]) <= before
