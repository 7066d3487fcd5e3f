"""What the simulator says, held against the platforms' own specifications and samples."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest

from connectors.simulator.graph.conversations import THREAD
from connectors.simulator.graph.errors import GraphError
from connectors.simulator.graph.facebook import COMMENT, PAGE, POST, RECOMMENDATION
from connectors.simulator.graph.instagram import ACCOUNT, MEDIA
from connectors.simulator.graph.instagram import COMMENT as IG_COMMENT
from connectors.simulator.graph.nodes import Kind
from connectors.simulator.x import problems
from connectors.simulator.x.selection import TWEETS
from tests.simulator.web import Town, Web

pytestmark = pytest.mark.shared

EVERYTHING = {
    "tweet.fields": ",".join(sorted(TWEETS.fields)),
    "expansions": ",".join(sorted(TWEETS.expansions)),
    "user.fields": "created_at,description,profile_image_url,protected,public_metrics,url,verified",
}


@cache
def openapi(data: Path) -> Any:
    return json.loads((data / "x" / "openapi-2.166.json").read_text())


def check(data: Path, schema: str, body: Any) -> None:
    """Raise unless ``body`` is what X's specification calls ``schema``."""
    spec = {"$ref": f"#/components/schemas/{schema}", **openapi(data)}
    jsonschema.Draft7Validator(spec).validate(body)


def conversation(town: Town) -> str:
    """A thread with a bit of everything; the id of the first message."""
    asked = town.says("x", "@GemVoorbeeld zie gemeente.nl/afval & #Voorbeeld")
    town.says("x", "@GemVoorbeeld " + "lang " * 80, parent=town.own("x"))
    town.says("x", "Dag!", parent=asked, author="municipality")
    changed = town.says("x", "@GemVoorbeeld eerst", quotes=town.own("x"))
    town.control("PATCH", f"posts/x/{changed}", {"text": "@GemVoorbeeld later"})
    return asked


@pytest.mark.parametrize("query", [{}, EVERYTHING], ids=["plain", "everything"])
def test_mentions(
    town: Town, x: Web, mentions: str, shared_data: Path, query: dict[str, str]
) -> None:
    conversation(town)
    body = x.get(mentions, **query).json()
    assert body["meta"]["result_count"] == 3
    check(shared_data, "Get2UsersIdMentionsResponse", body)


def test_empty_mentions(x: Web, mentions: str, shared_data: Path) -> None:
    check(shared_data, "Get2UsersIdMentionsResponse", x.get(mentions).json())


@pytest.mark.parametrize(
    ("path", "query", "schema"),
    [
        ("/users/me", {"user.fields": EVERYTHING["user.fields"]}, "Get2UsersMeResponse"),
        ("/users", {"ids": "1400000000000000001,9"}, "Get2UsersResponse"),
        ("/users/by/username/GemVoorbeeld", {}, "Get2UsersByUsernameUsernameResponse"),
        ("/users/1400000000000000001/tweets", EVERYTHING, "Get2UsersIdTweetsResponse"),
        ("/tweets", EVERYTHING | {"ids": "{asked},9"}, "Get2TweetsResponse"),
        ("/tweets/{asked}", EVERYTHING, "Get2TweetsIdResponse"),
        ("/tweets/9", {}, "Get2TweetsIdResponse"),
        (
            "/tweets/search/recent",
            {"query": "from:noor_voorbeeld"},
            "Get2TweetsSearchRecentResponse",
        ),
    ],
)
def test_reading(
    town: Town, x: Web, shared_data: Path, path: str, query: dict[str, str], schema: str
) -> None:
    asked = conversation(town)
    filled = {name: value.replace("{asked}", asked) for name, value in query.items()}
    answer = x.get(path.replace("{asked}", asked), **filled)
    assert answer.status_code == 200
    check(shared_data, schema, answer.json())


def test_writing_and_deleting(x: Web, shared_data: Path) -> None:
    placed = x.post("/tweets", json={"text": "Dag!"}).json()
    check(shared_data, "TweetCreateResponse", placed)
    check(shared_data, "TweetDeleteResponse", x.delete(f"/tweets/{placed['data']['id']}").json())


def test_reading_of_a_spec_can_fail(shared_data: Path) -> None:
    with pytest.raises(jsonschema.ValidationError):
        check(shared_data, "Get2UsersIdMentionsResponse", {"data": [{"id": "abc"}]})


