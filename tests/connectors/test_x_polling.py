"""How X's lists are walked, what is remembered of them, and what that costs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Connector, ConnectorError, Form, Incoming, Page, Reason, Use
from connectors.x.progress import Mark, id_at
from tests.connectors.bench import Bench, outgoing


@dataclass
class Notebook:
    """``connectors.base.Meter`` that writes everything down."""

    uses: list[Use] = field(default_factory=list)
    empty: set[str] = field(default_factory=set)
    purse: int | None = None

    def check(self, bucket: str) -> None:
        if bucket in self.empty:
            raise ConnectorError(Reason.THROTTLED, bucket)

    def left(self, bucket: str) -> int | None:
        return self.purse

    def note(self, use: Use) -> None:
        self.uses.append(use)

    def requests(self, bucket: str) -> int:
        return sum(use.bucket == bucket for use in self.uses)

    def spent(self, bucket: str) -> int:
        return sum(sum(use.things.values()) for use in self.uses if use.bucket == bucket)


@pytest.fixture
def notebook(x: Bench) -> Notebook:
    notebook = Notebook()
    x.connection = replace(x.connection, meter=notebook)
    x.connector = x.again()
    return notebook


def listening(x: Bench, *searches: str) -> Connector:
    x.connection = replace(x.connection, searches=searches)
    x.connector = x.again()
    return x.connector


def mentions(pages: list[Page]) -> list[Page]:
    return [page for page in pages if sources([page]) == ["mentions"]]


def sources(pages: list[Page]) -> list[str]:
    return [raw.source for page in pages for raw in page.raws]


def ids(x: Bench, pages: list[Page]) -> set[str]:
    items = x.parse(raw for page in pages for raw in page.raws)
    return {item.external_id for item in items if isinstance(item, Incoming)}


# Marks -------------------------------------------------------------------------------------------


def test_broken_walk_goes_on_below_what_came(x: Bench) -> None:
    expected = x.say_all(f"Vraag {number}" for number in range(230))
    first = next(iter(x.connector.fetch({})))
    rest = mentions(list(x.connector.fetch(first.cursor)))
    assert expected <= ids(x, [first, *rest])
    # What came already is not asked for again but for the last quarter of an hour.
    assert not ids(x, [first]) & ids(x, rest[:2])


def test_news_after_a_break_comes_in_the_same_poll(x: Bench) -> None:
    x.say_all(f"Vraag {number}" for number in range(120))
    first = next(iter(x.connector.fetch({})))
    later = x.say("En dit?")
    assert later in ids(x, list(x.connector.fetch(first.cursor)))


def test_quiet_list_stays_empty(x: Bench) -> None:
    moment = datetime.now(UTC) - timedelta(hours=2)
    x.simulator.control("POST", "reset", {"at": moment.isoformat()})
    cursor = x.fetch().cursor
    pages = list(x.connector.fetch(cursor))
    assert ids(x, pages) == set()


def test_mark_stays_behind_the_clock() -> None:
    now = datetime(2026, 11, 18, 12, tzinfo=UTC)
    mark = Mark(since=1, safe=id_at(now - timedelta(minutes=15)))
    mark.end([id_at(now)])
    assert mark.since == id_at(now - timedelta(minutes=15))
    mark.safe = id_at(now + timedelta(hours=1))
    mark.end([id_at(now)])
    assert mark.since == id_at(now)


def test_mark_never_goes_back() -> None:
    mark = Mark(since=500, safe=100)
    mark.end([])
    assert mark.since == 500


def test_cursor_of_an_earlier_release_is_understood(x: Bench) -> None:
    x.say("Is de balie open?")
    newest = x.say("En op zaterdag?")
    assert newest in x.fetch({"mentions": newest, "own": newest}).ids


@pytest.mark.parametrize("odd", [None, 5.5, [], "x", {"since": "x"}, {"since": None}])
def test_odd_cursor_starts_anew(x: Bench, odd: Any) -> None:
    said = x.say("Is de balie open?")
    lists = ("mentions", "own", "searches", "direct", "followed", "refused")
    assert said in x.fetch(dict.fromkeys(lists, odd)).ids


def older(cursor: Any) -> dict[str, Any]:
    """The same cursor, some minutes later."""
    mark = dict(cursor["mentions"])
    return {**cursor, "mentions": {**mark, "whole_at": str(int(mark["whole_at"]) - 300)}}


def test_busy_list_is_not_walked_whole_each_time(x: Bench) -> None:
    x.say_all(f"Vraag {number}" for number in range(120))
    cursor = x.fetch().cursor
    new = x.say("En dit?")
    haul = x.fetch(cursor)
    assert {one.external_id for one in haul.messages} == {new}
    assert len(x.fetch(older(haul.cursor)).ids) == 121


def test_late_message_of_a_busy_list_is_not_lost(x: Bench) -> None:
    x.simulator.control("POST", "settings", {"late_index_seconds": 60})
    late = x.say("Ik was eerst")
    x.simulator.control("POST", "settings", {"late_index_seconds": 0})
    x.say_all(f"Vraag {number}" for number in range(120))
    cursor = x.fetch().cursor
    x.simulator.control("POST", "clock", {"advance_seconds": 61})
    cursor = x.fetch(cursor).cursor
    assert late in x.fetch(older(cursor)).ids


def test_list_that_reaches_less_far_gives_up_what_is_beyond() -> None:
    mark = Mark(since=10, base=10, until=50, newest=90)
    mark.reach(20)
    assert (mark.since, mark.base, mark.until) == (20, 20, 50)
    mark.reach(60)
    assert (mark.since, mark.until) == (60, 0)


# Saved searches ----------------------------------------------------------------------------------


def complain(x: Bench, text: str) -> str:
    body = {"platform": "x", "author": "boze_buur", "text": text}
    return str(x.simulator.control("POST", "posts", body)["id"])


def test_search_finds_who_does_not_name_us(x: Bench) -> None:
    said = complain(x, "Overal afval op de stoep")
    assert said not in x.fetch().ids
    listening(x, "afval")
    message = x.fetch().message(said)
    assert (message.form, message.found_by) == (Form.FOUND, "afval")


def test_search_goes_on_from_its_own_mark(x: Bench) -> None:
    listening(x, "afval", "lantaarn")
    complain(x, "Overal afval")
    cursor = x.fetch().cursor
    assert set(cursor["searches"]) == {"afval", "lantaarn"}
    later = complain(x, "Weer een lantaarn stuk")
    assert later in x.fetch(cursor).ids


def test_search_that_is_no_longer_saved_is_forgotten(x: Bench) -> None:
    listening(x, "afval", "lantaarn")
    cursor = x.fetch().cursor
    listening(x, "lantaarn")
    assert set(x.fetch(cursor).cursor["searches"]) == {"lantaarn"}
    listening(x)
    assert not x.fetch(cursor).cursor["searches"]


def test_search_after_a_long_outage_asks_for_what_x_still_has(x: Bench) -> None:
    listening(x, "afval")
    said = complain(x, "Overal afval")
    old = str(id_at(datetime.now(UTC) - timedelta(days=30)))
    assert said in x.fetch({"searches": {"afval": {"since": old}}}).ids


def test_exhausted_search_hinders_nothing_else(x: Bench, notebook: Notebook) -> None:
    listening(x, "afval")
    question = x.say("Is de balie open?")
    notebook.empty.add("search")
    assert question in x.fetch().ids


def test_refused_search_hinders_nothing_else_and_is_told(x: Bench) -> None:
    listening(x, "sample:10", "afval")
    said = complain(x, "Overal afval")
    haul = x.fetch()
    assert said in haul.ids
    (passed,) = x.connector.passed_over(haul.cursor)
    assert "sample:10" in passed.label
    assert passed.reason is Reason.UNKNOWN
    assert datetime.now(UTC) - passed.since < timedelta(minutes=1)


def test_refused_search_is_left_alone_for_an_hour(x: Bench, notebook: Notebook) -> None:
    listening(x, "sample:10")
    cursor = x.fetch().cursor
    asked = notebook.requests("search")
    cursor = x.fetch(cursor).cursor
    assert notebook.requests("search") == asked
    reason, since, then = cursor["refused"]["search:sample:10"]
    hour = str(int(then) - 3600)
    cursor = {**cursor, "refused": {"search:sample:10": [reason, since, hour]}}
    again = x.fetch(cursor).cursor["refused"]["search:sample:10"]
    assert notebook.requests("search") == asked + 1
    assert again[1] == since


def test_refused_search_is_asked_for_at_once_where_a_person_insists(
    x: Bench, notebook: Notebook
) -> None:
    listening(x, "sample:10")
    cursor = x.fetch().cursor
    since, asked = cursor["refused"]["search:sample:10"][1], notebook.requests("search")
    again = x.fetch(x.connector.insist(cursor)).cursor
    assert notebook.requests("search") == asked + 1
    assert again["refused"]["search:sample:10"][1] == since


def test_search_that_is_given_again_is_no_longer_told(x: Bench) -> None:
    listening(x, "afval")
    refused = {"refused": {"search:afval": ["unknown", "1", "1"]}}
    assert x.connector.passed_over(refused)
    assert not x.connector.passed_over(x.fetch(refused).cursor)


def test_refused_search_that_is_no_longer_saved_is_forgotten(x: Bench) -> None:
    listening(x, "sample:10")
    cursor = x.fetch().cursor
    listening(x)
    assert not x.connector.passed_over(x.fetch(cursor).cursor)


def test_what_is_only_listened_to_comes_last(x: Bench) -> None:
    listening(x, "afval")
    x.own_post()
    complain(x, "Overal afval")
    pages = list(x.connector.fetch({}))
    assert sources(pages)[:3] == ["mentions", "own", "direct"]
    assert sources(pages)[-1] == "search"


def test_searches_rest_as_long_as_their_budget_asks(x: Bench, notebook: Notebook) -> None:
    listening(x, "afval", "lantaarn")
    cursor = x.fetch().cursor
    x.fetch(cursor)
    assert notebook.requests("search") == 4
    x.connection = replace(x.connection, search_rest=timedelta(minutes=8))
    x.connector = x.again()
    cursor = x.fetch(cursor).cursor
    assert notebook.requests("search") == 4
    mark = cursor["searches"]["afval"]
    long_ago = {**mark, "asked": str(int(mark["asked"]) - 8 * 60)}
    x.fetch({**cursor, "searches": {**cursor["searches"], "afval": long_ago}})
    assert notebook.requests("search") == 5


def test_search_that_waits_longest_goes_first(x: Bench) -> None:
    listening(x, "afval", "lantaarn")
    cursor = x.fetch().cursor
    marks = cursor["searches"]
    marks = {**marks, "lantaarn": {**marks["lantaarn"], "asked": "1"}}
    pages = x.connector.fetch({**cursor, "searches": marks})
    asked = [raw.subject for page in pages for raw in page.raws if raw.source == "search"]
    assert asked == ["lantaarn", "afval"]


def test_found_message_looks_the_same_when_looked_up(x: Bench) -> None:
    listening(x, "afval")
    said = complain(x, "Overal afval")
    (item,) = x.refresh(said)
    assert isinstance(item, Incoming)
    assert item.form is Form.FOUND


# Costs -------------------------------------------------------------------------------------------


def test_exhausted_bucket_is_left_alone(x: Bench, notebook: Notebook) -> None:
    notebook.empty.add("mentions")
    assert x.failure(x.fetch).reason is Reason.THROTTLED
    assert not notebook.uses


def test_every_answer_says_what_is_left(x: Bench, notebook: Notebook) -> None:
    x.fetch()
    use = next(use for use in notebook.uses if use.bucket == "mentions")
    assert (use.limit, use.remaining) == (300, 299)
    assert use.resets_at
    assert use.resets_at > datetime.now(UTC)


def test_refusal_is_noted_and_costs_nothing(x: Bench, notebook: Notebook) -> None:
    x.fault("429", path="mentions")
    x.failure(x.fetch)
    (use,) = notebook.uses
    assert (use.bucket, use.things, use.remaining) == ("mentions", {}, 0)


def test_reading_is_paid_once_for_each_message_and_author(x: Bench, notebook: Notebook) -> None:
    cursor = x.fetch().cursor
    before = notebook.spent("mentions")
    x.say("Een")
    x.say("Twee")
    cursor = x.fetch(cursor).cursor
    assert notebook.spent("mentions") - before == 2 * 5_000 + 10_000
    before = notebook.spent("mentions")
    x.fetch(cursor)  # with overlap
    assert notebook.spent("mentions") == before


@pytest.mark.parametrize(
    ("text", "cost"), [("Morgen.", 10_000), ("Zie gemeente.nl/afval", 200_000)]
)
def test_link_makes_an_answer_dear(x: Bench, notebook: Notebook, text: str, cost: int) -> None:
    x.connector.send(outgoing(x.say("Hoe laat?"), text))
    assert notebook.spent("send post") == cost


def test_daily_limit_is_that_of_the_app(x: Bench, notebook: Notebook) -> None:
    x.simulator.control("POST", "settings", {"x_daily_limit": 3})
    x.connector.send(outgoing(x.say("Hoe laat?")))
    left = {use.bucket: use.remaining for use in notebook.uses}
    assert left["app send post"] == 2


@pytest.fixture(autouse=True)
def _as_it_was(x: Bench) -> Iterator[None]:
    yield
    x.simulator.control("POST", "settings", {"x_daily_limit": 0})
