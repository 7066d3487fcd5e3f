"""Who answers for a department."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from routing import desk
from routing.conditions import fold
from routing.departments.cover import guarded, held
from routing.departments.noting import added, note, removed
from routing.models import Department, Referral

if TYPE_CHECKING:
    from webcare.models import User

MEMBER = gettext_noop("member")
MOST_FOUND = 20


def add_member(department: Department, person: User, by: User) -> None:
    """Doing it twice is doing it once. Raises Refused for who may not answer questions."""
    if not may_answer(person):
        said = _("%(name)s may not answer questions. An administrator gives the role for that.")
        raise desk.Refused(said % {"name": person})
    with held(department):
        if not department.members.contains(person):
            department.members.add(person)
            note([department], by, added(MEMBER, person))


def remove_member(department: Department, person: User, by: User, *, sure: bool = False) -> None:
    """What this person was working on is free again. Doing it twice is doing it once.

    Raises NobodyLeft, unless ``sure``.
    """
    with guarded(department, sure=sure):
        if not department.members.contains(person):
            return
        department.members.remove(person)
        note([department], by, removed(MEMBER, person))
        theirs = Referral.objects.open().filter(department=department, claimed_by=person)
        for referral in theirs.order_by("pk"):
            with suppress(desk.Refused):  # closed, or taken over, in this very moment
                desk.release(referral, person)


def may_answer(person: User) -> bool:
    return desk.officials().filter(pk=person.pk).exists()


def candidates(department: Department, words: str) -> list[User]:
    """Who could become a member and has all these words in name or address. At most 20.

    Accents and case do not count: "Zoe" finds "Zoë". Nobody for no words.
    """
    wanted = fold(words).split()
    if not wanted:
        return []
    others = desk.officials().exclude(pk__in=department.members.values("pk"))
    # Those who may answer in one town: few enough to look at all of them.
    found = (
        person
        for person in others.order_by("first_name", "last_name", "username")
        if all(word in _known_as(person) for word in wanted)
    )
    return [person for person, _number in zip(found, range(MOST_FOUND), strict=False)]


def _known_as(person: User) -> str:
    return fold(f"{person} {person.username} {person.email}")
