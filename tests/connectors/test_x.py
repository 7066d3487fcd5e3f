"""What is particular to X, over real HTTP."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from connectors.base import Incoming, Reason
from tests.connectors.bench import Bench, days_ago, outgoing


def expire(x: Bench, **more: Any) -> None:
    x.simulator.control("POST", "tokens/expire", {"platform": "x", **more})


def test_expired_token_is_renewed_and_kept(x: Bench) -> None:
    before = dict(x.vault.credentials)
    expire(x)
    assert x.connector.identify().handle == "GemVoorbeeld"
    after = x.vault.credentials
    assert after["access_token"] != before["access_token"]
    assert after["refresh_token"] != before["refresh_token"]
    assert after["client_secret"] == before["client_secret"]


def test_expired_token_does_not_stop_an_answer(x: Bench) -> None:
    question = x.say("Hoe laat?")
    expire(x)
    receipt = x.connector.send(outgoing(question))
    assert [placed["id"] for placed in x.outbox()] == [receipt.external_id]


def test_token_renewed_elsewhere_is_taken_over(x: Bench) -> None:
    late = x.again()
    late.identify()
    expire(x)
    x.connector.identify()
    late.identify()
    assert x.vault.renewals == 1


def test_renewal_is_tried_once(x: Bench) -> None:
    x.fault("401", path="users/me", times=2)
    assert x.failure(x.connector.identify).reauthorise
    assert x.vault.renewals == 1


def test_lost_renewal_leaves_no_message_in_doubt(x: Bench) -> None:
    question = x.say("Hoe laat?")
    expire(x)
    x.fault("lost", path="oauth2/token")
    error = x.failure(lambda: x.connector.send(outgoing(question)))
    assert (error.reason, error.uncertain) == (Reason.UNAVAILABLE, False)


def test_unreadable_renewal_is_tried_later(x: Bench) -> None:
    expire(x)
    x.fault("not_json", path="oauth2/token")
    error = x.failure(x.connector.identify)
    assert (error.reason, error.reauthorise) == (Reason.UNREADABLE, False)
    assert error.body == b""  # it may hold a token


def test_spent_refresh_token_asks_for_a_person(x: Bench) -> None:
    x.vault.credentials["refresh_token"] = "spent-long-ago"
    expire(x)
    error = x.failure(x.connector.identify)
    assert (error.reason, error.reauthorise) == (Reason.CREDENTIALS, True)
    assert "spent-long-ago" not in str(error)


def test_mention_that_is_indexed_late_is_not_lost(x: Bench) -> None:
    x.simulator.control("POST", "settings", {"late_index_seconds": 60})
    late = x.say("Ik was eerst")
    x.simulator.control("POST", "settings", {"late_index_seconds": 0})
    x.say("Ik was later, maar sneller")
    first = x.fetch()
    x.simulator.control("POST", "clock", {"advance_seconds": 61})
    assert late not in first.ids
    assert late in x.fetch(first.cursor).ids


def test_mark_moves_with_the_last_page_only(x: Bench) -> None:
    x.say_all(f"Vraag {number}" for number in range(150))
    marks = [page.cursor["mentions"] for page in x.connector.fetch({})]
    assert int(marks[0]["since"]) < int(marks[1]["since"])
    assert marks[0]["until"]
    assert "until" not in marks[1]


def test_edit_gives_another_id_to_answer_to(x: Bench) -> None:
    question = x.say("Waar is de markt?")
    edited = x.change(question, "Waar is de markt vandaag?")
    message = x.fetch().message(question)
    assert (message.current_id, message.thread_id) == (edited, question)
    assert message.text.endswith("vandaag?")


def test_answer_to_an_edited_message_stays_in_its_thread(x: Bench) -> None:
    question = x.say("Waar is de markt?")
    edited = x.change(question, "Waar is de markt vandaag?")
    receipt = x.connector.send(outgoing(edited))
    answer = x.fetch().message(receipt.external_id)
    assert (answer.thread_id, answer.parent_id) == (question, question)


def test_refresh_gives_the_newest_text_only(x: Bench) -> None:
    question = x.say("Waar is de markt?")
    x.change(question, "Waar is de markt vandaag?")
    texts = [item.text for item in x.refresh(question) if isinstance(item, Incoming)]
    assert [text.endswith("vandaag?") for text in texts] == [True]


def test_refresh_of_many_goes_by_the_hundred(x: Bench) -> None:
    asked = sorted(x.say_all(f"Vraag {number}" for number in range(130)))
    pages = list(x.connector.refresh(asked))
    items = x.parse(raw for page in pages for raw in page.raws)
    assert len(pages) == 2
    assert {item.external_id for item in items if isinstance(item, Incoming)} == set(asked)


def test_first_fetch_goes_back_a_week(x: Bench) -> None:
    assert x.fetch().posts
    x.simulator.control("POST", "reset", {"at": days_ago(20)})
    assert not x.fetch().posts


def test_gate_for_answers_is_final(x: Bench) -> None:
    stranger = x.simulator.control(
        "POST", "posts", {"platform": "x", "author": "boze_buur", "text": "Wat een rommel hier"}
    )
    error = x.failure(lambda: x.connector.send(outgoing(stranger["id"])))
    assert (error.reason, error.permanent) == (Reason.NOT_CALLED, True)


def test_same_text_twice_is_refused(x: Bench) -> None:
    answer = outgoing(x.say("Hoe laat?"))
    x.connector.send(answer)
    error = x.failure(lambda: x.connector.send(answer))
    assert (error.reason, error.permanent, error.uncertain) == (Reason.DUPLICATE, True, False)


@pytest.mark.parametrize("kind", ["402", "x:spend_cap", "x:usage_cap"])
def test_spent_budget_stops_for_a_while(x: Bench, kind: str) -> None:
    x.fault(kind)
    error = x.failure(x.fetch)
    assert (error.reason, error.permanent) == (Reason.BUDGET, False)
    assert error.retry_after == timedelta(hours=1)


@pytest.mark.parametrize("kind", ["x:client_not_enrolled", "x:wrong_app_permissions"])
def test_wrong_app_asks_for_a_person_and_renews_nothing(x: Bench, kind: str) -> None:
    x.fault(kind)
    error = x.failure(x.fetch)
    assert (error.reason, error.reauthorise) == (Reason.PERMISSION, True)
    assert x.vault.renewals == 0


def test_long_message_comes_in_whole(x: Bench) -> None:
    text = "Lang verhaal. " * 40
    assert x.fetch_one(text).text.count("Lang verhaal.") == 40


def test_links_and_signs_come_in_as_they_were_written(x: Bench) -> None:
    message = x.fetch_one("Zie https://gemeente.nl/afval?x=1&y=2 & <dit> &amp; dat")
    assert message.text.endswith("Zie https://gemeente.nl/afval?x=1&y=2 & <dit> &amp; dat")


def test_found_answer_may_hold_links(x: Bench) -> None:
    text = "Kijk op Gemeente.nl/afval/ of https://www.rijksoverheid.nl/onderwerpen/afval?a=1&b=2."
    answer = outgoing(x.say("Waar meld ik dat?"), text)
    receipt = x.connector.send(answer)
    assert x.connector.find(answer) == receipt


def test_links_lead_to_the_post(x: Bench) -> None:
    receipt = x.connector.send(outgoing(x.say("Hoe laat?")))
    assert receipt.permalink == x.connector.link(receipt.external_id)
    assert receipt.permalink.endswith(f"/x.com/GemVoorbeeld/status/{receipt.external_id}")
