"""Days along: somebody looks over our shoulder for a day, as a lead planned it (meekijkdag)."""

from __future__ import annotations

from datetime import date, time
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.auth import get_user_model
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.bells import VISITS, ring
from inbox.models import Visit
from inbox.models.visit import BEGINS, ENDS
from inbox.refusals import Refused

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


def plan(
    observer: User,
    day: date,
    by: User,
    *,
    beside: User | None,
    names: bool,
    begins: time = BEGINS,
    ends: time = ENDS,
) -> Visit:
    """Let this person look along that day. Raises Refused for a day that is over or ends before it
    begins, for who works here already and so has nothing to be shown, and for a second time on one
    day."""
    if day < timezone.localdate():
        raise Refused(_("That day is over. Choose today or later."))
    if ends <= begins:
        raise Refused(_("It has to end later than it begins."))
    if observer.has_perm("inbox.work_conversation"):
        raise Refused(_("%(name)s works in the inbox already.") % {"name": observer})
    if not observer.has_perm("inbox.view_conversation"):
        raise Refused(
            _("%(name)s is no observer yet. Give them that role first.") % {"name": observer}
        )
    try:
        with transaction.atomic():
            row = Visit.objects.create(
                observer=observer,
                day=day,
                begins=begins,
                ends=ends,
                beside=beside,
                names=names,
                planned_by=by,
            )
            _log(row, by, ADDITION)
            ring(VISITS)
    except IntegrityError as error:
        raise Refused(_("This person looks along that day already.")) from error
    return row


@transaction.atomic
def cancel(visit: Visit, by: User) -> None:
    """They do not come, or names are shown no longer: at once."""
    _log(visit, by, DELETION)
    visit.delete()
    ring(VISITS)


@transaction.atomic
def pause(visit: Visit, by: User, *, paused: bool) -> None:
    """Who is followed wants to be alone for a while, or is followed again. The same once more does
    nothing. Raises Refused for anybody else."""
    if visit.beside_id != by.pk:
        raise Refused(_("Only who is followed can pause that."))
    waits = Visit.objects.filter(pk=visit.pk, paused_at__isnull=paused)
    if waits.update(paused_at=timezone.now() if paused else None):
        _log(visit, by, CHANGE, "paused" if paused else "resumed")
        ring(VISITS)


def _log(row: Visit, by: User, flag: int, what: str = "") -> None:
    LogEntry.objects.log_actions(by.pk, Visit.objects.filter(pk=row.pk), flag, what)


def observers() -> QuerySet[User]:
    """Who may look and does no work here."""
    workers = _with("inbox.work_conversation")
    people = _with("inbox.view_conversation").exclude(pk__in=workers.values("pk"))
    return people.order_by("first_name", "last_name", "pk")


def beside() -> QuerySet[User]:
    """Over whose shoulder one can look."""
    return _with("inbox.work_conversation").order_by("first_name", "last_name", "pk")


def _with(permission: str) -> QuerySet[User]:
    people = get_user_model().objects
    return people.with_perm(permission, backend="django.contrib.auth.backends.ModelBackend")


def watching(user: User | AnonymousUser) -> QuerySet[Visit]:
    """Who looks along with this person today, with their names."""
    seen = Visit.objects.watching(user).select_related("observer")
    names = (f"observer__{name}" for name in ("first_name", "last_name", "username"))
    return seen.only("beside", "day", "paused_at", *names)


def of_today(user: User) -> Visit | None:
    """This person's day along, when it is today."""
    return Visit.objects.today(user).select_related("beside", "planned_by").first()
