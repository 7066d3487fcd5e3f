"""What Meta tells of a Page and an Instagram account, and how."""

from __future__ import annotations

import hashlib
import hmac
from pathlib import Path

import pytest

from connectors.simulator.graph.subscriptions import FIELDS
from connectors.simulator.graph.webhooks import signed, written
from connectors.simulator.testing import running_simulator
from tests.simulator.callback import Callback, listening
from tests.simulator.subscribing import TOKEN, app, register
from tests.simulator.test_graph_messages import answer, picture, writes
from tests.simulator.test_graph_writing import problem
from tests.simulator.web import Town, Web


def test_subscription_of_the_app_is_listed(town: Town, callback: Callback) -> None:
    path = f"/{town.accounts['facebook']['app_id']}/subscriptions"
    rows = app(town).get(path).json()["data"]
    assert [row["object"] for row in rows] == ["page", "instagram"]
    assert {row["callback_url"] for row in rows} == {callback.url}


def test_no_subscription_without_the_handshake(town: Town, callback: Callback) -> None:
    assert problem(register(town, callback, "page", verify_token="fout"))[1] == 2200


def test_subscription_takes_the_apps_own_token(town: Town, graph: Web) -> None:
    path = f"/{town.accounts['facebook']['app_id']}/subscriptions"
    assert problem(graph.get(path))[1] == 15


def test_page_lists_and_ends_its_subscription(graph: Web, page: str, callback: Callback) -> None:
    (row,) = graph.get(f"/{page}/subscribed_apps").json()["data"]
    assert set(row["subscribed_fields"]) == FIELDS["page"]
    assert graph.delete(f"/{page}/subscribed_apps").json() == {"success": True}
    assert graph.get(f"/{page}/subscribed_apps").json() == {"data": []}


def test_only_chosen_fields_arrive(town: Town, graph: Web, page: str, callback: Callback) -> None:
    graph.post(f"/{page}/subscribed_apps", data={"subscribed_fields": "messages"})
    town.says("facebook", "Openbaar")
    writes(town, text="Privé")
    assert callback.wait()[0]["message"]["text"] == "Privé"


def test_signature_and_escaping(town: Town, callback: Callback) -> None:
    town.says("facebook", "äöå 👍 https://x/y")
    callback.wait()
    headers, body = callback.requests[0]
    secret = town.accounts["facebook"]["app_secret"].encode()
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={expected}"
    assert rb"\u00e4\u00f6\u00e5 \ud83d\udc4d https:\/\/x\/y" in body


def test_known_signature() -> None:
    message = {"message": {"mid": "m", "text": "äöå 👍 https://x/y"}}
    entry = {"id": "1", "time": 1, "messaging": [message]}
    body = written({"object": "page", "entry": [entry]})
    right = "40c47e8c819a9fb5a618fcbd335907b8d2ccd73e57808a3487cb9069c2da8972"
    assert signed(body, "app_secret_123")["x-hub-signature-256"] == f"sha256={right}"


def test_comment_in_all_its_states(town: Town, graph: Web, callback: Callback) -> None:
    post = town.own("facebook")
    comment = town.says("facebook", "Eerst", parent=post)
    town.control("PATCH", f"posts/facebook/{comment}", {"text": "Later"})
    graph.post(f"/{comment}", data={"is_hidden": "true"})
    graph.post(f"/{comment}", data={"is_hidden": "false"})
    town.control("DELETE", f"posts/facebook/{comment}")
    told = sorted(callback.wait(5), key=lambda value: VERBS.index(value["verb"]))
    assert [value["verb"] for value in told] == VERBS
    assert {value["comment_id"] for value in told} == {comment}
    assert [value.get("message") for value in told] == ["Eerst", "Later", "Later", "Later", None]
    assert told[0]["parent_id"] == told[0]["post_id"] == post
    assert told[0]["from"]["name"] == "Noor Bakker"


VERBS = ["add", "edited", "hide", "unhide", "remove"]


def test_own_comment_comes_back(town: Town, graph: Web, page: str, callback: Callback) -> None:
    post = town.says("facebook", "Hallo")
    graph.post(f"/{post}/comments", data={"message": "Dag"})
    told = callback.wait(2)
    assert {(value["item"], value["from"]["id"] == page) for value in told} == {
        ("post", False),
        ("comment", True),
    }


def test_likes_of_the_page_and_of_citizens(town: Town, graph: Web, callback: Callback) -> None:
    comment = town.says("facebook", "Dank!", parent=town.own("facebook"))
    town.control("POST", "webhooks/behaviour", {"hold": True})
    graph.post(f"/{comment}/likes")
    assert graph.get(f"/{comment}", fields="like_count,user_likes").json()["user_likes"]
    graph.delete(f"/{comment}/likes")
    reaction = {"platform": "facebook", "id": comment, "author": "noor_voorbeeld"}
    town.control("POST", "reactions", reaction | {"reaction": "love"})
    town.control("POST", "reactions", reaction | {"reaction": "sad"})
    town.control("POST", "webhooks/behaviour", {"hold": False})
    told = [value for value in callback.wait(5) if value["item"] == "reaction"]
    assert sorted(value["verb"] for value in told) == ["add", "add", "edit", "remove"]
    assert {value["comment_id"] for value in told} == {comment}


