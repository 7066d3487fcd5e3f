"""Crisis mode: while it lasts no machine says anything by itself.

A lead or an administrator begins it, with a reason that all colleagues read, and ends it. What was
ready to leave by itself is dropped; ``Outbound.objects.due`` lets nothing of it through meanwhile.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.bells import CRISIS, ring
from inbox.greeting import take_back
from inbox.models import Crisis
from inbox.refusals import Refused

if TYPE_CHECKING:
    from inbox.models.crisis import CrisisQuerySet
    from webcare.models import User


def standing() -> Crisis | None:
    """The crisis that lasts, with who began it. One query."""
    return now().first()


def now() -> CrisisQuerySet:
    """That one as a row, or none."""
    return Crisis.objects.standing().select_related("begun_by")


def begin(reason: str, by: User) -> Crisis:
    """From now on nothing is said by itself. Raises Refused without a reason, and for a second."""
    if not reason.strip():
        raise Refused(_("Write what is going on: all colleagues read it."))
    try:
        with transaction.atomic():
            row = Crisis.objects.create(reason=reason.strip(), begun_by=by)
            _log(row, by, ADDITION)
    except IntegrityError as error:
        raise Refused(_("Crisis mode is on already.")) from error
    ring(CRISIS)
    take_back(late=True)
    return row


@transaction.atomic
def end(crisis: Crisis, by: User) -> None:
    """It is over. Raises Refused when a colleague ended it already."""
    lasts = Crisis.objects.standing().filter(pk=crisis.pk)
    if not lasts.update(ended_at=timezone.now(), ended_by=by):
        raise Refused(_("Crisis mode was ended already."))
    _log(crisis, by, CHANGE)
    ring(CRISIS)


def _log(row: Crisis, by: User, flag: int) -> None:
    LogEntry.objects.log_actions(by.pk, Crisis.objects.filter(pk=row.pk), flag)
