"""The figures on the wall: for everybody, opened by a secret address without an account."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.utils import timezone
from django.utils.translation import gettext as _

from webcare.charts import Columns, Moment, Series, Unit
from webcare.figures.measures import HEADLINE
from webcare.figures.periods import week_of
from webcare.models import User
from webcare.reports.models import Screen
from webcare.reports.weekly.contents import Contents, Number, in_public
from webcare.reports.weekly.saying import NO_NUMBER

SEEN = timedelta(minutes=5)
LOOKS_AGAIN = 120  # seconds


@dataclass(frozen=True)
class Wall:
    """``numbers``: those that there are, beside that of the headline; ``praise``: the compliment of
    this moment, "" for none."""

    contents: Contents
    numbers: Sequence[Number]
    chart: Columns
    praise: str
    at: datetime


def wall(now: datetime) -> Wall:
    """Last week, in public. Four queries."""
    contents = in_public(week_of(timezone.localdate(now)).previous)
    days = contents.days
    chart = Columns(
        name="week",
        title=_("Questions each day"),
        unit=Unit.NUMBER,
        categories=tuple(Moment(day.at) for day in days),
        series=(Series(_("Questions"), tuple(day.received for day in days)),),
    )
    beside = [one for one in contents.numbers if one.label != str(HEADLINE.label)]
    numbers = [one for one in beside if one.now != NO_NUMBER]
    return Wall(contents, numbers, chart, _of_now(contents.praise, now), now)


def _of_now(praise: Sequence[str], now: datetime) -> str:
    """Another one each time the screen looks."""
    return praise[int(now.timestamp()) // LOOKS_AGAIN % len(praise)] if praise else ""


def hang(name: str, by: User) -> tuple[Screen, str]:
    """A new screen, and its secret."""
    secret = secrets.token_urlsafe(24)
    return Screen.objects.create(name=name, hashed=_hashed(secret), by=by), secret


def renew(screen: Screen) -> str:
    """Another secret; the one of before opens nothing any more."""
    secret = secrets.token_urlsafe(24)
    Screen.objects.filter(pk=screen.pk).update(hashed=_hashed(secret), revoked_at=None)
    return secret


def take_down(screen: Screen) -> None:
    Screen.objects.filter(pk=screen.pk, revoked_at=None).update(revoked_at=timezone.now())


def screen_of(secret: str, now: datetime) -> Screen | None:
    """The screen that this opens; None for none."""
    found = Screen.objects.open().filter(hashed=_hashed(secret)).first()
    if found and (found.seen_at is None or now - found.seen_at > SEEN):
        Screen.objects.filter(pk=found.pk).update(seen_at=now)
    return found


def _hashed(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
