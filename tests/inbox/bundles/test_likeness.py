"""How alike two conversations are, and why: tables of what counts and what does not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from inbox.bundles.likeness import Told, likeness, words_of
from inbox.models import Bundled
from inbox.templatetags.bundled import in_what
from tests.factories import NOON

POWER = "De stroom is uitgevallen in de hele straat"


def _told(pk: int, text: str, minutes: float = 0, **more: Any) -> Told:
    return Told(pk, NOON + timedelta(minutes=minutes), words_of(text), **more)


SAME = frozenset({("x", "7")})
ALIKE = [
    # The same words in other orders and forms.
    (POWER, "Hele straat zonder stroom, alles uitgevallen!", 40, {}, {}),
    ("Waarom is de vuilnis niet opgehaald?", "vuilnis weer niet opgehaald", 300, {}, {}),
    ("Geen water op de Kade", "kraan geeft geen water meer aan de kade", 10, {}, {}),
    # A compound is about its first word.
    ("Stroom weg in de Haven", "stroomstoring haven??", 20, {}, {}),
    # Fewer words in common will do in the same place, or by the same citizen on another channel.
    ("Geen stroom!", "hier is de stroom weg", 40, {"place": "Haven"}, {"place": "Haven"}),
    ("Kan ik mijn paspoort ophalen?", "paspoort klaar?", 30, {"authors": SAME}, {"authors": SAME}),
    # The very same words, two days later.
    ("Wanneer worden de bomen gesnoeid?", "Wanneer worden de bomen gesnoeid?", 2880, {}, {}),
    # Beneath the same post of ours, or in the same thread.
    (
        "Hoe laat begint het vuurwerk?",
        "vuurwerk hoe laat precies begint dat",
        200,
        {"post": 4},
        {"post": 4},
    ),
]
UNLIKE = [
    (POWER, "Wanneer worden de bomen gesnoeid?", 5, {}, {}),
    # The same place and hour, about something else.
    ("Geen stroom!", "Wat een mooie boom", 5, {"place": "Haven"}, {"place": "Haven"}),
    # The same citizen, who asks something else.
    ("Geen stroom!", "Wanneer gaat het zwembad open?", 5, {"authors": SAME}, {"authors": SAME}),
    # One word in common is too little for who knows nothing else.
    ("De stroom is uitgevallen", "Stroom wordt wel erg duur", 5, {}, {}),
    # The same words, four days later: another incident.
    (POWER, POWER, 4 * 1440, {}, {}),
    # A long story has all words in it.
    (
        POWER,
        "stroom straat "
        + " ".join(
            f"woord{'abcdefghij'[n % 10] * 3}{'klmnopqrst'[n // 10] * 3}" for n in range(90)
        ),
        5,
        {},
        {},
    ),
    # To whom it is said is no word.
    (
        "@GemVoorbeeld @GemVoorbeeldPers stroom?",
        "@GemVoorbeeld @GemVoorbeeldPers water?",
        5,
        {},
        {},
    ),
    # Nothing to compare.
    ("", POWER, 5, {"place": "Haven"}, {"place": "Haven"}),
    ("Hoe kan dat nou?", "Hoe kan dat nou?", 5, {}, {}),
]


@pytest.mark.parametrize(("one", "other", "minutes", "of_one", "of_other"), ALIKE)
def test_alike(one: str, other: str, minutes: int, of_one: Any, of_other: Any) -> None:
    found = likeness(_told(1, one, **of_one), _told(2, other, minutes, **of_other))
    assert found.enough, found


@pytest.mark.parametrize(("one", "other", "minutes", "of_one", "of_other"), UNLIKE)
def test_not_alike(one: str, other: str, minutes: int, of_one: Any, of_other: Any) -> None:
    found = likeness(_told(1, one, **of_one), _told(2, other, minutes, **of_other))
    assert not found.enough, found


@pytest.mark.parametrize(("one", "other", "minutes", "of_one", "of_other"), ALIKE + UNLIKE)
def test_order_makes_no_difference(
    one: str, other: str, minutes: int, of_one: Any, of_other: Any
) -> None:
    here, there = _told(1, one, **of_one), _told(2, other, minutes, **of_other)
    assert likeness(here, there).score == likeness(there, here).score


@pytest.mark.parametrize(
    "what", [{"place": "Haven"}, {"authors": SAME}, {"thread": ("x", "1")}, {"post": 1}]
)
def test_more_in_common_is_more_alike(what: Any) -> None:
    words = ("De stroom is uitgevallen", "Uitgevallen stroom maakt de koelkast warm")
    bare = likeness(_told(1, words[0]), _told(2, words[1], 30))
    more = likeness(_told(1, words[0], **what), _told(2, words[1], 30, **what))
    assert 0 < bare.score < more.score <= 100


SAID = [
    (
        [
            {"same": "place", "place": "Haven"},
            {"same": "words", "words": ["stroom", "straat"]},
            {"same": "time", "minutes": 40},
        ],
        "same neighbourhood (Haven), same words: stroom, straat, within 40 minutes",
    ),
    ([{"same": "author"}, {"same": "time", "minutes": 0}], "same citizen, within 1 minute"),
    ([{"same": "thread"}, {"same": "time", "minutes": 61}], "same thread, within 2 hours"),
    (
        [{"same": "post"}, {"same": "time", "minutes": 1441}],
        "under the same post of ours, within 2 days",
    ),
    ([{"same": "something of later"}], ""),
    ([], ""),
]


@pytest.mark.parametrize(("why", "words"), SAID)
def test_reasons_in_words(why: list[dict[str, Any]], words: str) -> None:
    with translation.override("en"):
        assert in_what(Bundled(why=why)) == words


def test_reasons_as_they_are_found() -> None:
    found = likeness(
        _told(1, "Geen stroom in de straat", place="Haven"),
        _told(2, "De stroom van de straat is uit", 39.5, place="Haven"),
    )
    with translation.override("en"):
        assert in_what(Bundled(why=list(found.why))) == (
            "same neighbourhood (Haven), same words: stroom, straat, within 40 minutes"
        )
