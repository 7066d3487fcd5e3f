"""How lists are walked, and what a poll remembers of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from connectors import registry
from connectors.base import Connection, Page, Raw
from connectors.meta.graph import Graph, Step
from connectors.meta.payloads import Listed
from connectors.meta.progress import Progress
from tests.connectors.answers import to_bytes
from tests.connectors.bench import MemoryVault
from tests.connectors.server import Server

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)


def step(*hours: int) -> Step:
    times = [NOON.replace(hour=hour) for hour in hours]
    nodes = [Listed.model_validate({"id": "1", "created_time": at}) for at in times]
    return Step(0, b"", nodes, last=False)


def turn(progress: Progress, **body: Any) -> Page:
    return progress.page(Raw("comments", to_bytes(body), "1"), "1", 0)


def test_x_is_not_followed_in_circles(server: Server) -> None:
    server.body = to_bytes({"meta": {"next_token": "again"}})
    connector = registry.connect("x", Connection("1", "gem", MemoryVault({"access_token": "t"})))
    assert len(list(connector.fetch({}))) == 6
    assert len(server.seen) == 6


@pytest.mark.parametrize("needs_next", [True, False])
def test_meta_is_not_followed_in_circles(server: Server, needs_next: bool) -> None:
    paging = {"cursors": {"after": "again"}, "next": "http://elsewhere.invalid/"}
    server.body = to_bytes({"data": [{"id": "1"}], "paging": paging})
    assert len(list(Graph("token").walk("1", "comments", needs_next=needs_next))) == 2


@pytest.mark.parametrize(("needs_next", "pages"), [(True, 1), (False, 2)])
def test_cursor_without_a_link_counts_on_instagram_only(
    server: Server, needs_next: bool, pages: int
) -> None:
    server.body = to_bytes({"data": [{"id": "1"}], "paging": {"cursors": {"after": "B"}}})
    assert len(list(Graph("token").walk("1", "comments", needs_next=needs_next))) == pages


def test_token_stays_out_of_the_address(server: Server) -> None:
    Graph("token-12345", "app-secret").get_object("me")
    _, path, headers = server.seen[0]
    assert headers["Authorization"] == "Bearer token-12345"
    assert "token-12345" not in path
    assert "appsecret_proof=" in path


def test_nested_values_arrive_whole(server: Server) -> None:
    Graph("token").get_object("me", recipient={"id": "1"}, deep=True, empty=None)
    path = server.seen[0][1]
    assert path.endswith("?recipient=%7B%22id%22%3A+%221%22%7D&deep=true")


def test_version_is_the_one_of_the_settings(server: Server, settings: Any) -> None:
    settings.META_GRAPH_VERSION = "v99.0"
    Graph("token").get_object("me")
    assert server.seen[0][1] == "/v99.0/me"


def test_page_that_ends_before_the_moment_reaches_it() -> None:
    assert step(14, 13, 11).reaches(NOON)
    assert not step(14, 13, 12).reaches(NOON)
    assert not step(14, 13).reaches(None)
    assert not step().reaches(NOON)


def test_page_with_the_oldest_first_reaches_nothing() -> None:
    assert not step(9, 10, 11).reaches(NOON)


def test_news_is_handed_over_once() -> None:
    progress = Progress({})
    assert turn(progress, data=["a"]).raws
    assert not turn(progress, data=["a"]).raws
    assert turn(progress, data=["b"]).raws


def test_other_cursors_are_no_news() -> None:
    progress = Progress({})
    turn(progress, data=[{"replies": {"data": [1], "paging": {"next": "a"}}}], paging={"next": "a"})
    later = turn(
        progress, data=[{"replies": {"data": [1], "paging": {"next": "b"}}}], paging={"next": "b"}
    )
    assert not later.raws


def test_cursor_of_a_page_does_not_change_afterwards() -> None:
    progress = Progress({})
    first = turn(progress, data=["a"])
    turn(progress, data=["b"])
    assert first.cursor == turn(Progress({}), data=["a"]).cursor