def test_visitor_post_and_status(town: Town, callback: Callback) -> None:
    town.says("facebook", "Van een bezoeker")
    town.says("facebook", "Van ons", author="municipality")
    given = picture(town)["id"]
    town.says("facebook", "Met foto", author="municipality", media=[given])
    told = {value["item"]: value for value in callback.wait(3)}
    assert set(told) == {"post", "status", "photo"}
    assert told["photo"]["photo_id"] == int(given)


def test_mention_elsewhere(town: Town, graph: Web, page: str, callback: Callback) -> None:
    draft = {"platform": "facebook", "author": "noor_voorbeeld", "text": "Goed werk"}
    post = town.control("POST", "mentions", draft)["id"]
    hidden = town.control("POST", "mentions", draft | {"comment": True, "private": True})["id"]
    told = {value["item"]: value for value in callback.wait(2)}
    assert told["comment"]["comment_id"] == hidden
    assert "from" not in told["post"]
    assert [row["id"] for row in graph.get(f"/{page}/tagged").json()["data"]] == [post]
    assert problem(graph.get(f"/{hidden}")) == (400, 100, 33)
    assert [row["id"] for row in graph.get(f"/{page}/feed").json()["data"]].count(post) == 0


def test_recommendation(town: Town, graph: Web, page: str, callback: Callback) -> None:
    review = {"author": "noor_voorbeeld", "positive": False, "text": "Lang gewacht"}
    identity = town.control("POST", "ratings", review)["id"]
    (told,) = callback.wait()
    assert (told["recommendation_type"], told["review_text"]) == ("NEGATIVE", "Lang gewacht")
    fields = "recommendation_type,review_text,reviewer,has_rating,open_graph_story"
    (row,) = graph.get(f"/{page}/ratings", fields=fields).json()["data"]
    assert (row["recommendation_type"], row["has_rating"]) == ("negative", False)
    assert row["open_graph_story"]["id"] == identity
    assert row["reviewer"]["name"] == "Noor Bakker"
    placed = graph.post(f"/{identity}/comments", data={"message": "Dat spijt ons."})
    assert placed.status_code == 200


def test_comment_on_an_advertisement(town: Town, graph: Web, callback: Callback) -> None:
    for platform in ("facebook", "instagram"):
        draft = {"platform": platform, "author": "noor_voorbeeld", "text": "Reclame?"}
        town.control("POST", "ad-comments", draft)
    told = callback.wait(2)
    on_facebook = next(value for value in told if "post" in value)
    on_instagram = next(value for value in told if "media" in value)
    assert (on_facebook["post"]["promotion_status"], on_facebook["verb"]) == ("active", "add")
    media = on_instagram["media"]
    assert media["media_product_type"] == "AD"
    assert media["original_media_id"] == town.own("instagram")
    assert graph.get(f"/{media['id']}/comments").json()["data"] == []
    assert graph.get(f"/{media['original_media_id']}/comments").json()["data"] == []


@pytest.mark.parametrize("shape", ["observed", "facebook_login", "instagram_login_flat"])
def test_three_shapes_of_a_comment(town: Town, callback: Callback, shape: str) -> None:
    town.set(ig_comment_shape=shape)
    comment = town.says("instagram", "Mooi!", parent=town.own("instagram"))
    reply = town.says("instagram", "Zeker", parent=comment)
    told = callback.wait(2)
    name = "comment_id" if shape == "facebook_login" else "id"
    assert {value[name]: value.get("parent_id") for value in told} == {
        comment: None,
        reply: comment,
    }
    assert all(
        ("changes" in entry) == (shape != "instagram_login_flat") for entry in callback.entries
    )


def test_instagram_is_signed_with_its_own_secret(town: Town, callback: Callback) -> None:
    town.says("instagram", "Mooi!", parent=town.own("instagram"))
    callback.wait()
    headers, body = callback.requests[0]
    secret = town.accounts["instagram"]["app_secret"].encode()
    expected = hmac.new(secret, body, hashlib.sha256).hexdigest()
    assert headers["x-hub-signature-256"] == f"sha256={expected}"


