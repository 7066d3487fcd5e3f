"""What came where nobody looked for long: beneath older posts, and after an outage."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.meta import older
from tests.connectors.bench import Bench, Haul, days_ago, ids
from tests.connectors.test_meta_polling import asked
from tests.connectors.test_meta_sending import writes

DAY = 24 * 3600


@pytest.fixture(params=["facebook", "instagram"])
def bench(request: pytest.FixtureRequest) -> Bench:
    """Both of Meta's platforms in turn."""
    bench: Bench = request.getfixturevalue(request.param)
    return bench


@contextmanager
def ago(bench: Bench, days: int) -> Iterator[None]:
    """What happens meanwhile, happened so long ago."""
    bench.simulator.control("POST", "clock", {"advance_seconds": -days * DAY})
    yield
    bench.simulator.control("POST", "clock", {"advance_seconds": days * DAY})


def left(haul: Haul, days: int = 1) -> dict[str, Any]:
    """Its cursor, as it would stand when nobody asked for so many days since."""
    cursor: dict[str, Any] = json.loads(json.dumps(haul.cursor))
    cursor["asked"] = dict.fromkeys(cursor["asked"], days_ago(days))
    if cursor["through"]:
        cursor["through"] = days_ago(days)
    return cursor


@pytest.fixture
def post(bench: Bench) -> str:
    """One of sixty days ago, with a question of then."""
    with ago(bench, 60):
        placed = bench.own_post("De kermis komt.")
        bench.say("Hoe lang?", under=placed)
    return placed


def test_question_beneath_an_older_post_comes_in_within_a_day(bench: Bench, post: str) -> None:
    before = bench.fetch()
    assert not before.ids
    question = bench.say("Komt er ook een draaimolen?", under=post)
    assert not bench.fetch(before.cursor).ids
    haul = bench.fetch(left(before))
    assert haul.ids == {question}
    assert [each.external_id for each in haul.posts] == [post]


def test_it_comes_in_once(bench: Bench, post: str) -> None:
    before = bench.fetch()
    bench.say("Komt er ook een draaimolen?", under=post)
    assert not bench.fetch(left(bench.fetch(left(before)))).ids


def test_answer_in_an_old_thread_comes_in(bench: Bench, post: str) -> None:
    with ago(bench, 50):
        question = bench.say("Wat kost het?", under=post)
    before = bench.fetch()
    reply = bench.say("Ja, wat kost het?", under=question, author="sem_voorbeeld")
    assert reply in bench.fetch(left(before)).ids


def test_older_posts_cost_one_question_a_day(bench: Bench, post: str) -> None:
    before = bench.fetch()
    usual = len(asked(bench, before.cursor))
    cursor = json.loads(json.dumps(before.cursor))
    cursor["asked"][older.OLDER] = days_ago(1)
    assert len(asked(bench, cursor)) == usual + 1


def test_post_and_questions_of_a_long_outage_come_in(bench: Bench) -> None:
    before = bench.fetch()
    with ago(bench, 40):
        placed = bench.own_post("De weg is dicht.")
        question = bench.say("Tot wanneer?", under=placed)
    haul = bench.fetch(left(before, 50))
    assert haul.ids == {question}
    assert [each.external_id for each in haul.posts] == [placed]


def test_visitor_who_wrote_during_a_long_outage_is_heard(facebook: Bench) -> None:
    before = facebook.fetch()
    with ago(facebook, 40):
        body = {"platform": "facebook", "author": "noor_voorbeeld", "text": "Waar is het loket?"}
        question = facebook.simulator.control("POST", "posts", body)["id"]
    assert facebook.fetch(left(before, 50)).ids == {question}


