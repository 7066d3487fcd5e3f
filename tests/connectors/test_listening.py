"""Listening to saved searches and hashtags: tried, asked, counted and stopped, over real HTTP."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import LISTENING, Capability, ConnectorError, Form, Page, Reason
from connectors.base.notebook import Memory
from connectors.instagram.hashtags import FEATURE, MOST
from connectors.x.searching import affordable
from tests.connectors.bench import Bench, Haul
from tests.connectors.test_x_polling import Notebook, complain, listening


@pytest.fixture
def notebook(x: Bench) -> Notebook:
    return noted(x)


def noted(bench: Bench, **more: Any) -> Notebook:
    notebook = Notebook()
    bench.connection = replace(bench.connection, meter=notebook, **more)
    bench.connector = bench.again()
    return notebook


# X -----------------------------------------------------------------------------------------------


def with_the_app(x: Bench) -> None:
    x.vault.credentials["bearer_token"] = x.account["app_bearer"]


def test_trial_shows_the_newest_and_what_one_costs(x: Bench, notebook: Notebook) -> None:
    said = complain(x, "Overal zwerfvuil in het Zuiderpark")
    complain(x, "Mooi weer vandaag")
    trial = x.connector.try_out("zwerfvuil -is:retweet")
    (item,) = x.parse(trial.raws)
    assert (getattr(item, "external_id", ""), trial.count, trial.price) == (said, 1, 15_000)
    assert notebook.requests(LISTENING) == 1
    assert notebook.requests("counts") == 0


def test_many_are_counted_with_the_token_of_the_app(x: Bench, notebook: Notebook) -> None:
    with_the_app(x)
    body = [
        {"platform": "x", "author": f"buur_{number}", "text": f"zwerfvuil {number}"}
        for number in range(14)
    ]
    x.simulator.control("POST", "bulk", body)
    trial = x.connector.try_out("zwerfvuil")
    assert trial.count == 14
    assert len(x.parse(trial.raws)) == 10
    assert notebook.spent("counts") == 5_000


def test_without_that_token_nobody_tells_how_many(x: Bench, notebook: Notebook) -> None:
    body = [
        {"platform": "x", "author": f"buur_{number}", "text": "zwerfvuil"} for number in range(11)
    ]
    x.simulator.control("POST", "bulk", body)
    assert x.connector.try_out("zwerfvuil").count is None
    x.vault.credentials["bearer_token"] = "lapsed"
    assert x.connector.try_out("zwerfvuil").count is None
    assert x.vault.renewals == 0


def test_trial_of_what_x_does_not_understand_is_refused(x: Bench) -> None:
    failure = x.failure(lambda: x.connector.try_out("sample:10"))
    assert (failure.permanent, failure.reauthorise) == (True, False)


def test_trial_stops_at_the_budget(x: Bench, notebook: Notebook) -> None:
    notebook.empty.add(LISTENING)
    failure = x.failure(lambda: x.connector.try_out("afval"))
    assert failure.reason is Reason.THROTTLED
    assert not notebook.uses


def test_what_a_search_costs_is_told_with_it(x: Bench, notebook: Notebook) -> None:
    complain(x, "Overal afval")
    listening(x, "afval", "lantaarn")
    x.fetch()
    costs = {use.about: sum(use.things.values()) for use in notebook.uses if use.about}
    assert costs == {"afval": 15_000, "lantaarn": 0}


def test_search_rests_as_long_as_somebody_chose(x: Bench, notebook: Notebook) -> None:
    listening(x, "afval", "lantaarn")
    every = {"afval": timedelta(hours=1)}
    x.connection = replace(x.connection, search_every=every)
    x.connector = x.again()
    cursor = x.fetch().cursor
    x.fetch(cursor)
    asked = [use.about for use in notebook.uses if use.about]
    assert (asked.count("afval"), asked.count("lantaarn")) == (1, 2)


def test_late_and_out_of_order_posts_are_found_once_each(x: Bench) -> None:
    listening(x, "afval")
    cursor: Mapping[str, Any] = x.fetch().cursor
    x.simulator.control("POST", "settings", {"late_index_seconds": 60})
    late = complain(x, "afval, laat gezien")
    x.simulator.control("POST", "settings", {"late_index_seconds": 0})
    early = complain(x, "afval, meteen gezien")
    first = x.fetch(cursor)
    assert (late in first.ids, early in first.ids) == (False, True)
    x.simulator.control("POST", "clock", {"advance_seconds": 120})
    assert late in x.fetch(first.cursor).ids


def test_page_is_no_larger_than_what_is_left_pays_for(x: Bench, notebook: Notebook) -> None:
    body = [
        {"platform": "x", "author": f"buur_{number}", "text": f"afval {number}"}
        for number in range(40)
    ]
    x.simulator.control("POST", "bulk", body)
    notebook.purse = 300_000
    listening(x, "afval")
    pages = list(x.connector.fetch({}))
    sizes = [len(x.parse([raw])) for page in pages for raw in page.raws if raw.source == "search"]
    assert max(sizes) == 20
    assert [affordable(left) for left in (None, 0, 10**9)] == [100, 10, 100]


def test_trial_costs_no_more_than_was_said(x: Bench, notebook: Notebook) -> None:
    with_the_app(x)
    for number in range(11):
        first = complain(x, f"Iets anders {number}")
        body = {"author": f"buur_{number}", "text": f"zwerfvuil {number}", "quotes": first}
        x.simulator.control("POST", "posts", {"platform": "x", **body})
    x.connector.try_out("zwerfvuil")
    spent = notebook.spent(LISTENING) + notebook.spent("counts")
    assert 160_000 < spent <= x.connector.trial_costs


# Instagram ---------------------------------------------------------------------------------------


def follow(instagram: Bench, *queries: str, **more: Any) -> Notebook:
    features = frozenset({FEATURE})
    return noted(instagram, searches=queries, features=features, **more)


def photo(instagram: Bench, text: str, **more: Any) -> str:
    body = {"author": "fotograaf_fictie", "text": text, **more}
    return str(instagram.simulator.control("POST", "photos", body)["id"])


def found(haul: Haul) -> set[str]:
    return {message.external_id for message in haul.messages if message.form is Form.FOUND}


def later(cursor: Mapping[str, Any], query: str) -> dict[str, Any]:
    """As if that hashtag was asked for a day ago."""
    ago = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    return {**cursor, "asked": {**cursor["asked"], query: ago, f"{query} refused": ago}}


def test_hashtag_finds_photos_of_whom_nobody_tells(instagram: Bench) -> None:
    follow(instagram, "#kermis")
    said = photo(instagram, "Zo mooi, de #Kermis in de stad")
    photo(instagram, "Iets anders #kermisvoorbij")
    haul = instagram.fetch()
    assert found(haul) == {f"mention/{said}"}
    message = haul.message(f"mention/{said}")
    assert (message.found_by, message.author.handle, message.allows) == ("#kermis", "", frozenset())
    assert message.author.id.startswith("unknown-")
    assert message.permalink


def test_private_and_old_photos_are_not_found(instagram: Bench) -> None:
    follow(instagram, "#kermis")
    photo(instagram, "#kermis", private=True)
    photo(instagram, "#kermis", hours_ago=30)
    assert not found(instagram.fetch())


def test_hashtag_is_asked_again_after_a_while_and_says_only_what_is_new(instagram: Bench) -> None:
    notebook = follow(instagram, "#kermis")
    photo(instagram, "#kermis een")
    cursor = instagram.fetch().cursor
    assert not sources(instagram, cursor)
    assert not sources(instagram, later(cursor, "#kermis"))
    second = photo(instagram, "#kermis twee")
    assert f"mention/{second}" in found(instagram.fetch(later(cursor, "#kermis")))
    assert notebook.requests("send") == 0


def sources(bench: Bench, cursor: Mapping[str, Any]) -> list[str]:
    pages: list[Page] = list(bench.connector.fetch(cursor))
    return [raw.source for page in pages for raw in page.raws if raw.source == "hashtag"]


def test_number_of_a_hashtag_is_asked_for_once(instagram: Bench) -> None:
    follow(instagram, "#kermis")
    cursor = instagram.fetch().cursor
    number, since = cursor["hashtags"]["#kermis"]
    assert number.startswith("1784")
    again = instagram.fetch(later(cursor, "#kermis")).cursor
    assert again["hashtags"]["#kermis"] == [number, since]


def test_thirty_hashtags_in_a_week_and_no_more(instagram: Bench) -> None:
    tags = [f"#tag{number}" for number in range(MOST + 1)]
    follow(instagram, *tags)
    cursor = instagram.fetch().cursor
    assert len(cursor["hashtags"]) == MOST
    (passed,) = instagram.connector.passed_over(cursor)
    assert passed.reason is Reason.BUDGET
    assert tags[-1] in str(passed.label)


def test_what_counted_by_the_platform_is_taken_from_it(instagram: Bench) -> None:
    for number in range(MOST):
        follow(instagram, f"#eerder{number}")
        instagram.connector.try_out(f"#eerder{number}")
    follow(instagram, "#kermis")
    question = instagram.say("Is de kermis er weer?")
    haul = instagram.fetch()
    assert question in haul.ids
    (passed,) = instagram.connector.passed_over(haul.cursor)
    assert passed.reason is Reason.BUDGET


def test_what_was_tried_counts_as_asked_for(instagram: Bench) -> None:
    notes = Memory()
    saved = tuple(f"#bewaard{number}" for number in range(MOST - 2))
    follow(instagram, *saved, notebook=notes)
    for query in ("#kermis", "#kermis", "#parade", saved[0]):
        instagram.connector.try_out(query)
    failure = instagram.failure(lambda: instagram.connector.try_out("#teveel"))
    assert failure.reason is Reason.BUDGET
    cursor = instagram.fetch().cursor
    assert set(cursor["hashtags"]) == set(saved)
    follow(instagram, *saved, "#kermis", "#nieuw", notebook=notes)
    haul = instagram.fetch(cursor)
    assert set(haul.cursor["hashtags"]) == {*saved, "#kermis"}
    (passed,) = instagram.connector.passed_over(haul.cursor)
    assert "#nieuw" in str(passed.label)


def test_what_was_tried_a_week_ago_counts_no_more(instagram: Bench) -> None:
    notes = Memory()
    ago = (datetime.now(UTC) - timedelta(days=7, minutes=1)).isoformat()
    notes.write("hashtags tried", json.dumps({f"#toen{number}": ago for number in range(MOST)}))
    follow(instagram, notebook=notes)
    assert instagram.connector.try_out("#kermis").raws


def test_refused_permission_hinders_nothing_else(instagram: Bench) -> None:
    instagram.simulator.control("POST", "settings", {"ig_public_content": False})
    follow(instagram, "#kermis")
    question = instagram.say("Is de kermis er weer?")
    haul = instagram.fetch()
    assert question in haul.ids
    assert [str(one.label) for one in instagram.connector.passed_over(haul.cursor)]


def test_without_the_feature_no_hashtag_is_asked_for(instagram: Bench) -> None:
    noted(instagram, searches=("#kermis",))
    assert not instagram.fetch().cursor["hashtags"]
    assert Capability.HASHTAGS not in instagram.connector.capabilities(frozenset())


def test_forgotten_hashtag_leaves_nothing_but_its_week(instagram: Bench) -> None:
    follow(instagram, "#kermis")
    cursor = instagram.fetch().cursor
    follow(instagram)
    cursor = instagram.fetch(cursor).cursor
    assert "#kermis" in cursor["hashtags"]
    assert "#kermis" not in {**cursor["tops"], **cursor["asked"], **cursor["seen"]}


def test_hashtag_is_tried_before_it_is_saved(instagram: Bench) -> None:
    follow(instagram)
    said = photo(instagram, "Vuurwerk! #jaarwisseling")
    trial = instagram.connector.try_out("#jaarwisseling")
    assert [item.external_id for item in instagram.parse(trial.raws)] == [f"mention/{said}"]  # type: ignore[union-attr]
    assert (trial.count, trial.price) == (None, 0)


def test_trial_stops_where_meta_says_so(instagram: Bench) -> None:
    follow(instagram)
    instagram.fault("graph:80002")
    with pytest.raises(ConnectorError) as caught:
        instagram.connector.try_out("#kermis")
    assert caught.value.reason is Reason.THROTTLED
