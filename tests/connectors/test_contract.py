"""What every connector promises, tried on each platform."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from connectors.base import Deleted, Incoming
from tests.connectors.bench import Bench, ids, outgoing


def test_identify_tells_whose_credentials_these_are(bench: Bench) -> None:
    identity = bench.connector.identify()
    assert identity.external_id == bench.connection.external_id
    assert identity.name == "Gemeente Voorbeeld"


def test_fetch_from_nothing_finds_what_is_there(bench: Bench) -> None:
    question = bench.say("Waarom is het zo donker op de Kerkstraat?")
    haul = bench.fetch()
    assert "donker op de Kerkstraat" in haul.message(question).text
    assert haul.posts


def test_fetch_yields_a_page_when_nothing_is_new(bench: Bench) -> None:
    assert bench.fetch(bench.fetch().cursor).pages


def test_fetch_finds_what_came_since(bench: Bench) -> None:
    bench.say("Is de balie open?")
    cursor = bench.fetch().cursor
    later = bench.say("En op zaterdag?")
    assert later in bench.fetch(cursor).ids


def test_fetch_pages_to_the_end(bench: Bench) -> None:
    expected = bench.say_all(f"Vraag {number}" for number in range(230))
    assert expected <= bench.fetch().ids


def test_fetch_goes_on_from_any_page_without_loss(bench: Bench) -> None:
    expected = bench.say_all(f"Vraag {number}" for number in range(120))
    pages = bench.fetch().pages
    for count in range(1, len(pages) + 1):
        stored = bench.parse(raw for page in pages[:count] for raw in page.raws)
        assert expected <= ids(stored) | bench.fetch(pages[count - 1].cursor).ids


def test_message_holds_its_author_and_time(bench: Bench) -> None:
    message = bench.fetch_one("Hallo!", author="jan_voorbeeld")
    assert message.author.id
    assert message.author.id != bench.connection.external_id
    assert message.created_at.utcoffset() == timedelta(0)


def test_thread_keeps_question_answer_and_sequel_together(bench: Bench) -> None:
    question = bench.say("Wanneer komt de veegwagen?")
    answer = bench.answer_in_app("Donderdag.", question)
    sequel = bench.say("Top, dank!", under=question)
    haul = bench.fetch()
    threads = {haul.message(each).thread_id for each in (question, answer, sequel)}
    assert len(threads) == 1
    assert haul.message(sequel).parent_id == question


def test_answer_typed_elsewhere_comes_in_as_ours(bench: Bench) -> None:
    question = bench.say("Is het zwembad open?")
    answer = bench.answer_in_app("Ja, tot 22 uur.", question)
    message = bench.fetch().message(answer)
    assert message.author.id == bench.connection.external_id
    assert message.parent_id == question


def test_message_under_our_post_names_that_post(bench: Bench) -> None:
    post = bench.own_post()
    comment = bench.say("Weer dicht?!", under=post)
    haul = bench.fetch()
    assert haul.message(comment).post_id == post
    assert post in {each.external_id for each in haul.posts}


def test_target_takes_the_answer(bench: Bench) -> None:
    question = bench.say("Wie maait het gras?")
    sequel = bench.say("Niemand?", under=question)
    target = bench.fetch().message(sequel).target
    receipt = bench.connector.send(outgoing(target))
    assert bench.fetch().message(receipt.external_id).thread_id == question


def test_send_places_the_answer_under_the_question(bench: Bench) -> None:
    question = bench.say("Wie maait het gras?")
    receipt = bench.connector.send(outgoing(question, "Onze groenploeg, morgen."))
    (placed,) = bench.outbox()
    assert placed["id"] == receipt.external_id
    assert placed["parent_id"] == question
    assert placed["text"].endswith("Onze groenploeg, morgen.")


def test_sent_answer_comes_in_with_the_id_of_its_receipt(bench: Bench) -> None:
    receipt = bench.connector.send(outgoing(bench.say("Hoe laat?")))
    assert bench.fetch().message(receipt.external_id).author.id == bench.connection.external_id


def test_find_finds_what_was_sent(bench: Bench) -> None:
    answer = outgoing(bench.say("Hoe laat?"), "Om 9.30 uur & geen minuut later: <zie> de site 🌳")
    receipt = bench.connector.send(answer)
    assert bench.connector.find(answer) == receipt


def test_find_finds_nothing_when_nothing_was_sent(bench: Bench) -> None:
    assert bench.connector.find(outgoing(bench.say("Hoe laat?"))) is None


def test_find_tells_another_answer_apart(bench: Bench) -> None:
    question = bench.say("Hoe laat?")
    bench.connector.send(outgoing(question, "Om 9 uur."))
    assert bench.connector.find(outgoing(question, "Om 10 uur.")) is None


def test_find_does_not_take_an_answer_to_somebody_else(bench: Bench) -> None:
    one, other = bench.say("Hoe laat?"), bench.say("Hoe laat gaat u dicht?")
    bench.connector.send(outgoing(one))
    assert bench.connector.find(outgoing(other)) is None


def test_find_finds_what_was_sent_by_a_clock_that_is_ahead(bench: Bench) -> None:
    answer = outgoing(bench.say("Hoe laat?"))
    ahead = replace(answer, not_before=answer.not_before + timedelta(minutes=5))
    assert bench.connector.send(ahead) == bench.connector.find(ahead)


def test_find_leaves_out_what_was_there_before(bench: Bench) -> None:
    question = bench.say("Hoe laat?")
    bench.connector.send(outgoing(question))
    later = outgoing(question)
    later = type(later)(later.text, later.reply_to, later.not_before + timedelta(hours=1))
    assert bench.connector.find(later) is None


def test_refresh_follows_an_edit(bench: Bench) -> None:
    question = bench.say("Wanneer komt de veegwagen?")
    bench.change(question, "Wanneer komt de strooiwagen?")
    item = bench.refresh(question)[-1]
    assert isinstance(item, Incoming)
    assert item.external_id == question
    assert "strooiwagen" in item.text


def test_refresh_reads_the_same_as_fetch(bench: Bench) -> None:
    question = bench.say("Wanneer komt de veegwagen?")
    sequel = bench.say("Morgen?", under=question)
    haul = bench.fetch()
    assert bench.refresh(question, sequel) == [haul.message(question), haul.message(sequel)]


def test_refresh_notices_a_deletion(bench: Bench) -> None:
    question, other = bench.say("Weg ermee"), bench.say("Dit blijft")
    bench.delete(question)
    items = bench.refresh(question, other)
    assert Deleted(question) in items
    assert other in {item.external_id for item in items if isinstance(item, Incoming)}


def test_refresh_of_nothing_asks_nothing(bench: Bench) -> None:
    assert bench.refresh() == []
