"""Crisis mode: while it lasts no machine says anything by itself, about a subject or at all.

A lead or an administrator begins it, with a reason that all colleagues read, and ends it. What was
ready to leave by itself is dropped; ``Outbound.objects.due`` lets nothing of it through meanwhile.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox import greeting
from inbox.bells import CRISIS, ring
from inbox.crisis import group, line, report, roster
from inbox.follow_up import asking
from inbox.models import Bundle, Crisis, CrisisNote, Label
from inbox.refusals import Refused
from inbox.together import put_once
from routing.models import Department

if TYPE_CHECKING:
    from inbox.models.crisis import CrisisQuerySet
    from webcare.models import User


def standing() -> Crisis | None:
    """The crisis that lasts, with who began it. One query."""
    return now().first()


@put_once
def now() -> CrisisQuerySet:
    """That one as a row, or none."""
    return Crisis.objects.standing().select_related("begun_by", "bundle")


@dataclass(frozen=True)
class Subject:
    """What a crisis is about; nothing filled in means everything.

    words   words or their beginnings, with commas between them: any of them
    place   a neighbourhood or a district
    """

    words: str = ""
    place: str = ""
    department: Department | None = None
    label: Label | None = None


EVERYTHING = Subject()


def begin(
    reason: str, by: User, subject: Subject = EVERYTHING, lines: dict[str, str] | None = None
) -> Crisis:
    """From now on nothing is said by itself about this subject, or about anything.

    lines   what we say about it, by language

    Raises Refused without a reason, and for a second.
    """
    if not reason.strip():
        raise Refused(_("Write what is going on: all colleagues read it."))
    try:
        with transaction.atomic():
            row = _made(reason.strip(), by, subject)
            _log(row, by, ADDITION)
            line.say(row, lines or {}, by)
    except IntegrityError as error:
        raise Refused(_("Crisis mode is on already.")) from error
    ring(CRISIS)
    greeting.take_back(late=row.is_about_all)
    asking.take_back()
    group.group()
    return row


def _made(reason: str, by: User, subject: Subject) -> Crisis:
    row = Crisis(
        reason=reason,
        begun_by=by,
        words=subject.words.strip(),
        pattern=group.pattern_of(subject.words),
        place=subject.place,
        department=subject.department,
        label=subject.label,
    )
    if not row.is_about_all:
        row.bundle = Bundle.objects.create(state=Bundle.State.OPEN, title=reason[:120])
    row.save()
    return row


def end(crisis: Crisis, by: User) -> None:
    """It is over: its figures are kept, and who helped loses what was given for it.

    Raises Refused when a colleague ended it already.
    """
    with transaction.atomic():
        now = timezone.now()
        lasts = Crisis.objects.standing().filter(pk=crisis.pk)
        if not lasts.update(ended_at=now, ended_by=by):
            raise Refused(_("Crisis mode was ended already."))
        row = Crisis.objects.get(pk=crisis.pk)
        row.report = report.count(row, now).to_json()
        row.save(update_fields=["report"])
        _log(row, by, CHANGE)
        ring(CRISIS)
    roster.keep()


@transaction.atomic
def note(crisis: Crisis, text: str, by: User) -> None:
    """A remark for the evaluation, also when it is over."""
    if not text.strip():
        raise Refused(_("The note is empty. Write something first."))
    CrisisNote.objects.create(crisis=crisis, text=text.strip(), by=by)


def tick() -> None:
    """On the clock: roles are given and taken back, what came in between beginning and leaving is
    taken back too, and what waits is counted."""
    roster.keep()
    asking.take_back()
    report.read_quarter(timezone.now())
    report.count_again(timezone.now())


def _log(row: Crisis, by: User, flag: int) -> None:
    LogEntry.objects.log_actions(by.pk, Crisis.objects.filter(pk=row.pk), flag)
