"""A whole body of every list that a connector reads, made by hand from the documentation.

Webhooks are in ``tests.connectors.shapes``.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Any

from connectors import registry
from connectors.base import Raw
from connectors.meta.connector import MetaConnector
from connectors.meta.reading import MISSING
from tests.connectors.answers import US, to_bytes
from tests.connectors.shapes import BODIES, DIRECT, NOOR, TWEET

AT = "2026-11-19T10:00:00+0000"
CITIZEN = {"id": "742", "name": "Noor Voorbeeld", "username": "noor_voorbeeld"}
PICTURE = {"type": "photo", "title": "a", "media": {"image": {"src": "https://cdn.example/a.jpg"}}}

# X --------------------------------------------------------------------------------------------

TWEETS = {
    "data": [TWEET],
    "includes": {
        "users": [{"id": NOOR, "name": "Noor", "username": "noor_voorbeeld"}],
        "tweets": [{**TWEET, "id": "2090000000000000299", "author_id": US.external_id}],
        "media": [{"media_key": "3_1", "type": "photo", "url": "https://cdn.example/a.jpg"}],
    },
    "errors": [{"value": "7", "parameter": "ids", "type": "https://x/resource-not-found"}],
    "meta": {"result_count": 1, "newest_id": TWEET["id"], "next_token": "a"},
}
OF_X: list[tuple[str, str, Any]] = [
    ("mentions", "", TWEETS),
    ("own", "", {**TWEETS, "data": [{**TWEET, "author_id": US.external_id}]}),
    ("lookup", "", TWEETS),
    ("search", "afval lang:nl", TWEETS),
    ("threads", "2090000000000000299 2090000000000000300", TWEETS),
    ("quotes", "", TWEETS),
    ("direct", "", {"data": [DIRECT], "includes": TWEETS["includes"], "meta": {}}),
]

# Meta -----------------------------------------------------------------------------------------

POST: dict[str, Any] = {
    "id": f"{US.external_id}_1",
    "message": "Mag ik iets vragen?",
    "from": CITIZEN,
    "created_time": AT,
    "updated_time": AT,
    "permalink_url": "https://facebook.com/1",
    "is_hidden": False,
    "attachments": {"data": [{"subattachments": {"data": [PICTURE]}}, PICTURE]},
    "comments": {"summary": {"total_count": 1}},
}
ELSEWHERE = {**POST, "id": "742_9"}
COMMENT: dict[str, Any] = {
    "id": "1_2",
    "message": "Wanneer snoeien jullie?",
    "from": CITIZEN,
    "created_time": AT,
    "parent": {"id": "1_1"},
    "object": {"id": f"{US.external_id}_1", "from": {"id": US.external_id}},
    "attachment": PICTURE,
    "like_count": 2,
    "can_comment": True,
    "can_hide": True,
}
RATING = {
    "created_time": AT,
    "recommendation_type": "negative",
    "review_text": "Lang gewacht.",
    "reviewer": CITIZEN,
    "open_graph_story": {"id": "77"},
}
LETTER = {
    "id": "m_1",
    "created_time": AT,
    "from": CITIZEN,
    "message": "Dag",
    "attachments": {"data": [{"mime_type": "image/png", "image_data": {"url": "https://cdn/a"}}]},
    "shares": {"data": [{"link": "https://example.nl", "name": "a"}]},
    "story": {"reply_to": {"link": "https://cdn.example/s"}},
    "reactions": {"data": [{"users": [CITIZEN]}]},
    "reply_to": {"mid": "m_0"},
}
OF_FACEBOOK: list[tuple[str, str, Any]] = [
    ("feed", "", {"data": [POST]}),
    ("post", POST["id"], POST),
    ("comments", POST["id"], {"data": [COMMENT]}),
    ("visitor_comments", POST["id"], {"data": [COMMENT]}),
    ("comment", COMMENT["id"], COMMENT),
    ("tagged", "", {"data": [ELSEWHERE]}),
    ("mentioned", "mention/742_9", ELSEWHERE),
    ("ratings", "", {"data": [RATING]}),
    ("person", "person/742", {"id": "742", "first_name": "Noor", "last_name": "Voorbeeld"}),
    ("messages", "742", {"data": [LETTER]}),
]
MEDIUM = {
    "id": "179",
    "caption": "Met @GemVoorbeeld",
    "permalink": "https://instagram.com/p/a",
    "timestamp": AT,
    "username": "noor_voorbeeld",
    "media_type": "IMAGE",
    "media_url": "https://cdn.example/a.jpg",
}
REPLY = {
    "id": "181",
    "text": "Ja",
    "timestamp": AT,
    "from": CITIZEN,
    "parent_id": "180",
    "like_count": 1,
    "hidden": False,
    "media": {"id": "179", "permalink": "https://instagram.com/p/a"},
}
ABOVE = {**REPLY, "id": "180", "parent_id": None, "replies": {"data": [REPLY]}}
OF_INSTAGRAM: list[tuple[str, str, Any]] = [
    ("media", "", {"data": [MEDIUM]}),
    ("medium", "medium/179", MEDIUM),
    ("comments", "179", {"data": [ABOVE]}),
    ("replies", "180", {"data": [REPLY]}),
    ("comment", "181", REPLY),
    ("tagged", "", {"data": [MEDIUM]}),
    ("hashtag", "#kermis", {"data": [{**MEDIUM, "username": None}]}),
    ("mentioned", "mention/179", {"mentioned_media": MEDIUM}),
    ("mentioned", "mentioned/179/181", {"mentioned_comment": REPLY}),
    ("person", "person/742", CITIZEN),
    ("messages", "742", {"data": [LETTER]}),
]

LISTS = {"x": OF_X, "facebook": OF_FACEBOOK, "instagram": OF_INSTAGRAM}


def sources(kind: str) -> set[str]:
    """Every ``Raw.source`` that this connector reads, as the connector itself has it.

    From its table of readers; from the names of sources in its ``reading`` where it has none.
    """
    connector = registry.connector_class(kind)
    if issubclass(connector, MetaConnector):
        return {MISSING, *connector.readers}
    reading = vars(import_module(f"connectors.{kind}.reading"))
    return {value for name, value in reading.items() if name.isupper() and isinstance(value, str)}


def whole(kind: str) -> list[Raw]:
    """One body of every list, or more."""
    return [Raw(source, to_bytes(body), subject) for source, subject, body in LISTS[kind]]


def _keys(value: Any) -> Iterator[str]:
    inside = value.values() if isinstance(value, dict) else value
    if isinstance(value, dict):
        yield from value
    for part in inside if isinstance(value, dict | list) else ():
        yield from _keys(part)


KEYS = sorted(
    {*_keys([body for each in LISTS.values() for *_, body in each]), *_keys([*BODIES.values()])}
)
SUBJECTS = sorted({subject for each in LISTS.values() for _, subject, _ in each})
