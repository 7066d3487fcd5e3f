"""Webhooks of Meta, held against the bodies of Meta's own documentation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.simulator.callback import Callback
from tests.simulator.test_graph_messages import answer, picture, writes
from tests.simulator.web import Town, Web

pytestmark = pytest.mark.shared


# Sample to what a citizen does for it, without what Meta fills in.
def _messages(town: Town) -> dict[str, Any]:
    """Everything of the samples that a direct message can be; mid by name of the sample."""
    made = {}
    for platform, prefix in (("facebook", "messenger"), ("instagram", "ig-dm")):
        first = made[f"{prefix}-text"] = writes(town, platform)["id"]
        for kind in ("image", "video", "audio", "file"):
            media = picture(town, kind)["id"]
            name = f"{prefix}-attachment-{kind}"
            made[name] = writes(town, platform, "", media=[media])["id"]
        reply = writes(town, platform, reply_to=first)["id"]
        made[f"{prefix}-reply-to"] = reply
    quick = writes(town, quick_reply="JA")["id"]
    standby = writes(town, standby=True)["id"]
    sticker = {"kind": "sticker", "url": "https://scontent.example/s.png"}
    post = {"kind": "post", "url": "https://facebook.example/p", "title": "t", "reference": "12"}
    link = {"kind": "fallback", "url": "https://example.org", "title": "Example"}
    shared = {"kind": "ig_post", "url": "https://look.example", "title": "t", "reference": "1"}
    story = town.control("POST", "stories", {})["id"]
    mention = picture(town)["id"]
    return made | {
        "messenger-quick-reply": quick,
        "messenger-standby": standby,
        "messenger-sticker-2026": writes(town, text="", attachments=[sticker])["id"],
        "messenger-shared-post": writes(town, text="", attachments=[post])["id"],
        "messenger-fallback-link": writes(town, attachments=[link])["id"],
        "ig-dm-ig-post-share": writes(town, "instagram", "", attachments=[shared])["id"],
        "ig-dm-story-reply": writes(town, "instagram", story=story)["id"],
        "ig-dm-story-mention": writes(town, "instagram", "", media=[mention], story_mention=True)[
            "id"
        ],
        "ig-dm-ephemeral": writes(town, "instagram", "", ephemeral=True)["id"],
        "ig-dm-unsupported": writes(town, "instagram", "", unsupported=True)["id"],
    }


def shape(value: Any) -> Any:
    """The keys and the kinds of values, all the way down."""
    if isinstance(value, dict):
        return {name: shape(each) for name, each in sorted(value.items())}
    if isinstance(value, list):
        return [shape(each) for each in value]
    return type(value).__name__


def test_direct_messages_look_as_in_the_samples(
    town: Town, callback: Callback, shared_data: Path
) -> None:
    made = _messages(town)
    callback.wait(len(made))
    told = {_event(entry)["message"]["mid"]: entry for entry in callback.entries}
    folder = shared_data / "meta" / "payloads" / "meta-docs" / "webhook"
    for name, mid in made.items():
        if (folder / f"{name}.json").exists():
            (sample,) = json.loads((folder / f"{name}.json").read_text())["entry"]
            entry = json.loads(json.dumps(told[mid]))
            _sameness(sample, entry)
            assert shape(entry) == shape(sample), name


def _event(entry: dict[str, Any]) -> Any:
    return (entry.get("messaging") or entry.get("standby") or [None])[0]


def _sameness(sample: Any, entry: Any) -> None:
    """Meta writes the id of what was shared as a number or as text; here it is text."""
    for given in (sample, entry):
        for attachment in _event(given)["message"].get("attachments", ()):
            if "id" in attachment.get("payload", {}):
                attachment["payload"]["id"] = str(attachment["payload"]["id"])


def test_what_happens_to_messages_looks_as_in_the_samples(
    town: Town, callback: Callback, shared_data: Path
) -> None:
    folder = shared_data / "meta" / "payloads" / "meta-docs" / "webhook"
    for platform, prefix in (("facebook", "messenger"), ("instagram", "ig-dm")):
        mid = writes(town, platform)["id"]
        who = {"platform": platform, "author": "noor_voorbeeld"}
        town.control("PATCH", f"directs/{platform}/{mid}", {"text": "Anders"})
        town.control("POST", "reactions", who | {"id": mid, "reaction": "love"})
        town.control("DELETE", f"directs/{platform}/{mid}")
        count = len(callback.wait(4 if platform == "facebook" else 8))
        events = [_event(entry) for entry in callback.entries[count - 4 :]]
        for name, field in (("edit", "message_edit"), ("reaction", "reaction")):
            sample = json.loads((folder / f"{prefix}-{name}.json").read_text())
            (event,) = [event for event in events if field in event]
            assert shape(event) == shape(_event(sample["entry"][0])), name
    sample = json.loads((folder / "ig-dm-deleted.json").read_text())
    gone = [each for each in events if each.get("message", {}).get("is_deleted")]
    assert shape(gone[0]) == shape(_event(sample["entry"][0]))


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("facebook_login", "meta-docs/webhook/ig-comment-facebook-login-doc"),
        ("instagram_login_flat", "meta-docs/webhook/ig-comment-instagram-login-doc-flat"),
        ("observed", "observed/ig-comment-on-ad-2026-07-30"),
    ],
)
def test_instagram_comments_look_as_in_the_samples(
    town: Town, callback: Callback, shared_data: Path, setting: str, path: str
) -> None:
    town.set(ig_comment_shape=setting)
    draft = {"platform": "instagram", "author": "noor_voorbeeld", "text": "Dag"}
    if setting == "observed":
        town.control("POST", "ad-comments", draft)
    else:
        comment = town.says("instagram", "Mooi", parent=town.own("instagram"))
        if setting == "facebook_login":
            callback.wait()
            callback.requests.clear()
            town.says("instagram", "Zeker", parent=comment)
    callback.wait()
    sample = json.loads((shared_data / "meta" / "payloads" / f"{path}.json").read_text())
    assert shape(callback.bodies[0]) == shape(sample)


def test_page_comment_looks_as_observed(town: Town, callback: Callback, shared_data: Path) -> None:
    town.says("facebook", "+1", parent=town.own("facebook"))
    callback.wait()
    path = shared_data / "meta/payloads/observed/page-feed-comment-add-2024-02-06.json"
    assert shape(callback.bodies[0]) == shape(json.loads(path.read_text()))


def test_visitor_post_looks_as_in_the_sample(
    town: Town, callback: Callback, shared_data: Path
) -> None:
    town.says("facebook", "Dag")
    callback.wait()
    path = shared_data / "meta/payloads/meta-docs/webhook/page-feed-post-add.json"
    assert shape(callback.bodies[0]) == shape(json.loads(path.read_text()))


def test_echoes_look_as_in_the_samples(
    town: Town, graph: Web, page: str, callback: Callback, shared_data: Path
) -> None:
    folder = shared_data / "meta/payloads/meta-docs/webhook"
    for platform, name in (("facebook", "messenger-echo-api"), ("instagram", "ig-dm-echo")):
        noor = writes(town, platform)["thread_id"]
        answer(graph, page, noor, message={"text": "Dag", "metadata": "1"})
        callback.wait(3 if platform == "facebook" else 5)
        (body,) = [
            body
            for body in callback.bodies
            if body["object"] == ("page" if platform == "facebook" else "instagram")
            and "is_echo" in _event(body["entry"][0]).get("message", {})
        ]
        assert shape(body) == shape(json.loads((folder / f"{name}.json").read_text()))