def test_instagram_mentions_are_ids(town: Town, instagram: Web, callback: Callback) -> None:
    draft = {"platform": "instagram", "author": "noor_voorbeeld", "text": "Dank"}
    caption = town.control("POST", "mentions", draft)["id"]
    comment = town.control("POST", "mentions", draft | {"comment": True})
    told = callback.wait(2)
    ids = {"comment_id": comment["id"], "media_id": comment["thread_id"]}
    assert sorted(told, key=len) == [{"media_id": caption}, ids]
    account = town.accounts["instagram"]["ig_id"]
    asked = f"mentioned_comment.comment_id({comment['id']}){{id,text,username,media{{id}}}}"
    found = instagram.get(f"/{account}", fields=asked).json()["mentioned_comment"]
    assert (found["text"], found["username"]) == ("@gemeentevoorbeeld Dank", "noor_voorbeeld")
    asked = f"mentioned_media.media_id({caption}){{caption,username}}"
    assert "Dank" in instagram.get(f"/{account}", fields=asked).json()["mentioned_media"]["caption"]
    assert problem(instagram.get(f"/{comment['id']}")) == (400, 100, 33)
    tags = instagram.get(f"/{account}/tags", limit=1).json()
    assert ([row["id"] for row in tags["data"]], "next" in tags["paging"]) == ([caption], False)


def test_answer_to_an_instagram_mention(town: Town, instagram: Web) -> None:
    draft = {"platform": "instagram", "author": "noor_voorbeeld", "text": "Dank"}
    comment = town.control("POST", "mentions", draft | {"comment": True})
    form = {"media_id": comment["thread_id"], "comment_id": comment["id"], "message": "Graag!"}
    placed = instagram.post(f"/{town.accounts['instagram']['ig_id']}/mentions", data=form).json()
    (row,) = town.control("GET", "outbox?platform=instagram")
    assert (row["id"], row["parent_id"]) == (placed["id"], comment["id"])


def test_echo_delivery_and_read(town: Town, graph: Web, page: str, callback: Callback) -> None:
    noor = writes(town)["thread_id"]
    message = {"text": "Dag", "metadata": "outbox-1"}
    sent = answer(graph, page, noor, message=message).json()["message_id"]
    town.control("POST", "reads", {"platform": "facebook", "author": "noor_voorbeeld"})
    told = callback.wait(4)
    echo = next(each["message"] for each in told if each.get("message", {}).get("is_echo"))
    assert (echo["mid"], echo["metadata"]) == (sent, "outbox-1")
    assert str(echo["app_id"]) == town.accounts["facebook"]["app_id"]
    assert next(each["delivery"]["mids"] for each in told if "delivery" in each) == [sent]
    assert next(each["read"]["watermark"] for each in told if "read" in each)


def test_answer_typed_in_the_inbox_of_meta(town: Town, callback: Callback) -> None:
    writes(town)
    draft = {"platform": "facebook", "author": "municipality", "to": "noor_voorbeeld"}
    town.control("POST", "directs", draft | {"text": "Dag"})
    echoes = [each["message"] for each in callback.wait(3) if "message" in each]
    assert 26390203743090 in [message.get("app_id") for message in echoes]


def test_echo_on_instagram_names_no_app(town: Town, graph: Web, callback: Callback) -> None:
    noor = writes(town, "instagram")["thread_id"]
    answer(graph, "me", noor)
    echo = next(each["message"] for each in callback.wait(2) if each["message"].get("is_echo"))
    assert set(echo) == {"mid", "text", "is_echo"}


def test_events_in_batches(town: Town, callback: Callback) -> None:
    town.control("POST", "webhooks/behaviour", {"hold": True, "batch": 1000})
    for number in range(30):
        town.says("facebook", f"Nummer {number}")
    town.control("POST", "webhooks/behaviour", {"hold": False})
    callback.wait(30)
    assert len(callback.requests) < 30


def test_wrong_signature(town: Town, callback: Callback) -> None:
    town.control("POST", "webhooks/behaviour", {"wrong_signature": True})
    town.says("facebook", "Dag")
    callback.wait()
    headers, body = callback.requests[0]
    secret = town.accounts["facebook"]["app_secret"]
    assert headers["x-hub-signature-256"] != signed(body, secret)["x-hub-signature-256"]


def test_nothing_after_meta_unsubscribed_us(town: Town, callback: Callback) -> None:
    town.control("DELETE", "subscriptions", {"object": "page"})
    town.says("facebook", "Dag")
    assert town.control("GET", "webhooks")["sent"] == 0


def test_subscriptions_and_messages_survive_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "world.json"
    with listening(TOKEN) as listener:
        with running_simulator(state=state) as simulator:
            town = Town(simulator)
            register(town, listener, "page")
            token = town.accounts["facebook"]["page_token"]
            graph = Web(f"{simulator.facebook}/v26.0", query={"access_token": token})
            graph.post("/me/subscribed_apps", data={"subscribed_fields": "messages"})
            first = writes(town)
        with running_simulator(state=state) as simulator:
            town = Town(simulator)
            writes(town, text="Later", reply_to=first["id"])
            told = {value["message"]["text"]: value["message"] for value in listener.wait(2)}
            assert told["Later"]["reply_to"]["mid"] == first["id"]
            assert len(town.control("GET", "directs/facebook")) == 2
