"""How many write on a day, about what and at what hour."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import holidays

from webcare.demo.history.dice import Dice, Weighted
from webcare.demo.history.planted import HERE, HOUR, Planted
from webcare.demo.history.topics import Topic, profile, topics

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)
YEAR = 365.0
NIGHT = 0.15  # of the busiest hour writes at any hour, where something happens


@dataclass(frozen=True)
class Question:
    """Somebody asks something: when (UTC), on which channel, about what; of which event."""

    at: datetime
    channel: str
    topic: Topic
    event: Planted | None = None


class Season:
    """The busyness of a history from ``start`` until ``end``, both in UTC."""

    def __init__(self, start: datetime, end: datetime, events: Sequence[Planted]) -> None:
        self.newest = end - SECOND  # midnight belongs to the day before
        self.first, self.last = (at.astimezone(HERE).date() for at in (start, self.newest))
        self.end, self.events = end, events
        self.profile = profile()
        years = range(self.first.year, self.last.year + 1)
        self.holidays = holidays.country_holidays("NL", years=years)
        channels: Mapping[str, Any] = self.profile["channels"]
        self.channels = Weighted([*channels], [one["share"] for one in channels.values()])
        self.hours = {kind: Weighted(range(24), one["hours"]) for kind, one in channels.items()}
        self._topics: dict[date, Weighted[Topic]] = {}

    @property
    def days(self) -> Iterator[date]:
        for number in range((self.last - self.first).days + 1):
            yield self.first + number * DAY

    @cached_property
    def whole(self) -> float:
        return sum(self.weight(day) for day in self.days)

    def weight(self, day: date) -> float:
        """How busy a day is, beside the others; the newest is not over yet."""
        week = self.profile["week"]
        weight = week["days"][day.weekday()] * self.growth(day) * self._subjects(day).total
        part = self._passed() if day == self.last else 1.0
        return float(weight * (week["holiday"] if day in self.holidays else 1) * part)

    def growth(self, day: date) -> float:
        """More write each year; 1 at the end."""
        left = (self.last - day).days / YEAR
        return float(self.profile["week"]["growth"] ** -left)

    @cached_property
    def usual_growth(self) -> float:
        days = [*self.days]
        return sum(map(self.growth, days)) / len(days)

    def ordinary(self, day: date, number: int, dice: Dice) -> list[Question]:
        """So many questions on a day, in no order."""
        subjects = self._subjects(day)
        made: list[Question] = []
        while len(made) < number:
            channel = self.channels.one(dice)
            at = _moment(day, self.hours[channel].one(dice), dice)
            if at < self.end:
                made.append(Question(at, channel, subjects.one(dice)))
        return made

    def of_events(self, day: date, usual: float, dice: Dice) -> list[Question]:
        """What is asked on a day because of what happens. ``usual``: conversations on a day."""
        return [
            question
            for event in self.events
            for hour in hours_of(event)
            if hour.astimezone(HERE).date() == day
            for question in self._of_event(event, hour, usual, dice)
        ]

    def _of_event(
        self, event: Planted, hour: datetime, usual: float, dice: Dice
    ) -> Iterator[Question]:
        weights = {one: self.event_weight(event, one) for one in hours_of(event)}
        expected = event.size * usual * weights[hour] / sum(weights.values())
        for _number in range(dice.count(expected)):
            at = hour + dice.share() * HOUR
            yield Question(at, self.channels.one(dice), event.topic, event)

    def event_weight(self, event: Planted, hour: datetime) -> float:
        """How many write in an hour of it, beside its other hours."""
        since = (hour - event.begins) / HOUR
        clock = hour.astimezone(HERE).hour
        awake = sum(one.sums[clock] - (one.sums[clock - 1] if clock else 0) for one in self._all)
        rise = min(1.0, (since + 1) / 2)
        return float(rise * 0.5 ** (since / event.half) * (NIGHT + awake / self._busiest))

    @cached_property
    def _all(self) -> list[Weighted[int]]:
        return [*self.hours.values()]

    @cached_property
    def _busiest(self) -> float:
        hours = [one["hours"] for one in self.profile["channels"].values()]
        return float(max(map(sum, zip(*hours, strict=True))))

    def _subjects(self, day: date) -> Weighted[Topic]:
        if day not in self._topics:
            self._topics.clear()
            weights = [one.weight * self._in_season(one.season, day) for one in topics()]
            self._topics[day] = Weighted(topics(), weights)
        return self._topics[day]

    def _in_season(self, season: str, day: date) -> float:
        """1 on average over the year; from the middle of a month to that of the next."""
        months: list[float] = self.profile["seasons"][season]
        at = day.month - 1 + (day.day - 15) / 30.5
        before, part = int(at // 1), at % 1
        value = months[before % 12] * (1 - part) + months[(before + 1) % 12] * part
        return value * 12 / sum(months)

    def _passed(self) -> float:
        hour = self.newest.astimezone(HERE).hour
        return sum(one.sums[hour] / one.total for one in self._all) / len(self._all)


def hours_of(event: Planted) -> list[datetime]:
    """When each of its hours begins."""
    return [event.begins + number * HOUR for number in range((event.ends - event.begins) // HOUR)]


def _moment(day: date, hour: int, dice: Dice) -> datetime:
    at = datetime.combine(day, time(hour), HERE).astimezone(UTC)
    return (at + dice.share() * HOUR).replace(microsecond=0)
