"""Answers that do not name us and quotes: where X does not tell of them, they are asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Capability, Form, Item, Page, Pointer, Reason
from connectors.x.following import Followed, Place
from connectors.x.payloads import Tweet
from connectors.x.progress import id_at
from tests.connectors.bench import Bench, Haul
from tests.connectors.test_x_polling import Notebook

US = "1500000000000000001"
CITIZEN = "1600000000000000002"


def place(x: Bench, text: str, author: str = "boze_buur", **more: Any) -> str:
    body = {"platform": "x", "author": author, "text": text, **more}
    return str(x.simulator.control("POST", "posts", body)["id"])


def aside(x: Bench, text: str, under: str, author: str = "boze_buur") -> str:
    """An answer to somebody else, with our name left out."""
    return place(x, text, author, parent=under, without=[x.connection.handle])


def later(cursor: Mapping[str, Any], minutes: int = 6) -> dict[str, Any]:
    """The same cursor, so much older as far as asking goes."""

    def older(places: dict[str, list[str]]) -> dict[str, list[str]]:
        return {
            name: [since, last, str(max(int(asked) - 60 * minutes, 0))]
            for name, (since, last, asked) in places.items()
        }

    followed = cursor["followed"]
    aged = {kind: older(followed[kind]) for kind in ("threads", "quotes")}
    return {**cursor, "followed": {**followed, **aged}}


def found(pages: list[Page], source: str = "threads") -> list[Page]:
    return [page for page in pages if [raw.source for raw in page.raws] == [source]]


@pytest.fixture
def notebook(x: Bench) -> Notebook:
    notebook = Notebook()
    x.connection = replace(x.connection, meter=notebook)
    x.connector = x.again()
    return notebook


# In our threads ----------------------------------------------------------------------------------


def in_our_thread(x: Bench) -> tuple[str, str, Haul]:
    """Our post, an answer deep beneath it that does not name us, and what a poll brings."""
    post = x.own_post()
    reaction = x.say("Weer dicht?!", under=post)
    said = aside(x, "Bij ons ook, belachelijk.", reaction)
    return post, said, x.fetch()


def test_answer_deep_in_our_thread_that_does_not_name_us_comes_in(x: Bench) -> None:
    post, said, haul = in_our_thread(x)
    message = haul.message(said)
    assert (message.thread_id, message.post_id, message.form) == (post, post, Form.MESSAGE)
    assert set(message.allows or ()) == {Capability.COLD_REPLY, Capability.LIKE, Capability.HIDE}


def test_our_post_above_it_is_not_looked_up(x: Bench) -> None:
    items: list[Item] = in_our_thread(x)[2].items
    assert not [item for item in items if isinstance(item, Pointer)]


def test_citizen_whom_we_answered_is_heard_in_their_own_thread(x: Bench) -> None:
    question = x.say("Wanneer komt de veegwagen?")
    x.answer_in_app("Donderdag.", question)
    sequel = aside(x, "Dat zeiden ze vorige week ook.", question, "noor_voorbeeld")
    stranger = aside(x, "Hier is het wel schoon.", sequel)
    haul = x.fetch()
    assert sequel in haul.ids
    assert stranger not in haul.ids


def test_thread_in_which_we_wrote_nothing_is_not_ours(x: Bench) -> None:
    question = x.say("Wanneer komt de veegwagen?")
    said = aside(x, "Nooit.", question)
    assert said not in x.fetch().ids


def test_thread_is_asked_for_again_some_minutes_later(x: Bench, notebook: Notebook) -> None:
    post, _, haul = in_our_thread(x)
    more = aside(x, "Nog iets.", x.say("Hoezo?", under=post))
    asked = notebook.requests("conversations")
    assert more not in x.fetch(haul.cursor).ids
    assert notebook.requests("conversations") == asked
    assert more in x.fetch(later(haul.cursor)).ids


def test_thread_where_we_wrote_longer_ago_is_asked_for_less_often(x: Bench) -> None:
    now = datetime.now(UTC)
    followed = Followed()
    lately, before = (id_at(now - timedelta(hours=hours)) for hours in (1, 30))
    followed.wrote([post(str(lately)), post(str(before))], US)
    asked = followed.begin("threads", [str(lately), str(before)])
    followed.end("threads", asked)
    assert followed.due("threads") == []
    for minutes, due in ((6, [str(lately)]), (31, [str(before), str(lately)])):
        cursor = later({"followed": followed.stored()}, minutes)["followed"]
        assert sorted(Followed.of(cursor).due("threads")) == due


def test_what_came_is_not_paid_for_again_the_next_day(x: Bench) -> None:
    moment = datetime.now(UTC) - timedelta(hours=2)
    x.simulator.control("POST", "reset", {"at": moment.isoformat()})
    followed = Followed.of(x.fetch().cursor["followed"])
    places = [place for kind in followed.places.values() for place in kind.values()]
    assert places
    # Whatever was there a quarter of an hour ago is in, also where there was nothing.
    assert min(place.since for place in places) >= id_at(datetime.now(UTC) - timedelta(minutes=16))


def test_late_answer_is_not_lost(x: Bench) -> None:
    post, _, haul = in_our_thread(x)
    reaction = x.say("Hoezo?", under=post)
    x.simulator.control("POST", "settings", {"late_index_seconds": 60})
    late = aside(x, "Ik was eerst.", reaction)
    x.simulator.control("POST", "settings", {"late_index_seconds": 0})
    cursor = x.fetch(later(haul.cursor)).cursor
    x.simulator.control("POST", "clock", {"advance_seconds": 61})
    assert late in x.fetch(later(cursor)).ids


# Quotes ------------------------------------------------------------------------------------------


def test_quote_of_our_post_comes_in_by_asking(x: Bench) -> None:
    post = x.own_post()
    said = place(x, "Lees dit eens.", quotes=post)
    message = x.fetch().message(said)
    assert message.form is Form.QUOTE
    assert Capability.REPLY in (message.allows or ())


def test_quote_of_an_answer_of_ours_comes_in_by_asking(x: Bench) -> None:
    answer = x.answer_in_app("Donderdag.", x.say("Wanneer komt de veegwagen?"))
    said = place(x, "Dit dus.", quotes=answer)
    assert x.fetch().message(said).form is Form.QUOTE


# Few requests, within the budget -----------------------------------------------------------------


def test_many_threads_are_asked_for_together(x: Bench, notebook: Notebook) -> None:
    posts = [x.own_post(f"Bericht {number}") for number in range(30)]
    said = {aside(x, f"Reactie {number}", under) for number, under in enumerate(posts)}
    assert said <= x.fetch().ids
    assert notebook.requests("conversations") == 3
    assert notebook.requests("quotes") <= 4


def test_asking_in_vain_costs_nothing(x: Bench, notebook: Notebook) -> None:
    x.own_post()
    pages = list(x.connector.fetch({}))
    assert notebook.requests("quotes")
    assert notebook.spent("quotes") == notebook.spent("conversations") == 0
    assert not found(pages) + found(pages, "quotes")


@pytest.mark.parametrize("bucket", ["conversations", "quotes"])
def test_exhausted_bucket_hinders_nothing_else(x: Bench, notebook: Notebook, bucket: str) -> None:
    x.connection = replace(x.connection, searches=("afval",))
    x.connector = x.again()
    notebook.empty.add(bucket)
    complaint = place(x, "Overal afval")
    x.own_post()
    haul = x.fetch()
    assert complaint in haul.ids
    assert not x.connector.passed_over(haul.cursor)


def test_refused_threads_hinder_nothing_else_and_are_told(x: Bench) -> None:
    post = x.own_post()
    x.fault("403", path="search/recent")  # the first of them
    quote = place(x, "Lees dit eens.", quotes=post)
    haul = x.fetch()
    assert quote in haul.ids
    (passed,) = x.connector.passed_over(haul.cursor)
    assert passed.reason is Reason.PERMISSION


def test_one_refused_question_hinders_no_other_and_is_asked_again_later(x: Bench) -> None:
    posts = [x.own_post(f"Bericht {number}") for number in range(30)]
    said = {aside(x, f"Reactie {number}", under) for number, under in enumerate(posts)}
    x.fault("403", path="search/recent")  # the first of several
    haul = x.fetch()
    missed = said - haul.ids
    assert missed
    assert len(missed) < len(said)
    assert not x.connector.passed_over(haul.cursor)
    assert missed <= x.fetch(later(haul.cursor)).ids


def test_busy_thread_is_walked_to_its_end_also_when_broken_off(x: Bench) -> None:
    post = x.own_post()
    reaction = x.say("Weer dicht?!", under=post)
    draft = {"platform": "x", "author": "boze_buur", "parent": reaction}
    drafts = [{**draft, "text": f"Ja {n}", "without": [x.connection.handle]} for n in range(130)]
    expected = set(x.simulator.control("POST", "bulk", drafts)["ids"])
    first = found(list(x.connector.fetch({})))[0]
    rest = found(list(x.connector.fetch(first.cursor)))
    came = Haul(items=x.parse(raw for page in (first, *rest) for raw in page.raws)).ids
    assert expected <= came
    assert len(rest) == 1
    assert "threads walk" in first.cursor["followed"]
    assert "threads walk" not in rest[-1].cursor["followed"]


# What is remembered ------------------------------------------------------------------------------


def post(number: str, thread: str = "", to: str = "", above: str = "") -> Tweet:
    references = [{"type": "replied_to", "id": above or thread}] if to else []
    return Tweet.model_validate(
        {
            "id": number,
            "text": "Wij.",
            "author_id": US,
            "created_at": "2026-11-18T08:15:30.000Z",
            "conversation_id": thread or number,
            "in_reply_to_user_id": to,
            "referenced_tweets": references,
        }
    )


def ago(**span: float) -> str:
    return str(id_at(datetime.now(UTC) - timedelta(**span)))


def test_what_we_wrote_a_week_ago_is_no_longer_followed() -> None:
    followed = Followed()
    old, young = ago(days=7, minutes=1), ago(days=6)
    followed.wrote([post(old), post(young)], US)
    assert (set(followed.places["threads"]), set(followed.places["quotes"])) == ({young}, {young})


def test_thread_in_which_we_go_on_writing_stays() -> None:
    root, answer = ago(days=7, minutes=1), ago(minutes=5)
    followed = Followed()
    followed.places["threads"][root] = Place(int(root), int(ago(days=6)))
    followed.wrote([post(answer, thread=root, to=CITIZEN)], US)
    assert set(followed.places["threads"]) == {root}
    assert followed.places["threads"][root].last == int(answer)


def test_second_part_of_an_answer_follows_nobody() -> None:
    root, first, second = ago(minutes=9), ago(minutes=6), ago(minutes=5)
    followed = Followed()
    parts = [post(first, thread=root, to=CITIZEN), post(second, root, US, above=first)]
    followed.wrote(parts, US)
    assert set(followed.places["threads"]) == {f"{root}/{CITIZEN}"}
    assert set(followed.places["quotes"]) == {first, second}


def test_only_so_many_are_followed_and_the_newest_stay() -> None:
    numbers = [str(int(ago(days=1)) + number) for number in range(310)]
    followed = Followed()
    followed.wrote([post(number) for number in numbers], US)
    assert set(followed.places["threads"]) == set(numbers[-300:])
    assert set(followed.places["quotes"]) == set(numbers[-200:])


def test_who_waits_longest_goes_first() -> None:
    old, young = ago(hours=3), ago(hours=2)
    followed = Followed()
    followed.wrote([post(old), post(young)], US)
    followed.places["threads"][old].asked = int(datetime.now(UTC).timestamp()) - 600
    followed.places["threads"][young].asked = int(datetime.now(UTC).timestamp()) - 900
    assert followed.due("threads") == [young, old]
