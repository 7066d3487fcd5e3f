"""Reading the Page over the Graph API."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from connectors.simulator.clock import HOUR, set_ahead
from connectors.simulator.graph.usage import Meter
from tests.simulator.web import Town, Web


def thread(town: Town) -> dict[str, str]:
    """A visitor's post, a comment under it, and an answer to that by the Page."""
    post = town.says("facebook", "Wanneer komt de vuilniswagen?")
    comment = town.says("facebook", "Bij ons ook niet", parent=post, author="jan_voorbeeld")
    answer = town.says("facebook", "Morgen!", parent=comment, author="municipality")
    return {"post": post, "comment": comment, "answer": answer}


def error(web: Web, path: str, **query: str) -> tuple[int, int, int | None]:
    answer = web.get(path, **query)
    problem = answer.json()["error"]
    return answer.status_code, problem["code"], problem.get("error_subcode")


def test_feed_has_own_and_visitors_posts_newest_first(town: Town, graph: Web, page: str) -> None:
    visitor = town.says("facebook", "Hallo gemeente")
    feed = graph.get(f"/{page}/feed").json()["data"]
    assert feed[0]["id"] == visitor
    assert len(feed) == 4


@pytest.mark.parametrize(("edge", "found"), [("visitor_posts", 1), ("published_posts", 3)])
def test_narrow_edges(town: Town, graph: Web, page: str, edge: str, found: int) -> None:
    town.says("facebook", "Hallo gemeente")
    assert len(graph.get(f"/{page}/{edge}").json()["data"]) == found


def test_ids_are_built_as_at_facebook(town: Town, page: str) -> None:
    made = thread(town)
    assert re.fullmatch(rf"{page}_\d+", made["post"])
    assert made["comment"].split("_")[0] == made["post"].split("_")[1]


def test_only_default_fields_unless_asked(town: Town, graph: Web) -> None:
    made = thread(town)
    assert set(graph.get(f"/{made['post']}").json()) == {"id", "message", "created_time"}


