"""What is particular to Facebook, over real HTTP."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.base import Connection, Reason
from connectors.facebook.connector import FacebookConnector
from tests.connectors.bench import Bench, MemoryVault, days_ago, ids, outgoing


def visitor_post(facebook: Bench, text: str = "Er ligt een boom op de weg") -> str:
    draft = {"platform": "facebook", "author": "henk_voorbeeld", "text": text}
    return str(facebook.simulator.control("POST", "posts", draft)["id"])


def with_user_token(facebook: Bench) -> FacebookConnector:
    vault = MemoryVault({"page_token": facebook.account["user_token"]})
    connection = Connection(facebook.connection.external_id, "", vault)
    return FacebookConnector(connection)


def test_visitor_post_is_a_message(facebook: Bench) -> None:
    post = visitor_post(facebook)
    message = facebook.fetch().message(post)
    assert (message.thread_id, message.parent_id, message.post_id) == (post, "", "")
    assert message.author.name == "Henk Voorbeeld"


def test_everything_under_a_visitor_post_is_one_thread(facebook: Bench) -> None:
    post = visitor_post(facebook)
    comment = facebook.say("Bij ons ook", under=post, author="ans_voorbeeld")
    answer = facebook.answer_in_app("We komen eraan.", comment)
    haul = facebook.fetch()
    assert {haul.message(each).thread_id for each in (comment, answer)} == {post}
    assert haul.message(comment).post_id == ""


def test_comment_looked_up_under_a_visitor_post_reads_the_same(facebook: Bench) -> None:
    comment = facebook.say("Bij ons ook", under=visitor_post(facebook))
    assert facebook.refresh(comment) == [facebook.fetch().message(comment)]


def test_visitor_post_is_answered_and_found(facebook: Bench) -> None:
    answer = outgoing(visitor_post(facebook))
    receipt = facebook.connector.send(answer)
    assert facebook.connector.find(answer) == receipt


def test_visitor_post_can_be_looked_up(facebook: Bench) -> None:
    post = visitor_post(facebook)
    assert facebook.refresh(post) == [facebook.fetch().message(post)]


def test_comment_that_can_never_be_looked_up_does_not_stop_the_others(facebook: Bench) -> None:
    odd, other = facebook.say("Vreemd"), facebook.say("Gewoon")
    facebook.fault("graph:100", path=odd)
    assert facebook.refresh(odd, other) == [facebook.fetch().message(other)]


def test_comment_that_cannot_be_looked_up_now_is_not_passed_over(facebook: Bench) -> None:
    question = facebook.say("Even niet")
    facebook.fault("graph:200", path=question)
    assert facebook.failure(lambda: facebook.refresh(question)).reason is Reason.PERMISSION


def test_answer_to_an_answer_is_found_where_facebook_puts_it(facebook: Bench) -> None:
    question = facebook.say("Mag dit?")
    sequel = facebook.say("Iemand?", under=question)
    answer = outgoing(sequel)
    receipt = facebook.connector.send(answer)
    assert facebook.outbox()[0]["parent_id"] == question
    assert facebook.connector.find(answer) == receipt


def test_token_of_a_person_is_not_taken_for_the_page(facebook: Bench) -> None:
    error = facebook.failure(with_user_token(facebook).identify)
    assert (error.reason, error.reauthorise) == (Reason.CREDENTIALS, True)
    assert "no Page access token" in str(error)


def test_every_call_proves_the_app_when_the_secret_is_known(facebook: Bench) -> None:
    facebook.simulator.control("POST", "settings", {"require_appsecret_proof": True})
    question = facebook.say("Mag dit?")
    assert question in facebook.fetch().ids
    assert facebook.connector.send(outgoing(question))


def test_call_without_the_app_secret_works_too(facebook: Bench) -> None:
    del facebook.vault.credentials["app_secret"]
    assert facebook.again().identify().name == "Gemeente Voorbeeld"


def test_body_that_holds_a_link_with_the_token_is_kept_without_it(facebook: Bench) -> None:
    facebook.say_all(f"Vraag {number}" for number in range(101))
    bodies = [raw.body for page in facebook.fetch().pages for raw in page.raws]
    assert any(b'"next"' in body for body in bodies)
    assert not any(facebook.account["page_token"].encode() in body for body in bodies)


def test_page_that_says_nothing_new_is_not_handed_over_again(facebook: Bench) -> None:
    facebook.say("Mag dit?")
    cursor = facebook.fetch().cursor
    assert not [raw for page in facebook.fetch(cursor).pages for raw in page.raws]


@pytest.mark.parametrize(("minutes", "read_again"), [(10, 230), (60, 100)])
def test_next_fetch_reads_the_comments_since_a_quarter_before_its_mark(
    facebook: Bench, minutes: int, read_again: int
) -> None:
    facebook.say_all(f"Vraag {number}" for number in range(230))
    mark = (datetime.now(UTC) + timedelta(minutes=minutes)).isoformat()
    marks = dict.fromkeys(facebook.fetch().cursor["marks"], mark)
    assert len(facebook.fetch({"marks": marks}).ids) == read_again


def test_mark_moves_with_the_last_page_only(facebook: Bench) -> None:
    facebook.say_all(f"Vraag {number}" for number in range(150))
    pages = [page for page in facebook.connector.fetch({}) if page.raws]
    marks = [page.cursor["marks"] for page in pages if page.raws[0].source == "comments"]
    first = next(index for index, mark in enumerate(marks) if mark)
    assert first > 0


def test_posts_of_long_ago_are_not_watched(facebook: Bench) -> None:
    watched = facebook.fetch().cursor["seen"]
    facebook.simulator.control("POST", "reset", {"at": days_ago(60)})
    haul = facebook.fetch({"seen": watched, "marks": {"100_1": "2026-01-01T00:00:00+00:00"}})
    assert not haul.posts
    assert haul.cursor["marks"] == {}
    assert set(haul.cursor["seen"]) == {""}


def test_post_that_disappears_meanwhile_does_not_stop_the_others(facebook: Bench) -> None:
    first, last = facebook.own_post("Een"), facebook.own_post("Twee")
    comment = facebook.say("Mooi!", under=first)
    pages = facebook.connector.fetch({})
    stored = [*next(pages).raws]
    facebook.delete(last)
    stored += [raw for page in pages for raw in page.raws]
    assert comment in ids(facebook.parse(stored))


def test_own_post_that_is_edited_comes_in_again(facebook: Bench) -> None:
    post = facebook.own_post("Morgen dicht")
    cursor = facebook.fetch().cursor
    facebook.change(post, "Morgen tot 12 uur open")
    assert [each.text for each in facebook.fetch(cursor).posts][-1] == "Morgen tot 12 uur open"


def test_wrong_proof_asks_for_a_person(facebook: Bench) -> None:
    facebook.vault.credentials["app_secret"] = "of-another-app"
    error = facebook.failure(facebook.again().identify)
    assert (error.reason, error.reauthorise) == (Reason.CREDENTIALS, True)


def test_links_lead_to_post_and_comment(facebook: Bench, settings: Any) -> None:
    settings.FACEBOOK_WEB_URL = "https://www.facebook.example"
    page = facebook.connection.external_id
    link = facebook.connector.link
    assert link(f"{page}_7") == "https://www.facebook.example/gemeentevoorbeeld/posts/7"
    assert link("7_9") == "https://www.facebook.example/gemeentevoorbeeld/posts/7?comment_id=9"
