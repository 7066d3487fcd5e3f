"""People who help during a crisis: they get a role for that time, and lose it by themselves."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.models import Crisis, CrisisHelper
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User


def roles() -> QuerySet[Group]:
    """What a lead may give for the time of a crisis: to work in the inbox or to read it, and
    nothing by which somebody could give themselves more."""
    reads = Group.objects.filter(permissions__codename="view_conversation")
    return reads.exclude(permissions__codename="declare_crisis").order_by("name")


def call_in(
    crisis: Crisis,
    user: User,
    role: Group,
    by: User,
    *,
    starts_at: datetime | None = None,
    ends_at: datetime | None = None,
) -> CrisisHelper:
    """Let somebody help, from now or from later on, until a moment or until the crisis ends.

    Raises Refused for a role that cannot be given so, for an end before the beginning, and when
    the crisis is over.
    """
    begins = starts_at or timezone.now()
    if not roles().filter(pk=role.pk).exists():
        raise Refused(_("This role cannot be given for a crisis."))
    if ends_at and ends_at <= begins:
        raise Refused(_("The end comes after the beginning."))
    with transaction.atomic():
        if not Crisis.objects.standing().select_for_update().filter(pk=crisis.pk).exists():
            raise Refused(_("Crisis mode was ended already."))
        row = CrisisHelper.objects.create(
            crisis=crisis, user=user, role=role, by=by, starts_at=begins, ends_at=ends_at
        )
        _log(row, by, ADDITION, gettext("Helps during a crisis: %(role)s") % {"role": role})
    keep()
    return row


def send_home(helper: CrisisHelper, by: User) -> None:
    """They need not help any longer."""
    now = timezone.now()
    helper.starts_at, helper.ends_at = min(helper.starts_at, now), now
    helper.save(update_fields=["starts_at", "ends_at"])
    _log(helper, by, CHANGE, gettext("Need not help during the crisis any longer"))
    keep()


def keep() -> None:
    """Give the roles whose time has come, and take back those whose time is over."""
    now = timezone.now()
    over = Q(ends_at__lte=now) | Q(crisis__ended_at__isnull=False)
    rows = CrisisHelper.objects.select_related("user", "role", "by", "crisis")
    for one in rows.filter(~over, starts_at__lte=now, given_at=None, taken_at=None):
        _give(one, now)
    for one in rows.filter(over, given_at__isnull=False, taken_at=None):
        _take(one, now)


@transaction.atomic
def _give(one: CrisisHelper, now: datetime) -> None:
    """Nothing for who has the role already: then nothing is taken back either."""
    had = one.user.groups.filter(pk=one.role_id).exists()
    claimed = CrisisHelper.objects.filter(pk=one.pk, given_at=None)
    if had or not claimed.update(given_at=now):
        return
    one.user.groups.add(one.role)
    _log(one, one.by, CHANGE, gettext("Was given the role %(role)s") % {"role": one.role})


@transaction.atomic
def _take(one: CrisisHelper, now: datetime) -> None:
    if not CrisisHelper.objects.filter(pk=one.pk, taken_at=None).update(taken_at=now):
        return
    one.user.groups.remove(one.role)
    _log(one, one.by, CHANGE, gettext("The role %(role)s was taken back") % {"role": one.role})


def _log(one: CrisisHelper, by: User, flag: int, said: str) -> None:
    """Where an administrator looks who got what: with the person."""
    found = type(one.user).objects.filter(pk=one.user_id)
    LogEntry.objects.log_actions(by.pk, found, flag, said, single_object=True)