@pytest.mark.parametrize(
    ("made", "sample"),
    [
        (problems.unauthorized, "err_401"),
        (problems.too_long, "err_400_text_too_long"),
        (problems.credits_depleted, "err_402_credits_depleted"),
        (problems.duplicate, "err_403_duplicate"),
        (problems.not_summoned, "err_403_reply_not_summoned_2026H2"),
        (problems.not_engaged, "err_403_reply_not_summoned_2026H1"),
        (problems.target_gone, "err_403_reply_deleted_target"),
        (problems.not_permitted, "err_403_not_permitted"),
        (problems.spend_cap_reached, "err_403_spend_cap"),
        (problems.wrong_app_permissions, "err_403_oauth1_permissions"),
        (problems.client_not_enrolled, "err_403_client_not_enrolled"),
        (problems.too_many_requests, "err_429"),
        (problems.usage_capped, "err_429_usage_cap"),
        (problems.unavailable, "err_503"),
        (problems.bad_refresh, "oauth2_refresh_400"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_problem_of_x(shared_data: Path, made: Any, sample: str) -> None:
    text = (shared_data / "x" / "samples" / f"{sample}.json").read_text()
    ours = json.dumps(made().body).replace("1400000000000000001", "1500000000000000009")
    assert json.loads(ours) == json.loads(text)


def test_invalid_parameter_of_x(x: Web, mentions: str, shared_data: Path) -> None:
    sample = (shared_data / "x" / "samples" / "err_400_invalid_param.json").read_text()
    assert x.get(mentions, max_results="4").json() == json.loads(sample)


@pytest.mark.parametrize(
    ("code", "subcode", "sample"),
    [
        (2, None, "2-transient"),
        (4, None, "4-app-limit"),
        (32, None, "32-page-limit"),
        (190, 463, "190-463-expired"),
        (1705, None, "1705-user-token"),
        (80001, None, "80001-page-buc"),
        (10, 2018278, "10-2018278-window-messenger"),
        (551, 1545041, "551-1545041-unavailable"),
        (10900, None, "10900-already-replied"),
    ],
)
def test_error_of_meta(shared_data: Path, code: int, subcode: int | None, sample: str) -> None:
    folder = shared_data / "meta" / "payloads" / "meta-docs" / "errors"
    wanted = json.loads((folder / f"{sample}.json").read_text())["error"]
    made = GraphError(code, subcode).body()["error"]
    assert made.pop("fbtrace_id")
    assert made == {name: value for name, value in wanted.items() if name != "fbtrace_id"}


def test_missing_object_of_meta(graph: Web, shared_data: Path) -> None:
    folder = shared_data / "meta" / "payloads" / "meta-docs" / "errors"
    wanted = json.loads((folder / "100-33-missing.json").read_text())["error"]
    made = graph.get("/1").json()["error"]
    assert {**made, "fbtrace_id": ""} == {**wanted, "fbtrace_id": ""}


@pytest.mark.parametrize(
    ("kind", "specs"),
    [
        (COMMENT, ["Comment"]),
        (POST, ["PagePost"]),
        (PAGE, ["Page"]),
        (IG_COMMENT, ["IGComment"]),
        (MEDIA, ["IGMedia"]),
        (ACCOUNT, ["IGUser", "IGUserForIGOnlyAPI"]),
        (THREAD, ["UnifiedThread"]),
        (RECOMMENDATION, ["Recommendation"]),
    ],
    ids=lambda value: value.name if isinstance(value, Kind) else "",
)
def test_fields_and_edges_exist_at_meta(shared_data: Path, kind: Kind, specs: list[str]) -> None:
    known: set[str] = set()
    for name in specs:
        spec = json.loads((shared_data / "meta" / "specs" / f"{name}.json").read_text())
        known |= {field["name"] for field in spec["fields"]}
        known |= {api["endpoint"] for api in spec["apis"] if "endpoint" in api}
    assert {*kind.fields, *kind.edges, *kind.defaults} - known - {"tasks"} == set()


@pytest.mark.parametrize(
    ("path", "sample", "extra"),
    [
        ("/{page}/feed", "page-feed", {"limit": "1"}),
        ("/{post}/comments", "post-comments", {"summary": "true"}),
        ("/{media}/comments", "ig-comments", {"limit": "1"}),
    ],
)
def test_list_has_the_shape_of_the_sample(
    town: Town, graph: Web, shared_data: Path, path: str, sample: str, extra: dict[str, str]
) -> None:
    made = {"page": "me", "post": town.own("facebook"), "media": town.own("instagram")}
    for number in range(2):
        town.says("facebook", f"Dag {number}", parent=made["post"])
        town.says("instagram", f"Dag {number}", parent=made["media"])
    folder = shared_data / "meta" / "payloads" / "meta-docs" / "api"
    wanted = json.loads((folder / f"{sample}.json").read_text())
    body = graph.get(path.format(**made), **extra).json()
    assert body.keys() == wanted.keys()
    assert body["data"][0].keys() == wanted["data"][0].keys()
    for part in ("paging", "summary"):
        assert body.get(part, {}).keys() == wanted.get(part, {}).keys()
