"""Reading direct messages of Messenger and Instagram back, and who wrote them."""

from __future__ import annotations

from tests.simulator.test_graph_messages import picture, writes
from tests.simulator.test_graph_writing import problem
from tests.simulator.web import Town, Web


def test_conversations_newest_first(town: Town, graph: Web, page: str) -> None:
    writes(town, text="Eerst")
    writes(town, author="sjaak_verzint", text="Later")
    fields = "id,updated_time,participants,unread_count,message_count,can_reply,snippet"
    rows = graph.get(f"/{page}/conversations", platform="messenger", fields=fields).json()["data"]
    assert [row["snippet"] for row in rows] == ["Later", "Eerst"]
    assert (rows[0]["unread_count"], rows[0]["can_reply"]) == (1, True)
    names = [each["name"] for each in rows[0]["participants"]["data"]]
    assert names == ["Sjaak de Boer", "Gemeente Voorbeeld"]


def test_conversation_with_one_person(town: Town, graph: Web, page: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    writes(town, "instagram", author="sjaak_verzint")
    found = graph.get(f"/{page}/conversations", platform="instagram", user_id=noor).json()["data"]
    assert len(found) == 1


def test_details_of_the_newest_twenty_only(town: Town, graph: Web, page: str) -> None:
    for number in range(25):
        writes(town, text=f"Nummer {number}")
    ((thread),) = graph.get(f"/{page}/conversations").json()["data"]
    listed = graph.get(f"/{thread['id']}/messages", fields="id,message", limit=100).json()["data"]
    assert len(listed) == 25
    assert [each.get("message") for each in listed][18:22] == ["Nummer 6", "Nummer 5", None, None]
    assert problem(graph.get(f"/{listed[24]['id']}", fields="message"))[1] == 9000001
    assert graph.get(f"/{listed[24]['id']}", fields="created_time").status_code == 200


def test_one_message_with_all_there_is(town: Town, graph: Web) -> None:
    first, given = writes(town), picture(town)
    later = writes(town, text="", media=[given["id"]], reply_to=first["id"])
    fields = "id,created_time,from,to,message,attachments,reply_to"
    body = graph.get(f"/{later['id']}", fields=fields).json()
    (attachment,) = body["attachments"]["data"]
    assert body["from"]["name"] == "Noor Bakker"
    assert body["to"]["data"][0]["name"] == "Gemeente Voorbeeld"
    assert body["reply_to"] == {"mid": first["id"], "is_self_reply": True}
    assert attachment["image_data"]["url"] == given["url"]


def test_deleted_message_is_gone(town: Town, graph: Web, page: str) -> None:
    first = writes(town)
    town.control("DELETE", f"directs/facebook/{first['id']}")
    assert problem(graph.get(f"/{first['id']}"))[1] == 9000001
    assert graph.get(f"/{page}/conversations").json()["data"] == []


def test_story_reply_and_mention(town: Town, instagram: Web) -> None:
    story = town.control("POST", "stories", {"text": "Open dag"})["id"]
    reply = writes(town, "instagram", story=story)
    seen = town.control("POST", "media", {"platform": "instagram"})
    mention = writes(town, "instagram", text="", media=[seen["id"]], story_mention=True)
    shown = instagram.get(f"/{reply['id']}", fields="story").json()["story"]
    assert shown["reply_to"]["id"] == story
    shown = instagram.get(f"/{mention['id']}", fields="story").json()["story"]
    assert shown["mention"]["link"] == seen["url"]


def test_profile_of_who_wrote(town: Town, graph: Web) -> None:
    noor = writes(town)["thread_id"]
    fields = "first_name,last_name,profile_pic"
    person = graph.get(f"/{noor}", fields=fields).json()
    assert (person["first_name"], person["last_name"]) == ("Noor", "Bakker")
    on_instagram = writes(town, "instagram")["thread_id"]
    person = graph.get(f"/{on_instagram}", fields="name,username").json()
    assert person["username"] == "noor_voorbeeld"


def test_profile_of_who_never_wrote_in_private(town: Town, graph: Web) -> None:
    town.says("instagram", "Mooi", parent=town.own("instagram"))
    comment = graph.get(f"/{town.own('instagram')}/comments", fields="from").json()["data"][0]
    assert problem(graph.get(f"/{comment['from']['id']}", fields="name"))[1] == 230


def test_message_fields_are_unknown_to_nobody(town: Town, graph: Web, page: str) -> None:
    writes(town)
    asked = "messages.limit(5){id,created_time,message,from}"
    (row,) = graph.get(f"/{page}/conversations", fields=asked).json()["data"]
    assert row["messages"]["data"][0]["message"] == "Hallo"
