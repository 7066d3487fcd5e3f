"""The connectors read the platforms' own sample bodies, where those are at hand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connectors import registry
from connectors.base import (
    Connection,
    ConnectorError,
    Incoming,
    Item,
    Pointer,
    Post,
    Raw,
    Reason,
    Unreadable,
)
from connectors.facebook.payloads import LOOKUP_FIELDS, POST_FIELDS
from connectors.instagram.payloads import COMMENT_FIELDS, MEDIA_FIELDS
from connectors.meta.errors import check as check_meta
from connectors.x.errors import check as check_x
from tests.connectors.answers import US, answer
from tests.connectors.bench import MemoryVault

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not DATA.is_dir(), reason="the reference material is not here"),
]

ASKED = {
    "PagePost": POST_FIELDS,
    "Comment": LOOKUP_FIELDS,
    "IGMedia": MEDIA_FIELDS,
    "IGComment": COMMENT_FIELDS,
}
X_REFUSALS = {
    "err_400_invalid_param": (400, Reason.UNKNOWN),
    "err_400_text_too_long": (400, Reason.TOO_LONG),
    "err_401": (401, Reason.CREDENTIALS),
    "err_402_credits_depleted": (402, Reason.BUDGET),
    "err_403_client_not_enrolled": (403, Reason.PERMISSION),
    "err_403_dm_not_allowed": (403, Reason.UNREACHABLE),
    "err_403_duplicate": (403, Reason.DUPLICATE),
    "err_403_not_permitted": (403, Reason.NOT_ALLOWED),
    "err_403_oauth1_permissions": (403, Reason.PERMISSION),
    "err_403_reply_deleted_target": (403, Reason.TARGET_GONE),
    "err_403_reply_not_summoned_2026H1": (403, Reason.NOT_CALLED),
    "err_403_reply_not_summoned_2026H2": (403, Reason.NOT_CALLED),
    "err_403_spend_cap": (403, Reason.BUDGET),
    "err_403_unsupported_authentication": (403, Reason.PERMISSION),
    "err_429": (429, Reason.THROTTLED),
    "err_429_usage_cap": (429, Reason.BUDGET),
    "err_503": (503, Reason.UNAVAILABLE),
}
META_REFUSALS = {
    "10-2018278-window-messenger": Reason.WINDOW_CLOSED,
    "10-2534022-window-instagram": Reason.WINDOW_CLOSED,
    "100-33-missing": Reason.TARGET_GONE,
    "10900-already-replied": Reason.ALREADY_ANSWERED,
    "1705-user-token": Reason.CREDENTIALS,
    "190-460-password": Reason.CREDENTIALS,
    "190-463-expired": Reason.CREDENTIALS,
    "2-transient": Reason.UNAVAILABLE,
    "32-page-limit": Reason.THROTTLED,
    "4-app-limit": Reason.THROTTLED,
    "551-1545041-unavailable": Reason.UNREACHABLE,
    "80001-page-buc": Reason.THROTTLED,
}


def body_of(path: str) -> bytes:
    return (DATA / path).read_bytes()


def parse_x(name: str) -> list[Item]:
    raw = Raw("mentions", body_of(f"x/samples/{name}.json"))
    return registry.connect("x", US).parse(raw)


def parse_meta(kind: str, source: str, name: str) -> list[Item]:
    raw = Raw(source, body_of(f"meta/payloads/meta-docs/api/{name}.json"), "500_1")
    return registry.connect(kind, US).parse(raw)


def names(folder: str, prefix: str = "") -> Iterator[str]:
    return (path.stem for path in (DATA / folder).glob(f"{prefix}*.json"))


def test_mentions_of_x() -> None:
    post, reply, mention = parse_x("get_mentions_200")
    assert isinstance(post, Post)
    assert isinstance(reply, Incoming)
    assert isinstance(mention, Incoming)
    assert (reply.parent_id, reply.post_id) == (post.external_id, post.external_id)
    assert mention.author.name == "Jan Burger"
    assert mention.text.endswith("de hoek van de Dorpsstraat")


def test_mentions_of_x_in_the_newer_vocabulary() -> None:
    pointer, message = parse_x("get_mentions_200_postdialect")
    assert pointer == Pointer("2090000000000000100")
    assert isinstance(message, Incoming)
    assert message.thread_id == message.parent_id == "2090000000000000100"


def test_no_mentions_of_x() -> None:
    assert parse_x("get_mentions_200_empty") == []


def test_mention_without_its_time_raises_the_alarm() -> None:
    with pytest.raises(Unreadable, match="created_at"):
        parse_x("get_mentions_200_partial_errors")


@pytest.mark.parametrize("name", X_REFUSALS)
def test_refusal_of_x(name: str) -> None:
    status, reason = X_REFUSALS[name]
    with pytest.raises(ConnectorError) as caught:
        check_x(answer(status, body_of(f"x/samples/{name}.json"), "POST"))
    assert caught.value.reason is reason


def test_every_refusal_of_x_is_tried() -> None:
    assert set(names("x/samples", "err_")) - {"err_429_headers"} == set(X_REFUSALS)


def test_feed_of_facebook() -> None:
    page = Connection("<PAGE_ID>", "", MemoryVault({}))
    raw = Raw("feed", body_of("meta/payloads/meta-docs/api/page-feed.json"))
    (item,) = registry.connect("facebook", page).parse(raw)
    assert isinstance(item, Incoming)
    assert item.text == "Become a Facebook developer!"


def test_comments_of_facebook() -> None:
    (message,) = parse_meta("facebook", "comments", "post-comments")
    assert isinstance(message, Incoming)
    assert (message.author.name, message.text) == ("<NAME>", "<TEXT>")


def test_comments_of_instagram() -> None:
    (message,) = parse_meta("instagram", "comments", "ig-comments")
    assert isinstance(message, Incoming)
    assert message.text == "This is awesome!"


@pytest.mark.parametrize("name", META_REFUSALS)
def test_refusal_of_meta(name: str) -> None:
    body = body_of(f"meta/payloads/meta-docs/errors/{name}.json")
    with pytest.raises(ConnectorError) as caught:
        check_meta(answer(400, body, "POST"))
    assert caught.value.reason is META_REFUSALS[name]


def test_every_refusal_of_meta_is_tried() -> None:
    assert set(names("meta/payloads/meta-docs/errors")) == set(META_REFUSALS)


@pytest.mark.parametrize("node", ASKED)
def test_fields_we_ask_for_exist(node: str) -> None:
    spec: dict[str, Any] = json.loads(body_of(f"meta/specs/{node}.json"))
    fields = {field["name"] for field in spec["fields"]}
    edges = {api["endpoint"] for api in spec["apis"] if api.get("endpoint")}
    asked = re.sub(r"(\.\w+\(\w+\))?\{[^{}]*\}", "", re.sub(r"\{[^{}]*\}", "", ASKED[node]))
    assert {name.partition(".")[0] for name in asked.split(",")} <= fields | edges
