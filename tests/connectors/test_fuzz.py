"""Whatever a platform may ever send, ``parse`` reads it or says that it cannot."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors import registry
from connectors.base import Item, Raw, Unreadable
from tests.connectors.answers import US

KINDS = [kind for kind, _ in registry.kinds()]
SOURCES = [
    *("mentions", "own", "lookup"),
    *("feed", "post", "comments", "visitor_comments", "comment", "missing", "media", "replies"),
]
KEYS = [
    *("data", "includes", "errors", "meta", "users", "tweets", "posts", "id", "text", "author_id"),
    *("created_at", "conversation_id", "referenced_tweets", "edit_history_tweet_ids", "entities"),
    *("urls", "url", "note_tweet", "type", "value", "parameter", "message", "created_time", "from"),
    *("parent", "object", "timestamp", "replies", "media", "parent_id", "name", "username"),
]
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=12)
    | st.sampled_from(["1", "500_1", "1_9", "replied_to", "2026-11-19T10:00:00+0000"])
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=6)
    ),
    max_leaves=25,
)
SHAPED = st.dictionaries(st.sampled_from(["data", "includes", "errors", "meta"]), JSON, min_size=1)


def parse_everywhere(body: bytes) -> list[Item]:
    items: list[Item] = []
    for kind in KINDS:
        connector = registry.connect(kind, US)
        for source in SOURCES:
            with suppress(Unreadable):
                items += connector.parse(Raw(source, body, "500_1"))
    return items


@settings(deadline=None)
@given(st.binary(max_size=80))
def test_any_bytes(body: bytes) -> None:
    parse_everywhere(body)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(JSON | SHAPED)
def test_any_json(body: Any) -> None:
    for item in parse_everywhere(json.dumps(body).encode()):
        assert item.external_id


def test_deep_json() -> None:
    assert parse_everywhere(b"[" * 100_000)[0].external_id == "500_1"
