"""Whom it concerns, and where their mail goes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.utils import timezone

from routing import desk
from routing.models import Concept, Department, Referral
from routing.promises import Duty, Hours

if TYPE_CHECKING:
    from webcare.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"
_ADDRESS = re.compile(r"[^\s@<>(),;:]+@[^\s@<>(),;:]+\.[^\s@<>(),;:]+")


@dataclass(frozen=True)
class Person:
    """A person, or with ``mailbox`` a department's: who reads that may have no account."""

    address: str
    mailbox: bool = False


def person(user: User | None) -> list[Person]:
    """One who can be mailed, or none."""
    return [Person(user.email)] if user and user.is_active and user.email else []


def leads() -> list[Person]:
    """Who decides when it goes wrong."""
    return [one for user in _who_may("inbox.refer_again") for one in person(user)]


def on_duty(hours: Hours, now: datetime) -> set[Person]:
    """Who is named in a line of the roster that holds now, by full name or address."""
    named = _roster(hours, now)
    if not named:
        return set()
    colleagues = {
        user: user.get_full_name().casefold() for user in _who_may("inbox.work_conversation")
    }
    there = _names_in(named, colleagues.values())
    found = {one for user, name in colleagues.items() if name in there for one in person(user)}
    return found | {Person(address) for address in _ADDRESS.findall(named)}


def is_on_roster(user: User, hours: Hours, now: datetime) -> bool:
    """Whether a line of the roster that holds now names them, by full name or address."""
    named, name = _roster(hours, now), user.get_full_name().casefold()
    if user.email and user.email.casefold() in _ADDRESS.findall(named):
        return True
    return bool(named) and name in _names_in(named, [name])


def _roster(hours: Hours, now: datetime) -> str:
    """The lines that hold now, in small letters."""
    return "\n".join(duty.name for duty in hours.roster if _holds(duty, hours, now)).casefold()


def _names_in(text: str, names: Iterable[str]) -> set[str]:
    """Those that stand there whole: "jan jansen" is not in "jan jansens", nor in "piet-jan jansen".

    Where one begins with another, the longest counts.
    """
    known = sorted(filter(None, set(names)), key=len, reverse=True)
    either = "|".join(re.escape(name) for name in known)
    return set(re.findall(rf"(?<![\w’'-])(?:{either})(?![\w’'-])", text)) if known else set()


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

    def officials(self, referral: Referral) -> list[Person]:
        """Who is on it, if they are there; else the mailbox; else all who answer there today.

        Of a text that waits for a second look: who may give that, and never who wrote it. Read
        ``referral`` with its department, ``claimed_by`` and ``concept``.
        """
        there = self.answering(referral.department)
        concept: Concept | None = getattr(referral, "concept", None)
        if concept:
            return [one for user in there if user.pk != concept.by_id for one in person(user)]
        on_it = person(referral.claimed_by) if referral.claimed_by in there else []
        return on_it or self.mailbox(referral.department) or self.members(referral.department)

    def members(self, department: Department) -> list[Person]:
        """Who answers there today, as far as they can be mailed."""
        return [one for user in self.answering(department) for one in person(user)]

    def mailbox(self, department: Department) -> list[Person]:
        return [Person(department.email, mailbox=True)] if department.email else []

    def answering(self, department: Department) -> list[User]:
        """Who answers there today."""
        if department.pk not in self._there:
            self._there[department.pk] = list(desk.answering(department))
        return self._there[department.pk]
