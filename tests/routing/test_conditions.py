"""What each kind of condition holds for, without a database."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from routing.conditions import About, Broken, Match, evaluate, fold
from routing.facts import Facts

# A Wednesday, 13:00 in Amsterdam.
FACTS = Facts(
    text="Wanneer wordt de berk gesnoeid?",
    channel="x",
    account=7,
    author="noor_voorbeeld",
    at=datetime(2026, 11, 18, 12, 0, tzinfo=UTC),
)


def words(phrase: str, text: str) -> Match | None:
    return evaluate(About.WORDS, phrase, replace(FACTS, text=text))


def at(moment: str, *utc: int) -> Match | None:
    return evaluate(About.TIME, moment, replace(FACTS, at=datetime(*utc, tzinfo=UTC)))  # type: ignore[arg-type,misc]


# Words -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("berk", "de berk staat scheef"),
        ("berk", "De BERK!"),
        ("BERK", "de berk"),
        ("berk", "#berk"),
        ("berk", "@berk"),
        ("berk", "berk,eik;linde"),
        ("berk", "een regel\nberk\nnog een"),
        ("berk", "🌳berk🌳"),
        ("berk", "𝗯𝗲𝗿𝗸 in sierletters"),
        ("berk", "BERK van volle breedte"),
        ("café", "naar het cafe"),
        ("cafe", "naar het café"),
        ("cafe", "naar het cafe\u0301"),
        ("straße", "de STRASSE"),
        ("berk*", "berken"),
        ("berk*", "berk"),
        ("*berk", "treurberk"),
        ("*berk*", "treurberken"),
        ("gesnoei*d", "gesnoeid"),
        ("losse tegel", "een losse tegel"),
        ("losse tegel", "een losse\n  tegel"),
        ("losse tegel", "een losse\u00a0tegel"),
        ("losse* tegel*", "lossere tegels"),
        ("zo'n", "heb je zo'n bak?"),
        ("🌳", "mooie🌳!"),
        ("€5", "kost€5?"),
        ("c++", "wij leren c++"),
        (".", "klaar."),
    ],
)
def test_phrase_is_found(phrase: str, text: str) -> None:
    assert words(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("berk", "berken"),
        ("berk", "treurberk"),
        ("berk", "snoei_berk_nu"),
        ("berk", ""),
        ("berk*", "treurberken"),
        ("losse tegel", "een tegel, losse"),
        ("losse tegel", "lossetegel"),
        ("be.k", "berk"),
        ("berk", "ber k"),
        ("[a-z]", "berk"),
    ],
)
def test_phrase_is_not_found(phrase: str, text: str) -> None:
    assert words(phrase, text) is None


def test_any_of_the_lines_will_do() -> None:
    assert words("eik\n\n  berk  \n", "de berk") == Match("woorden: berk")


def test_reason_names_every_phrase_that_was_found() -> None:
    assert words("berk\neik\nlinde", "linde naast berk") == Match("woorden: berk, linde")


@pytest.mark.parametrize("phrase", ["*", "**", "* *", "*\t*", "\u0301"])
def test_phrase_that_matches_everything_is_broken(phrase: str) -> None:
    with pytest.raises(Broken, match="past op alles"):
        words(phrase, "berk")


@pytest.mark.parametrize("text", ["Café", "ÉÉN", "straße", "İstanbul", "𝐁𝐞𝐫𝐤", "BERK"])
def test_fold_of_folded_text_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


# Where, and who ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "values", "why"),
    [
        (About.CHANNEL, "x", "platform: x"),
        (About.CHANNEL, "facebook\nX", "platform: x"),
        (About.ACCOUNT, "7", "kanaal: 7"),
        (About.ACCOUNT, "6\n7", "kanaal: 7"),
        (About.AUTHOR, "noor_voorbeeld", "schrijver: @noor_voorbeeld"),
        (About.AUTHOR, "@Noor_Voorbeeld", "schrijver: @noor_voorbeeld"),
    ],
)
def test_place_or_author_is_recognised(about: str, values: str, why: str) -> None:
    assert evaluate(about, values, FACTS) == Match(why)


@pytest.mark.parametrize(
    ("about", "values"),
    [
        (About.CHANNEL, "facebook"),
        (About.ACCOUNT, "77"),
        (About.ACCOUNT, "9" * 5000),
        (About.AUTHOR, "noor"),
    ],
)
def test_other_place_or_author_is_not(about: str, values: str) -> None:
    assert evaluate(about, values, FACTS) is None


def test_citizen_without_a_user_name_is_nobody_in_particular() -> None:
    assert evaluate(About.AUTHOR, "@", replace(FACTS, author="")) is None


# When --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("wo", (2026, 11, 18, 12)),
        ("WO", (2026, 11, 18, 12)),
        ("ma-vr", (2026, 11, 16, 12)),
        ("ma-vr", (2026, 11, 20, 12)),
        ("vr-ma", (2026, 11, 20, 12)),
        ("vr-ma", (2026, 11, 22, 12)),
        ("vr-ma", (2026, 11, 23, 12)),
        ("ma-zo", (2026, 11, 22, 12)),
        ("wo 13:00-17:00", (2026, 11, 18, 12)),
        ("wo 9:00-17:00", (2026, 11, 18, 15, 59)),
        ("vr 17:00-24:00", (2026, 11, 20, 22, 59)),
        ("za 00:00-24:00", (2026, 11, 20, 23, 0)),
    ],
)
def test_moment_holds(moment: str, utc: tuple[int, ...]) -> None:
    assert at(moment, *utc) == Match(f"moment: {moment}")


@pytest.mark.parametrize(
    ("moment", "utc"),
    [
        ("do", (2026, 11, 18, 12)),
        ("ma-vr", (2026, 11, 21, 12)),
        ("vr-ma", (2026, 11, 24, 12)),
        ("vr-ma", (2026, 11, 19, 12)),
        ("wo 13:01-17:00", (2026, 11, 18, 12)),
        ("wo 09:00-17:00", (2026, 11, 18, 16, 0)),
        ("vr 17:00-24:00", (2026, 11, 20, 23, 0)),
    ],
)
def test_moment_does_not_hold(moment: str, utc: tuple[int, ...]) -> None:
    assert at(moment, *utc) is None


def test_hours_are_those_of_amsterdam_in_summer() -> None:
    assert at("ma 01:00-02:00", 2026, 7, 5, 23, 30)


@pytest.mark.parametrize("hour", [0, 1])
def test_hour_that_comes_twice_when_summer_ends_holds_twice(hour: int) -> None:
    assert at("zo 02:00-03:00", 2026, 10, 25, hour, 30)


def test_hour_that_is_left_out_when_summer_begins_holds_never() -> None:
    assert not at("zo 02:00-03:00", 2026, 3, 29, 0, 59)
    assert not at("zo 02:00-03:00", 2026, 3, 29, 1, 0)


# On a Wednesday: also what is wrong about another day is told.
@pytest.mark.parametrize(
    "moment",
    [
        "maandag",
        "ma-",
        "ma 9-17",
        "ma 09:00",
        "09:00-17:00",
        "ma 25:00-26:00",
        "ma 09:60-10:00",
        "ma 09:00-24:01",
        "ma 17:00-09:00",
        "ma 09:00-09:00",
        "wo\nma 25:00-26:00",
    ],
)
def test_moment_that_means_nothing_is_broken_on_any_day(moment: str) -> None:
    with pytest.raises(Broken):
        at(moment, 2026, 11, 18, 12)


# Broken ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "values", "says"),
    [
        *((about, " \n ", "geen waarden") for about in About.values),
        ("weather", "rain", "weather"),
        (About.ACCOUNT, "7\nx", "cijfers"),
    ],
)
def test_condition_that_cannot_be_understood_says_why(about: str, values: Any, says: str) -> None:
    with pytest.raises(Broken, match=says):
        evaluate(about, values, FACTS)
