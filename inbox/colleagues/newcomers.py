"""Whose answers a colleague checks before they go: newcomers, until somebody says that they know
the work. What the admin shows of a person's history tells who said so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth import get_user_model
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import known
from inbox.refusals import Refused

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from webcare.models import User


def checked() -> QuerySet[User]:
    """Whose answers are checked now, who came first before the others."""
    found = get_user_model().objects.filter(checked_since__isnull=False, is_active=True)
    return found.order_by("checked_since", "pk")


def free() -> QuerySet[User]:
    """Who answers citizens, and whose answers go by themselves."""
    found: QuerySet[User] = known.people().filter(checked_since=None)
    return found


def approvers() -> list[User]:
    """Who can approve answers now: none, the only one, or two of more. One query.

    They may be fewer than when somebody was to be checked: colleagues leave, and get other roles.
    """
    return list(free()[:2])


@transaction.atomic
def check(person: User, by: User) -> None:
    """From now on a colleague approves each of their answers. What they wrote before goes on.

    Raises Refused where nobody would be left to approve anything.
    """
    if not free().exclude(pk=person.pk).exists():
        raise Refused(_("Nobody would be left who can approve answers."))
    changed = get_user_model().objects.filter(pk=person.pk, checked_since=None)
    if changed.update(checked_since=timezone.now()):
        _log(person, by, "Answers are checked from now on.")


@transaction.atomic
def trust(person: User, by: User) -> None:
    """Their answers go by themselves from now on; one that waits is still to be checked.

    Raises Refused for oneself.
    """
    if person.pk == by.pk:
        raise Refused(_("Somebody else decides that your answers are checked no more."))
    changed = get_user_model().objects.filter(pk=person.pk, checked_since__isnull=False)
    if changed.update(checked_since=None):
        _log(person, by, "Answers are checked no more.")


def _log(person: User, by: User, said: str) -> None:
    whom = get_user_model().objects.filter(pk=person.pk)
    LogEntry.objects.log_actions(by.pk, whom, CHANGE, change_message=said)
