"""What the municipality promised, as it is stored: service hours and response norms.

The counting is in ``routing.promises``. Who changes something here rings ``promises_changed`` after
commit: what was worked out before has to be worked out again.
"""

from __future__ import annotations

import json
import logging
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.db import models, transaction
from django.db.models import Q, QuerySet
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.models import Agreement, Department, Kind, ResponseNorm, ServiceHours
from routing.promises import OFFICE_HOURS, BadHours, Case, Hours, Labels, Norm, Promise, choose

if TYPE_CHECKING:
    from webcare.models import User

log = logging.getLogger(__name__)

promises_changed = Signal()  # no arguments: hours or norms are different now

URGENT, ORDINARY = "urgent", "ordinary"
_URGENCY = {None: "", True: URGENT, False: ORDINARY}
_NORM = ("channel", "kind", "urgent", "department_id", "first_response", "resolution")
BEGINNING = datetime(2000, 1, 1, tzinfo=UTC)  # before anybody promised anything here


def hours(department: int | None = None) -> Hours:
    """Those of this department, else of the webcare team, else office hours. One query."""
    return calendars(department).of(department)


@dataclass(frozen=True)
class Calendars:
    """Service hours by department; None is the webcare team."""

    stored: Mapping[int | None, Hours]

    def of(self, department: int | None) -> Hours:
        """Those of this department, else of the webcare team, else office hours."""
        return self.stored.get(department) or self.stored.get(None) or OFFICE_HOURS


def calendars(*departments: int | None) -> Calendars:
    """Those of these departments and of the webcare team; of everyone without any. One query."""
    return calendars_of(stored_hours(*departments))


def stored_hours(*departments: int | None) -> QuerySet[ServiceHours, Any]:
    """The same as rows, which ``calendars_of`` reads."""
    rows = ServiceHours.objects.all()
    if departments:
        rows = rows.filter(Q(department=None) | Q(department__in=departments))
    return rows.values_list("department", "hours")


def calendars_of(rows: Iterable[tuple[int | None, object]]) -> Calendars:
    read = {department: _read(department, value) for department, value in rows}
    return Calendars({department: one for department, one in read.items() if one})


def _read(department: int | None, value: object) -> Hours | None:
    """None for what cannot be read: then others are used, and nothing stands still because of it.

    The same hours are the same object, for a new one has to count its years anew.
    """
    try:
        return _parsed(json.dumps(value, sort_keys=True))
    except BadHours:
        log.exception("The service hours of %s cannot be read", department or "the webcare team")
        return None


@lru_cache(maxsize=128)
def _parsed(text: str) -> Hours:
    return Hours.from_json(json.loads(text))


# Norms -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Agreed:
    """Everything that was promised.

    hours         of the webcare team
    departments   names of those that a norm names, by primary key
    """

    hours: Hours = OFFICE_HOURS
    norms: tuple[Norm, ...] = ()
    departments: Mapping[int, str] = field(default_factory=dict)

    def promised(self, case: Case, promise: Promise) -> Norm | None:
        """The norm that counts for this case, None when nothing was promised."""
        return choose(self.norms, case, promise)

    def labels(self, norm: Norm) -> Labels:
        """What the screen calls what the norm names."""
        return labels(norm, self.departments.get(norm.department or 0, ""))


def agreed() -> Agreed:
    """As it is now. Two queries."""
    rows = ResponseNorm.objects.select_related("department")
    norms = {row: norm_of(row) for row in rows}
    names = {row.department_id: row.department.name for row in norms if row.department}
    return Agreed(hours(), tuple(norms.values()), {pk: name for pk, name in names.items() if pk})


def norm_of(row: ResponseNorm) -> Norm:
    """The stored norm, to count with."""
    return _norm(*(getattr(row, name) for name in _NORM))


def _norm(
    channel: str, kind: str, urgent: bool | None, department: int | None, *times: Any
) -> Norm:
    return Norm(channel, kind, _URGENCY[urgent], department, *times)


@dataclass(frozen=True)
class Agreements:
    """What was promised when. ``versions``: since when, in order; ``now`` where nothing was ever
    changed."""

    now: Agreed
    versions: Sequence[tuple[datetime, Agreed]] = ()

    def at(self, moment: datetime) -> Agreed:
        """What was promised then; before it was first written down, what was promised first."""
        number = bisect_right(self.versions, moment, key=lambda version: version[0])
        return self.versions[max(number - 1, 0)][1] if self.versions else self.now


def agreements() -> Agreements:
    """As far back as is known. Three queries."""
    versions = ((row.at, _agreed_in(row)) for row in Agreement.objects.order_by("at"))
    return Agreements(agreed(), tuple(versions))


def _agreed_in(row: Agreement) -> Agreed:
    known = _read(None, row.hours) if row.hours else None
    norms = (_norm(*(norm[name] for name in _NORM)) for norm in row.norms)
    return Agreed(known or OFFICE_HOURS, tuple(norms))


def case_of(*, channel: str, kind: str, urgent: bool, department: int | None) -> Case:
    """A message, as norms look at it."""
    return Case(channel, kind, _URGENCY[urgent], department)


def labels(norm: Norm, department: str = "") -> Labels:
    """What the screen calls what the norm names; ``department`` is its name."""
    channel = settings.CONNECTORS.get(norm.channel, (norm.channel,))[0]
    kind = dict(Kind.choices).get(norm.kind, "")
    urgency = {URGENT: _("urgent"), ORDINARY: _("not urgent")}.get(norm.urgency, "")
    return Labels(str(channel), str(kind), urgency, department)


# Writing -----------------------------------------------------------------------------------------


@contextmanager
def _changing() -> Iterator[None]:
    """What was promised before and after stands written down, for who counts later."""
    with transaction.atomic():
        if not Agreement.objects.exists():
            Agreement.objects.create(at=BEGINNING, **_stored())
        yield
        Agreement.objects.update_or_create(at=timezone.now(), defaults=_stored())


def _stored() -> dict[str, Any]:
    own = ServiceHours.objects.filter(department=None).first()
    return {
        "hours": own.hours if own else None,
        "norms": list(ResponseNorm.objects.values(*_NORM)),
    }


@_changing()
def save_hours(new: Hours, by: User, department: Department | None = None) -> ServiceHours:
    """From now on these are the service hours; None: of the webcare team."""
    row, created = ServiceHours.objects.update_or_create(
        department=department, defaults={"hours": new.to_json()}
    )
    _note(row, by, ADDITION if created else CHANGE)
    return row


@_changing()
def forget_hours(department: Department, by: User) -> None:
    """From now on the department keeps the hours of the webcare team."""
    for row in ServiceHours.objects.filter(department=department):
        _note(row, by, DELETION)
        row.delete()


@_changing()
def save_norm(row: ResponseNorm, by: User) -> None:
    """From now on this is promised. The row was validated."""
    flag = CHANGE if row.pk else ADDITION
    row.save()
    _note(row, by, flag)


@_changing()
def remove_norm(row: ResponseNorm, by: User) -> None:
    """From now on this is not promised any more."""
    _note(row, by, DELETION)
    row.delete()


def _note(row: models.Model, by: User, flag: int) -> None:
    """Who changed it stands in the administration's log; what depends on it hears after commit."""
    LogEntry.objects.log_actions(by.pk, type(row)._default_manager.filter(pk=row.pk), flag)
    transaction.on_commit(partial(promises_changed.send_robust, sender=type(row)))