def test_moments_are_written_as_meta_does(town: Town, graph: Web) -> None:
    written = graph.get(f"/{thread(town)['post']}").json()["created_time"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\+0000", written)


def test_toplevel_comments_by_default(town: Town, graph: Web) -> None:
    made = thread(town)
    found = graph.get(f"/{made['post']}/comments").json()["data"]
    assert [comment["id"] for comment in found] == [made["comment"]]


def test_stream_has_all_levels(town: Town, graph: Web) -> None:
    made = thread(town)
    found = graph.get(f"/{made['post']}/comments", filter="stream", fields="id,parent{id}").json()
    assert found["data"] == [
        {"id": made["comment"]},
        {"id": made["answer"], "parent": {"id": made["comment"]}},
    ]


def test_comments_of_a_comment(town: Town, graph: Web) -> None:
    made = thread(town)
    found = graph.get(f"/{made['comment']}/comments").json()["data"]
    assert [comment["id"] for comment in found] == [made["answer"]]


def test_order_can_be_reversed(town: Town, graph: Web) -> None:
    made = thread(town)
    query = {"filter": "stream", "order": "reverse_chronological"}
    found = graph.get(f"/{made['post']}/comments", **query).json()["data"]
    assert [comment["id"] for comment in found] == [made["answer"], made["comment"]]


def test_summary_counts_what_the_filter_lets_through(town: Town, graph: Web) -> None:
    made = thread(town)
    query = {"filter": "stream", "summary": "true", "limit": "1"}
    summary = graph.get(f"/{made['post']}/comments", **query).json()["summary"]
    assert summary == {"order": "chronological", "total_count": 2, "can_comment": True}


def test_feed_can_start_at_a_moment(town: Town, graph: Web, page: str) -> None:
    yesterday = datetime.now(UTC) - timedelta(days=1)
    seconds = str(int(yesterday.timestamp()))
    assert len(graph.get(f"/{page}/feed", since=seconds).json()["data"]) == 1
    assert len(graph.get(f"/{page}/feed", since=yesterday.isoformat()).json()["data"]) == 1


def test_nested_fields_and_edges(town: Town, graph: Web) -> None:
    made = thread(town)
    fields = "id,from{name},comments.limit(5).filter(stream){id,from{name}}"
    found = graph.get(f"/{made['post']}", fields=fields).json()
    assert found["from"] == {"name": "Noor Bakker"}
    names = [comment["from"]["name"] for comment in found["comments"]["data"]]
    assert names == ["Jan Voorbeeld", "Gemeente Voorbeeld"]


def test_permalink_leads_to_the_comment(town: Town, graph: Web) -> None:
    made = thread(town)
    link = graph.get(f"/{made['comment']}", fields="permalink_url").json()["permalink_url"]
    assert link.startswith(f"{town.simulator.url}/facebook.com/gemeentevoorbeeld/posts/")
    assert link.endswith(f"?comment_id={made['comment'].split('_')[1]}")
    assert town.web().get(link.removeprefix(town.simulator.url)).status_code == 200


def test_pages_join_up(town: Town, graph: Web, page: str) -> None:
    posts = [town.says("facebook", f"bericht {number}") for number in range(5)]
    seen: list[str] = []
    query = {"limit": "2"}
    while query:
        body = graph.get(f"/{page}/visitor_posts", **query).json()
        seen += [post["id"] for post in body["data"]]
        more = body["paging"].get("next", "")
        query = {name: values[0] for name, values in parse_qs(urlsplit(more).query).items()}
    assert seen == posts[::-1]


def test_next_link_carries_the_token(town: Town, graph: Web, page: str) -> None:
    link = graph.get(f"/{page}/feed", limit="1", fields="id").json()["paging"]["next"]
    query = parse_qs(urlsplit(link).query)
    assert query["access_token"] == [town.accounts["facebook"]["page_token"]]
    assert (query["limit"], query["fields"]) == (["1"], ["id"])


def test_previous_link_leads_back(town: Town, graph: Web, page: str) -> None:
    first = graph.get(f"/{page}/feed", limit="1").json()
    second = graph.get(f"/{page}/feed", limit="1", after=first["paging"]["cursors"]["after"]).json()
    before = second["paging"]["cursors"]["before"]
    assert "previous" in second["paging"]
    assert graph.get(f"/{page}/feed", limit="1", before=before).json()["data"] == first["data"]


def test_cursor_outlives_the_post_it_points_at(town: Town, graph: Web, page: str) -> None:
    posts = [town.says("facebook", f"bericht {number}") for number in range(3)]
    body = graph.get(f"/{page}/visitor_posts", limit="1").json()
    town.control("DELETE", f"posts/facebook/{posts[2]}")
    after = body["paging"]["cursors"]["after"]
    rest = graph.get(f"/{page}/visitor_posts", after=after).json()["data"]
    assert [post["id"] for post in rest] == [posts[1], posts[0]]


def test_user_token_reads_no_comments(town: Town, page: str) -> None:
    made = thread(town)
    web = Web(f"{town.simulator.facebook}/v26.0", town.accounts["facebook"]["user_token"])
    answer = web.get(f"/{made['post']}/comments")
    assert (answer.status_code, answer.json()) == (200, {"data": []})


def test_user_token_does_not_learn_who_wrote(town: Town) -> None:
    made = thread(town)
    web = Web(f"{town.simulator.facebook}/v26.0", town.accounts["facebook"]["user_token"])
    assert "from" not in web.get(f"/{made['post']}", fields="id,from").json()


def test_reply_to_a_reply_stands_under_the_first_comment(town: Town, graph: Web) -> None:
    made = thread(town)
    deep = town.says("facebook", "Dank!", parent=made["answer"])
    found = graph.get(f"/{deep}", fields="parent{id}").json()
    assert found["parent"]["id"] == made["comment"]


def test_edit_keeps_the_id(town: Town, graph: Web) -> None:
    made = thread(town)
    town.control("PATCH", f"posts/facebook/{made['comment']}", {"text": "Bij ons wel"})
    assert graph.get(f"/{made['comment']}").json()["message"] == "Bij ons wel"


def test_deleted_comment_takes_its_answers_along(town: Town, graph: Web) -> None:
    made = thread(town)
    town.control("DELETE", f"posts/facebook/{made['comment']}")
    assert error(graph, f"/{made['comment']}") == (400, 100, 33)
    assert error(graph, f"/{made['answer']}") == (400, 100, 33)


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/{page}/feed", {"limit": "101"}),
        ("/{page}/feed", {"limit": "nul"}),
        ("/{page}/feed", {"after": "verzonnen"}),
        ("/{page}/feed", {"since": "ooit"}),
        ("/{page}", {"fields": "kleur"}),
        ("/{page}/kleuren", {}),
        ("/{post}/comments", {"filter": "alles"}),
        ("/{post}/comments", {"order": "ranked"}),
        ("/", {"ids": "{post}"}),
        ("/{page}", {"date_format": "U"}),
    ],
)
def test_bad_parameter_is_error_100(
    town: Town, graph: Web, page: str, path: str, query: dict[str, str]
) -> None:
    made = {"page": page, "post": town.own("facebook")}
    filled = {name: value.format(**made) for name, value in query.items()}
    assert error(graph, path.format(**made), **filled)[:2] == (400, 100)


@pytest.mark.parametrize("fields", ["id,", "id{", "id}", "comments.limit(2", "id message"])
def test_bad_syntax_is_error_2500(graph: Web, page: str, fields: str) -> None:
    assert error(graph, f"/{page}", fields=fields)[:2] == (400, 2500)


@pytest.mark.parametrize(
    ("asked", "served"),
    [("/v26.0", "v26.0"), ("/v23.0", "v23.0"), ("/v2.8", "v21.0"), ("", "v21.0")],
)
def test_version_that_serves_is_in_the_header(
    town: Town, page: str, asked: str, served: str
) -> None:
    web = Web(town.simulator.facebook, town.accounts["facebook"]["page_token"])
    assert web.get(f"{asked}/{page}").headers["facebook-api-version"] == served


def test_version_of_the_future_is_refused(town: Town, page: str) -> None:
    web = Web(town.simulator.facebook, town.accounts["facebook"]["page_token"])
    assert error(web, f"/v99.0/{page}")[:2] == (400, 2500)


def test_content_type_and_usage_are_as_at_meta(town: Town, graph: Web, page: str) -> None:
    town.set(usage_percent=85)
    headers = graph.get(f"/{page}").headers
    assert headers["content-type"] == "application/json; charset=UTF-8"
    assert '"call_count": 85' in headers["x-business-use-case-usage"]
    assert headers["x-fb-trace-id"]


def test_allowance_grows_with_the_people() -> None:
    calls = [Meter() for _ in range(2)]
    for _ in range(4_800):
        alone, together = (meter.count(people) for meter, people in zip(calls, (1, 4), strict=True))
    assert (alone, together) == (100, 25)


def test_allowance_is_of_the_last_day() -> None:
    meter = Meter()
    assert [meter.count(0) for _ in range(960)][-1] == 20
    set_ahead(25 * HOUR)
    try:
        assert meter.count(0) == 0
    finally:
        set_ahead(0)