def test_post_that_grew_old_during_an_outage_is_read(bench: Bench) -> None:
    with ago(bench, 40):
        placed = bench.own_post("De weg is dicht.")
    with ago(bench, 38):
        question = bench.say("Tot wanneer?", under=placed)
    cursor = left(bench.fetch(), 45)
    del cursor["older"][placed]
    cursor["stamps"][placed] = ["/0", days_ago(39)]  # as it stood in the window
    assert bench.fetch(cursor).ids == {question}


def test_letter_of_a_long_outage_comes_in(bench: Bench) -> None:
    writes(bench, "Dag", author="sem_voorbeeld")
    before = bench.fetch()
    with ago(bench, 40):
        citizen = writes(bench)
    assert citizen in {each.thread_id for each in bench.fetch(left(before, 50)).messages}


def test_every_page_is_safe_to_go_on_from(bench: Bench) -> None:
    before = bench.fetch()
    with ago(bench, 40):
        posts = [bench.own_post(text) for text in ("Een", "Twee", "Drie")]
        said = {bench.say("Waarom?", under=each) for each in posts}
    pages = list(bench.connector.fetch(left(before, 50)))
    for count in range(1, len(pages) + 1):
        first = bench.parse(raw for page in pages[:count] for raw in page.raws)
        rest = bench.fetch(json.loads(json.dumps(pages[count - 1].cursor)))
        assert said <= ids(first) | rest.ids


def test_older_post_that_cannot_be_read_hinders_no_other(bench: Bench, post: str) -> None:
    with ago(bench, 50):
        other = bench.own_post("De weg is dicht.")
    before = bench.fetch()
    bench.say("Komt er ook een draaimolen?", under=post)
    question = bench.say("Tot wanneer?", under=other)
    bench.fault("graph:100", path=f"{post}/comments")
    assert bench.fetch(left(before)).ids == {question}


def test_so_many_older_posts_are_watched_and_no_more(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft = {"platform": bench.kind, "author": "municipality", "text": "Bericht", "parent": None}
    with ago(bench, 60):
        bench.simulator.control("POST", "bulk", [draft] * 250)
    monkeypatch.setattr(older, "WATCHED", 100)
    assert len(bench.fetch().cursor["older"]) == 100


def test_screen_says_how_many_are_watched(bench: Bench) -> None:
    (said,) = (str(each) for each in bench.connector.cannot_know if each is older.TOLD)
    assert str(older.WATCHED) in said


def test_recommendations_after_an_outage_all_come_in(facebook: Bench) -> None:
    rate(facebook, "de eerste")
    before = facebook.fetch()
    names = [f"inwoner{number}" for number in range(110)]
    for name in names:
        rate(facebook, f"van {name}", author=f"{name}_voorbeeld")
    texts = {each.text for each in facebook.fetch(left(before)).messages}
    assert texts == {f"van {name}" for name in names} | {"de eerste"}


def rate(bench: Bench, text: str, author: str = "henk_voorbeeld") -> None:
    body = {"author": author, "positive": True, "text": text}
    bench.simulator.control("POST", "ratings", body)


def test_posts_elsewhere_after_an_outage_all_come_in(bench: Bench) -> None:
    mention(bench, 0)
    before = bench.fetch()
    several = 200 if bench.kind == "instagram" else 110
    named = {mention(bench, number) for number in range(several)}
    found = bench.fetch(left(before)).ids
    assert not {each for each in named if not any(each in external_id for external_id in found)}


def mention(bench: Bench, number: int) -> str:
    body = {"platform": bench.kind, "author": "noor_voorbeeld", "text": f"Kijk eens, {number}"}
    return str(bench.simulator.control("POST", "mentions", body)["id"])


def test_list_is_read_no_further_than_what_we_have(facebook: Bench) -> None:
    for number in range(150):
        mention(facebook, number)
    before = facebook.fetch()
    mention(facebook, 150)
    cursor = json.loads(json.dumps(before.cursor))
    cursor["asked"]["tagged"] = (datetime.now(UTC) - timedelta(minutes=16)).isoformat()
    assert len(asked(facebook, cursor)) == 2 + 3
