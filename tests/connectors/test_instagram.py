"""What is particular to Instagram, over real HTTP."""

from __future__ import annotations

from connectors.base import Reason
from tests.connectors.bench import Bench, days_ago, ids, outgoing


def test_answer_to_a_reply_goes_under_the_comment_at_the_top(instagram: Bench) -> None:
    comment = instagram.say("Mooi!")
    reply = instagram.say("Vind ik ook", under=comment, author="ans_voorbeeld")
    message = instagram.fetch().message(reply)
    assert (message.target, message.parent_id) == (comment, comment)
    instagram.connector.send(outgoing(message.target))
    assert instagram.outbox()[0]["parent_id"] == comment


def test_replies_beyond_the_first_fifty_come_in(instagram: Bench) -> None:
    comment = instagram.say("Wie komt er zaterdag?")
    draft = {"platform": "instagram", "author": "fan_voorbeeld", "text": "Ik!", "parent": comment}
    replies = instagram.simulator.control("POST", "bulk", [draft] * 120)["ids"]
    haul = instagram.fetch()
    assert set(replies) <= haul.ids
    assert {haul.message(reply).thread_id for reply in replies} == {comment}


def test_new_reply_under_an_old_comment_comes_in(instagram: Bench) -> None:
    comment = instagram.say("Wie komt er zaterdag?")
    instagram.say_all(f"Hallo {number}" for number in range(60))
    cursor = instagram.fetch().cursor
    reply = instagram.say("Ik kom!", under=comment)
    assert reply in instagram.fetch(cursor).ids


def test_page_that_says_nothing_new_is_not_handed_over_again(instagram: Bench) -> None:
    instagram.say_all(f"Hallo {number}" for number in range(60))
    cursor = instagram.fetch().cursor
    assert not [raw for page in instagram.fetch(cursor).pages for raw in page.raws]


def test_author_has_a_user_name(instagram: Bench) -> None:
    assert instagram.fetch_one("Mooi!", author="ans_voorbeeld").author.handle == "ans_voorbeeld"


def test_comment_leads_to_its_photo(instagram: Bench) -> None:
    message = instagram.fetch_one("Mooi!")
    assert message.permalink.endswith(f"/instagram.com/p/{message.post_id}")


def test_media_of_long_ago_are_not_watched(instagram: Bench) -> None:
    instagram.simulator.control("POST", "reset", {"at": days_ago(60)})
    assert not instagram.fetch().posts


def test_photo_that_disappears_meanwhile_does_not_stop_the_others(instagram: Bench) -> None:
    first, last = instagram.own_post("Een"), instagram.own_post("Twee")
    comment = instagram.say("Mooi!", under=first)
    pages = instagram.connector.fetch({})
    stored = [*next(pages).raws]
    instagram.delete(last)
    stored += [raw for page in pages for raw in page.raws]
    assert comment in ids(instagram.parse(stored))


def test_throttled_account_waits(instagram: Bench) -> None:
    instagram.fault("graph:80002")
    error = instagram.failure(instagram.fetch)
    assert (error.reason, error.permanent) == (Reason.THROTTLED, False)
    assert error.retry_after
