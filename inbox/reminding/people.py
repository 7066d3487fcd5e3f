"""Whom it concerns, and where their mail goes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from routing import desk
from routing.models import Department, Referral
from routing.promises import Duty, Hours

if TYPE_CHECKING:
    from webcare.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
_ADDRESS = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")


@dataclass(frozen=True)
class Person:
    """A person or a mailbox."""

    address: str


def person(user: User | None) -> list[Person]:
    """One who can be mailed, or none."""
    return [Person(user.email)] if user and user.is_active and user.email else []


def leads() -> list[Person]:
    """Who decides when it goes wrong."""
    return [one for user in _who_may("inbox.refer_again") for one in person(user)]


def on_duty(hours: Hours, now: datetime) -> set[Person]:
    """Who is named in a line of the roster that holds now, by full name or address."""
    named = " ".join(duty.name for duty in hours.roster if _holds(duty, hours, now)).casefold()
    if not named:
        return set()
    colleagues = (
        user
        for user in _who_may("inbox.work_conversation")
        if user.get_full_name() and user.get_full_name().casefold() in named
    )
    found = {one for user in colleagues for one in person(user)}
    return found | {Person(address) for address in _ADDRESS.findall(named)}


def _holds(duty: Duty, hours: Hours, now: datetime) -> bool:
    local = timezone.localtime(now)
    day, minute = local.date(), local.hour * 60 + local.minute
    special = bool(hours.reason(day)) or any(one.day == day for one in hours.special_days)
    if not duty.holds(day, special=special):
        return False
    return any(span.start <= minute < span.end for span in duty.spans)


def _who_may(permission: str) -> Any:
    return get_user_model().objects.with_perm(permission, backend=BACKEND).order_by("pk")


class Desks:
    """Officials; each department is looked up once."""

    def __init__(self) -> None:
        self._there: dict[int, list[User]] = {}

    def officials(self, referral: Referral) -> Iterator[Person]:
        """Who is on it, if they are there; else the mailbox; else all who answer there today."""
        there = self._answering(referral.department)
        on_it = person(referral.claimed_by) if referral.claimed_by in there else []
        if on_it:
            yield from on_it
        elif referral.department.email:
            yield Person(referral.department.email)
        else:
            yield from (one for user in there for one in person(user))

    def _answering(self, department: Department) -> list[User]:
        if department.pk not in self._there:
            self._there[department.pk] = list(desk.answering(department))
        return self._there[department.pk]
