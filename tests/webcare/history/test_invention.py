"""What it is made of: texts, seasons, service hours and planted events."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from routing.danger import danger
from routing.promises import OFFICE_HOURS
from webcare.demo.history.dice import Dice
from webcare.demo.history.grammar import Grammar, parse
from webcare.demo.history.planted import HERE, beginning, planted
from webcare.demo.history.season import Season
from webcare.demo.history.shifts import Clock
from webcare.demo.history.topics import grammar, profile, topics
from webcare.demo.load import town

UNTIL = datetime(2026, 11, 23, 8, tzinfo=UTC)
PLACE = {"straat": "Molenweg", "buurt": "Molenbuurt", "wijk": "Noord", "naam": "Tineke"}


def test_braces_choose_and_fill_in() -> None:
    words = Grammar.of({"dier": ["hond", "{rode|zwarte} kat"]})
    template = parse("Mijn {dier|{kleine|grote} vogel} is {weg|zoek}.")
    texts = {words.fill(template, Dice(seed), {}) for seed in range(80)}
    assert {"Mijn dier is weg.", "Mijn kleine vogel is zoek."} <= texts
    template = parse("Mijn {dier} .")
    texts = {words.fill(template, Dice(seed), {}) for seed in range(80)}
    assert texts == {"Mijn hond.", "Mijn rode kat.", "Mijn zwarte kat."}


@pytest.mark.parametrize("odd", ["{open", "dicht}"])
def test_brace_that_is_not_closed_is_refused(odd: str) -> None:
    with pytest.raises(ValueError, match="brace"):
        parse(odd)


def test_topics_are_whole() -> None:
    departments = {one["slug"] for one in town()["departments"]}
    events = [one.topic for one in planted(14, UNTIL)]
    for topic in [*topics(), *events]:
        assert topic.department in {*departments, ""}, topic.slug
        assert topic.season in profile()["seasons"], topic.slug
        assert topic.asked, topic.slug
        assert topic.answers, topic.slug
        assert not topic.refer or (topic.wonder and topic.says), topic.slug


def test_texts_are_many_and_alarm_nobody() -> None:
    """Nobody is called away for an invented fire."""
    dice, texts = Dice("texts"), set()
    events = [one.topic for one in planted(14, UNTIL)]
    for topic in [*topics(), *events]:
        for asked in topic.asked:
            texts |= {grammar().fill(asked.template, dice, PLACE) for _number in range(25)}
    assert len(texts) > 1500  # before places, haste and tags make them many thousands
    assert [text for text in texts if danger(text)] == []


def test_answers_fit_on_x() -> None:
    dice = Dice("answers")
    events = [one.topic for one in planted(14, UNTIL)]
    said = [answer for topic in [*topics(), *events] for answer in topic.answers]
    said += [one.together for one in planted(14, UNTIL)]
    longest = max(len(grammar().fill(one, dice, PLACE)) for one in said)
    assert longest < 270


def test_season_decides_what_is_asked() -> None:
    def asked(day: date) -> Counter[str]:
        return Counter(one.topic.slug for one in season.ordinary(day, 800, Dice(day)))

    season = Season(beginning(24, UNTIL), UNTIL, [])
    new_year, june = asked(date(2025, 12, 30)), asked(date(2026, 6, 10))
    february, autumn = asked(date(2026, 2, 20)), asked(date(2025, 11, 5))
    assert new_year["vuurwerk"] > 10 * max(june["vuurwerk"], 1)
    assert february["woz"] > 3 * autumn["woz"]
    assert autumn["bladeren"] > 10 * max(february["bladeren"], 1) / 2
    assert asked(date(2026, 9, 15))["kermis"] > 30 > june["kermis"]


def test_more_write_on_monday_than_on_sunday_and_each_year() -> None:
    season = Season(beginning(24, UNTIL), UNTIL, [])
    assert season.weight(date(2026, 10, 5)) > 2 * season.weight(date(2026, 10, 4))
    assert season.weight(date(2026, 10, 5)) > season.weight(date(2025, 10, 6))
    christmas, ordinary = date(2025, 12, 25), date(2025, 12, 18)  # both a Thursday
    assert season.weight(christmas) < season.weight(ordinary)


def test_nobody_writes_at_night_as_by_day() -> None:
    season = Season(beginning(2, UNTIL), UNTIL, [])
    hours = Counter(
        one.at.astimezone(HERE).hour for one in season.ordinary(date(2026, 11, 3), 2000, Dice(1))
    )
    assert hours[12] > 10 * hours[3]
    assert hours[20] > hours[6]


def test_service_hours_are_those_of_the_promises() -> None:
    """Also around the days on which the clock changes, and Christmas."""
    start = datetime(2025, 10, 1, tzinfo=UTC)
    clock, random = Clock(OFFICE_HOURS, start, UNTIL), Random(1)
    for _number in range(300):
        one = start + timedelta(minutes=random.randrange(0, 380 * 24 * 60))
        other = one + timedelta(minutes=random.randrange(0, 12 * 24 * 60))
        minutes = clock.minutes(other) - clock.minutes(one)
        assert minutes == OFFICE_HOURS.elapsed(one, other) / timedelta(minutes=1)
        later = clock.later(one, 333)
        assert OFFICE_HOURS.minutes_between(one, later) == 333
        assert clock.is_open(one) == OFFICE_HOURS.is_open(one)


def test_events_lie_in_the_history_and_not_on_its_last_day() -> None:
    found = planted(14, UNTIL)
    kinds = {"storm", "data_leak", "parade", "water_main", "payment_page", "viral_compliment"}
    assert {one.kind for one in found} == kinds
    assert [one.begins for one in found] == sorted(one.begins for one in found)
    for one in found:
        assert beginning(14, UNTIL) < one.begins < one.ends < UNTIL - timedelta(days=1)
    storm = [one for one in found if one.kind == "storm"][-1]
    assert UNTIL - storm.begins < timedelta(days=20)
    assert storm.topic.slug == "storm"
    assert storm.neighbourhoods


def test_parade_comes_on_the_saturday_after_saint_martin() -> None:
    parade = next(one for one in planted(14, UNTIL) if one.kind == "parade")
    assert parade.begins.astimezone(HERE).date() == date(2026, 11, 14)
    before = next(
        one for one in planted(14, datetime(2026, 11, 1, tzinfo=UTC)) if one.kind == "parade"
    )
    assert before.begins.astimezone(HERE).date() == date(2025, 11, 15)


def test_short_history_has_only_what_lies_in_it() -> None:
    assert "data_leak" not in {one.kind for one in planted(1, UNTIL)}
