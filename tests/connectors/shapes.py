"""Bodies of webhooks, made by hand from the platforms' documentation, and what can befall them."""

from __future__ import annotations

import copy
from typing import Any

from hypothesis import strategies as st

US = "1500000000000000001"
NOOR = "1600000000000000002"


def activity(kind: str, payload: dict[str, Any]) -> dict[str, Any]:
    """One envelope of the X Activity API."""
    return {
        "data": {
            "event_uuid": "-2080765813578191303",
            "filter": {"user_id": US},
            "event_type": kind,
            "tag": "webcare",
            "payload": payload,
        },
        "includes": {"users": [{"data": {"id": NOOR, "username": "noor_voorbeeld"}}]},
    }


TWEET: dict[str, Any] = {
    "id": "2090000000000000300",
    "text": "hallo @GemVoorbeeld https://t.co/a",
    "author_id": NOOR,
    "created_at": "2026-11-18T08:15:30.000Z",
    "conversation_id": "2090000000000000300",
    "edit_history_tweet_ids": ["2090000000000000300"],
    "display_text_range": [0, 19],
    "referenced_tweets": [{"type": "replied_to", "id": "2090000000000000299"}],
    "entities": {
        "mentions": [{"start": 6, "end": 19, "id": US, "username": "GemVoorbeeld"}],
        "urls": [{"start": 20, "end": 34, "url": "https://t.co/a", "expanded_url": "https://b.nl"}],
    },
    "public_metrics": {"like_count": 2},
}
DIRECT: dict[str, Any] = {
    "id": "2090000000000000400",
    "event_type": "MessageCreate",
    "text": "Mijn container is niet geleegd",
    "sender_id": NOOR,
    "participant_ids": [US, NOOR],
    "dm_conversation_id": f"{US}-{NOOR}",
    "created_at": "2026-11-18T08:15:30.000Z",
    "attachments": {"media_keys": ["3_1"]},
}
PERSON = {"id": "742", "name": "Noor Voorbeeld", "username": "noor_voorbeeld"}


def meta(kind: str, **entry: Any) -> dict[str, Any]:
    return {"object": kind, "entry": [{"id": "500", "time": 1785412106, **entry}]}


def change(field: str, **value: Any) -> list[dict[str, Any]]:
    return [{"field": field, "value": value}]


def message(**more: Any) -> list[dict[str, Any]]:
    told = {"sender": {"id": "742"}, "recipient": {"id": "500"}, "timestamp": 1785412106134}
    return [{**told, **more}]


COMMENT: dict[str, Any] = {
    "item": "comment",
    "verb": "add",
    "post_id": "500_1",
    "comment_id": "1_2",
    "parent_id": "500_1",
    "from": PERSON,
    "message": "Wanneer snoeien jullie?",
    "created_time": 1785412106,
    "photo": "https://cdn.example/a.jpg",
}
PICTURE = [{"type": "image", "payload": {"url": "https://cdn.example/a.jpg"}}]
INSTAGRAM_COMMENT = {
    "id": "178",
    "from": PERSON,
    "text": "Mooi",
    "media": {"id": "179", "original_media_id": "180", "ad_id": "1"},
}

BODIES: dict[str, list[Any]] = {
    "x": [
        *(activity(f"post.{what}.create", TWEET) for what in ("mention", "reply", "quote")),
        activity("post.create", TWEET),
        activity("post.delete", {"id": TWEET["id"], "author_id": NOOR}),
        *(activity(f"dm.{what}", DIRECT) for what in ("received", "sent", "read")),
        activity("chat.received", {"id": "1", "conversation_id": f"{US}-{NOOR}"}),
        activity("oauth.revoke", {"user_id": US, "client_id": "a"}),
        activity("a.shape.of.tomorrow", {}),
        {"for_user_id": US, "tweet_create_events": [{"id_str": "1", "text": "hallo"}]},
        {"for_user_id": US, "tweet_delete_events": [{"status": {"id": "1", "user_id": NOOR}}]},
        {"for_user_id": US, "direct_message_events": [{"type": "message_create", "id": "1"}]},
    ],
    "meta": [
        meta("page", changes=change("feed", **COMMENT)),
        meta("page", changes=change("feed", **{**COMMENT, "verb": "hide"})),
        meta("page", changes=change("feed", **{**COMMENT, "verb": "remove"})),
        meta("page", changes=change("feed", item="reaction", verb="add", reaction_type="like")),
        meta("page", changes=change("mention", item="post", verb="add", post_id="9_1")),
        meta("page", changes=change("ratings", item="rating", verb="add", reviewer_id="742")),
        meta("page", changes=change("a_field_of_tomorrow", a=1)),
        meta("page", messaging=message(message={"mid": "m_1", "text": "Dag"})),
        meta("page", messaging=message(message={"mid": "m_2", "attachments": PICTURE})),
        meta("page", messaging=message(message={"mid": "m_3", "is_echo": True, "metadata": "k"})),
        meta("page", standby=message(postback={"mid": "m_4", "title": "Ja", "payload": "JA"})),
        meta("page", messaging=message(reaction={"mid": "m_1", "action": "react", "emoji": "❤"})),
        meta("page", messaging=message(read={"watermark": 1}, delivery={"mids": ["m_1"]})),
        meta("instagram", changes=change("comments", **INSTAGRAM_COMMENT)),
        meta("instagram", field="comments", value={"comment_id": "178", **INSTAGRAM_COMMENT}),
        meta("instagram", changes=change("mentions", comment_id="178", media_id="179")),
        meta("instagram", messaging=message(message={"mid": "a_1", "is_deleted": True})),
        meta("instagram", messaging=message(message={"mid": "a_2", "attachments": PICTURE})),
    ],
}


@st.composite
def damaged(draw: st.DrawFn, whole: Any, junk: st.SearchStrategy[Any]) -> Any:
    """A body in which one or two places hold something else, or nothing."""
    body = copy.deepcopy(draw(whole))
    for _ in range(draw(st.integers(1, 2))):
        places = list(_places(body))
        if not places:
            break
        container, key = draw(st.sampled_from(places))
        if draw(st.booleans()):
            container[key] = draw(junk)
        else:
            del container[key]
    return body


def _places(value: Any) -> Any:
    children = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    for key, child in children:
        yield value, key
        yield from _places(child)
