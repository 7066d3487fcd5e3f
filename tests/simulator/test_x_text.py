"""How X counts and rewrites text."""

from __future__ import annotations

import pytest

from connectors.simulator.x.text import short_url, to_wire, weigh
from tests.simulator.web import Town, Web


def wire(text: str) -> tuple[str, dict[str, list[dict[str, object]]]]:
    known = {"gemvoorbeeld": "1"}
    made = to_wire(text, lambda handle: known.get(handle.casefold()))
    return made.text, made.entities


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("Hallo", 5),
        ("café", 4),
        ("cafe\u0301", 4),  # composed first
        ("‘zo’ – en", 9),
        ("€", 2),
        ("…", 2),
        ("日本", 4),
        ("🙂", 2),
        ("👩‍👩‍👧‍👦", 2),
        ("🇳🇱", 2),
        ("👍🏽", 2),
        ("1️⃣", 2),
        ("https://gemeente.nl/een/heel/lang/adres?met=alles&erop=eraan", 23),
        ("zie gemeente.nl/afval.", 28),
        ("mail naar info@gemeente.nl", 26),
        ("a" * 281, 281),
    ],
)
def test_weight(text: str, weight: int) -> None:
    assert weigh(text) == weight


def test_links_are_shortened() -> None:
    text, entities = wire("zie gemeente.nl/afval en https://www.gemeente.nl.")
    first, second = entities["urls"]
    assert text == f"zie {first['url']} en {second['url']}."
    assert first["expanded_url"] == "http://gemeente.nl/afval"
    assert second["display_url"] == "gemeente.nl"


def test_same_link_gets_the_same_short_one() -> None:
    assert short_url("https://a.nl") == short_url("https://a.nl")
    assert short_url("https://a.nl") != short_url("https://b.nl")


def test_html_is_escaped_and_places_are_of_the_escaped_text() -> None:
    text, entities = wire("3 < 4 & zo @GemVoorbeeld")
    mention = entities["mentions"][0]
    assert text == "3 &lt; 4 &amp; zo @GemVoorbeeld"
    assert text[int(str(mention["start"])) : int(str(mention["end"]))] == "@GemVoorbeeld"


def test_place_after_an_emoji_counts_code_points() -> None:
    _, entities = wire("🙂 @GemVoorbeeld")
    assert entities["mentions"][0]["start"] == 2


def test_handle_of_nobody_is_no_mention() -> None:
    assert wire("@niemand hallo") == ("@niemand hallo", {})


def test_address_is_no_mention() -> None:
    assert wire("info@gemvoorbeeld.example")[1] == {}


def test_hashtags_are_entities() -> None:
    assert wire("Wat een #Straatfeest!")[1]["hashtags"] == [
        {"start": 8, "end": 20, "tag": "Straatfeest"}
    ]


def test_long_post_is_whole_in_its_note_only(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "@GemVoorbeeld " + "lang " * 80)
    (post,) = x.get(mentions, **{"tweet.fields": "note_tweet"}).json()["data"]
    assert len(post["text"]) == 280
    assert len(post["note_tweet"]["text"]) > 400


def test_short_post_has_no_note(town: Town, x: Web, mentions: str) -> None:
    town.says("x", "@GemVoorbeeld hallo")
    (post,) = x.get(mentions, **{"tweet.fields": "note_tweet"}).json()["data"]
    assert "note_tweet" not in post
