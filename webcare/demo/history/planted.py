"""What happens in the invented town, and when: a truth to compare with what was found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from webcare.demo.history.grammar import Template, parse
from webcare.demo.history.topics import Topic, read, topic_of

HERE = ZoneInfo("Europe/Amsterdam")
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
SATURDAY = 5
BEFORE_AND_AFTER = DAY  # of an event, that belong to the history too


@dataclass(frozen=True)
class Planted:
    """One event.

    kind            what sort: "storm", "data_leak", "parade", "water_main", "payment_page",
                    "viral_compliment"
    begins, ends    in UTC
    topic           what its messages are about; its slug is ``topic.slug``
    neighbourhoods  where it is; () for the whole town
    size            in ordinary days' worth of conversations
    half            hours after which half as many write
    urgent, bundled shares
    together        what is answered to all in a bundle
    """

    slug: str
    kind: str
    title: str
    begins: datetime
    ends: datetime
    topic: Topic
    neighbourhoods: tuple[str, ...]
    size: float
    half: float
    urgent: float
    bundled: float
    together: Template


@cache
def _plans() -> list[dict[str, Any]]:
    plans = read("events.toml")["events"]
    known = {plan["slug"]: plan for plan in plans}
    return [{**known[plan["like"]], **plan} if "like" in plan else plan for plan in plans]


def planted(months: int, until: datetime) -> list[Planted]:
    """The events of a history that lasts so many months and ends then, in order. What would not lie
    in it with a day around it is left out."""
    found = [_planted(plan, until) for plan in _plans()]
    start = beginning(months, until) + BEFORE_AND_AFTER
    inside = [one for one in found if start < one.begins and one.ends < until - BEFORE_AND_AFTER]
    return sorted(inside, key=lambda one: one.begins)


def beginning(months: int, until: datetime) -> datetime:
    """Midnight here, so many months earlier."""
    last = until.astimezone(HERE).date()
    year, month = divmod(last.year * 12 + last.month - 1 - months, 12)
    return _moment(date(year, month + 1, min(last.day, 28)), 0)


def _planted(plan: Mapping[str, Any], until: datetime) -> Planted:
    last = until.astimezone(HERE).date()
    day = _intocht(last) if plan.get("on") == "intocht" else last - timedelta(days=plan["before"])
    begins = _moment(day, plan["at"])
    topic = topic_of({**plan, "slug": plan["topic"], "kind": plan["type"]})
    return Planted(
        slug=plan["slug"],
        kind=plan["kind"],
        title=plan["title"],
        begins=begins,
        ends=begins + plan["lasts"] * HOUR,
        topic=replace(topic, silent=plan.get("silent", 0.05)),
        neighbourhoods=tuple(plan["places"]),
        size=plan["size"],
        half=plan["half"],
        urgent=plan.get("urgent", 0),
        bundled=plan.get("bundled", 0),
        together=parse(plan["together"]),
    )


def _intocht(last: date) -> date:
    """The Saturday after Saint Martin (11 November), when he comes; the newest before ``last``."""
    for year in (last.year, last.year - 1):
        martin = date(year, 11, 11)
        day = martin + timedelta(days=(SATURDAY - martin.weekday() - 1) % 7 + 1)
        if day < last:
            break
    return day


def _moment(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), HERE).astimezone(UTC)
