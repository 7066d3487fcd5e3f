"""Direct messages of Messenger and Instagram: sending them, and reading them back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.simulator.test_graph_writing import problem
from tests.simulator.web import Response, Town, Web

HOUR = 3_600


def writes(town: Town, platform: str = "facebook", text: str = "Hallo", **more: Any) -> Any:
    """Noor sends the municipality a message: ``id`` and ``thread_id``."""
    draft = {"platform": platform, "author": "noor_voorbeeld", "text": text}
    return town.control("POST", "directs", draft | more)


def passes(town: Town, hours: float) -> None:
    town.control("POST", "clock", {"advance_seconds": hours * HOUR})


def answer(web: Web, page: str, to: str, **more: Any) -> Response:
    message = more.pop("message", {"text": "Dag Noor"})
    body = {"recipient": {"id": to}, "messaging_type": "RESPONSE", "message": message}
    return web.post(f"/{page}/messages", json=body | more)


def sent(town: Town) -> Any:
    (row,) = [row for row in town.control("GET", "outbox") if row["kind"] != "reply"]
    return row


@pytest.fixture
def account(town: Town) -> str:
    return str(town.accounts["instagram"]["ig_id"])


def test_answer_on_messenger(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    message = {"text": "Dag Noor", "metadata": "outbox-1"}
    body = answer(graph, page, noor, message=message).json()
    row = sent(town)
    assert body == {"recipient_id": noor, "message_id": row["id"]}
    assert (row["text"], row["metadata"], row["kind"]) == ("Dag Noor", "outbox-1", "dm")


def test_form_with_json_in_it(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    form = {"recipient": json.dumps({"id": noor}), "message": json.dumps({"text": "Dag"})}
    assert graph.post(f"/{page}/messages", data=form).status_code == 200
    assert sent(town)["text"] == "Dag"


def test_answer_on_instagrams_own_host(town: Town, instagram: Web, account: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    assert answer(instagram, account, noor).json()["recipient_id"] == noor
    assert sent(town)["platform"] == "instagram"


def test_answer_on_instagram_through_the_page(town: Town, graph: Web, page: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    assert answer(graph, page, noor).status_code == 200
    assert sent(town)["platform"] == "instagram"


def test_nobody_is_written_to_first(town: Town, graph: Web, instagram: Web, account: str) -> None:
    town.says("facebook", "Openbaar")
    assert problem(answer(graph, "me", "17")) == (400, 100, 2018001)
    assert problem(answer(instagram, account, "17")) == (400, 100, 2534014)


def test_window_of_a_day(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    passes(town, 23.9)
    assert answer(graph, page, noor).status_code == 200
    passes(town, 0.2)
    assert problem(answer(graph, page, noor)) == (400, 10, 2018278)


def test_window_on_instagram(town: Town, instagram: Web, account: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    passes(town, 25)
    refused = answer(instagram, account, noor)
    assert problem(refused) == (403, 10, 2534022)
    assert refused.json()["error"]["type"] == "IGApiException"


def test_human_agent_has_a_week_where_meta_granted_it(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    tagged = {"messaging_type": "MESSAGE_TAG", "tag": "HUMAN_AGENT"}
    passes(town, 25)
    assert problem(answer(graph, page, noor, **tagged)) == (400, 10, 2018065)
    town.set(human_agent=True)
    assert answer(graph, page, noor, **tagged).status_code == 200
    assert sent(town)["tag"] == "HUMAN_AGENT"
    passes(town, 6 * 24)
    assert problem(answer(graph, page, noor, **tagged)) == (400, 10, 2018278)


def test_reaction_opens_the_window_again(town: Town, graph: Web, page: str) -> None:
    first = writes(town)
    passes(town, 30)
    reaction = {"platform": "facebook", "id": first["id"], "author": "noor_voorbeeld"}
    town.control("POST", "reactions", reaction | {"reaction": "love"})
    assert answer(graph, page, first["thread_id"]).status_code == 200


@pytest.mark.parametrize(
    "more",
    [
        {"messaging_type": "MESSAGE_TAG", "tag": "ACCOUNT_UPDATE"},
        {"messaging_type": "MESSAGE_TAG"},
        {"messaging_type": "SHOUT"},
        {"message": {"text": "a" * 2001}},
        {"message": {}},
        {"message": {"text": "Dag", "attachment": {"type": "poster", "payload": {}}}},
        {"reply_to": {"mid": "m_1"}},
    ],
    ids=["dead tag", "no tag", "type", "long", "empty", "attachment", "reply_to"],
)
def test_what_messenger_does_not_take(
    town: Town, graph: Web, page: str, more: dict[str, Any]
) -> None:
    noor = writes(town)["thread_id"]
    assert problem(answer(graph, page, noor, **more))[:2] == (400, 100)


def test_instagram_counts_bytes(town: Town, instagram: Web, account: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    assert answer(instagram, account, noor, message={"text": "é" * 500}).status_code == 200
    refused = answer(instagram, account, noor, message={"text": "é" * 501})
    assert problem(refused)[:2] == (400, 100)


def test_blocked_and_owned_by_another_app(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    who = {"platform": "facebook", "author": "noor_voorbeeld"}
    town.control("POST", "blocks", who | {"blocked": True})
    assert problem(answer(graph, page, noor)) == (400, 551, 1545041)
    town.control("POST", "blocks", who | {"blocked": False, "owner": "123"})
    assert problem(answer(graph, page, noor))[1] == 2018300


def test_instagram_that_closed_its_messages(town: Town, instagram: Web, account: str) -> None:
    noor = writes(town, "instagram")["thread_id"]
    town.set(ig_message_access=False)
    assert problem(answer(instagram, account, noor)) == (400, 200, 2534041)


def picture(town: Town, kind: str = "image") -> Any:
    return town.control("POST", "media", {"platform": "facebook", "kind": kind})


def attached(url: str, kind: str = "image") -> dict[str, Any]:
    return {"attachment": {"type": kind, "payload": {"url": url}}}


def test_attachment_is_fetched_and_kept(town: Town, graph: Web, page: str) -> None:
    noor, given = writes(town)["thread_id"], picture(town)
    assert answer(graph, page, noor, message=attached(given["url"])).status_code == 200
    (media,) = sent(town)["media"]
    assert media["id"] != given["id"]
    kept = town.web().get(f"/media/{media['id']}.png")
    assert kept.content == town.web().get(given["url"]).content


def test_attachment_that_cannot_be_fetched(town: Town, graph: Web, page: str) -> None:
    noor = writes(town)["thread_id"]
    for url in (f"{town.simulator.url}/media/1.png", "http://127.0.0.1:9/a.png", "file:///etc"):
        assert problem(answer(graph, page, noor, message=attached(url))) == (400, 100, 2018008)


def test_attachment_of_another_kind(town: Town, graph: Web, page: str) -> None:
    noor, given = writes(town)["thread_id"], picture(town, "audio")
    refused = answer(graph, page, noor, message=attached(given["url"]))
    assert problem(refused) == (400, 100, 2018047)


def test_ten_pictures_on_instagram(town: Town, instagram: Web, account: str) -> None:
    noor, url = writes(town, "instagram")["thread_id"], picture(town)["url"]
    many = [{"type": "image", "payload": {"url": url}}] * 10
    assert answer(instagram, account, noor, message={"attachments": many}).status_code == 200
    assert len(sent(town)["media"]) == 10
    refused = answer(instagram, account, noor, message={"attachments": [*many, many[0]]})
    assert problem(refused)[:2] == (400, 100)


def test_private_reply_once(town: Town, graph: Web, page: str) -> None:
    comment = town.says("facebook", "Waar is mijn pas?", parent=town.own("facebook"))
    body = {"recipient": {"comment_id": comment}, "message": {"text": "Wij zoeken het uit."}}
    assert graph.get(f"/{comment}", fields="can_reply_privately").json()["can_reply_privately"]
    placed = graph.post(f"/{page}/messages", json=body).json()
    assert sent(town)["kind"] == "private_reply"
    assert not graph.get(f"/{comment}", fields="can_reply_privately").json()["can_reply_privately"]
    assert problem(graph.post(f"/{page}/messages", json=body)) == (400, 10900, None)
    assert problem(answer(graph, page, placed["recipient_id"])) == (400, 10, 2018278)


def test_private_reply_to_a_visitor_post_and_on_instagram(town: Town, graph: Web) -> None:
    post = town.says("facebook", "Op uw pagina")
    comment = town.says("instagram", "Mooi!", parent=town.own("instagram"))
    for recipient in ({"post_id": post}, {"comment_id": comment}):
        body = {"recipient": recipient, "message": {"text": "Dag"}}
        assert graph.post("/me/messages", json=body).status_code == 200
    kinds = [row["kind"] for row in town.control("GET", "outbox")]
    assert kinds == ["private_reply", "private_reply"]


def test_private_reply_that_is_too_late_or_to_nothing(town: Town, graph: Web, page: str) -> None:
    comment = town.says("facebook", "Waar is mijn pas?", parent=town.own("facebook"))
    passes(town, 7 * 24 + 1)
    for target in (comment, f"{page}_1", town.own("facebook")):
        body = {"recipient": {"comment_id": target}, "message": {"text": "Dag"}}
        assert problem(graph.post("/me/messages", json=body)) == (400, 100, 2534025)


def test_seen_typing_and_reactions(town: Town, graph: Web, page: str) -> None:
    first = writes(town)
    for action in ("mark_seen", "typing_on"):
        body = {"recipient": {"id": first["thread_id"]}, "sender_action": action}
        assert graph.post(f"/{page}/messages", json=body).status_code == 200
    react = {"recipient": {"id": first["thread_id"]}, "sender_action": "react"}
    payload = {"message_id": first["id"], "reaction": "love"}
    assert graph.post(f"/{page}/messages", json=react | {"payload": payload}).status_code == 200
    (row,) = town.control("GET", "directs/facebook")
    assert (row["read"], row["reactions"]) == (True, {page: "love"})
