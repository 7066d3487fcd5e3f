"""Tables made on the clock: each once for its day, mailed to colleagues and kept for a month.

As with the weekly mail, who makes it takes the row first. What failed is tried again; what may have
been mailed is not, unless a person says so.
"""

from __future__ import annotations

import logging
from datetime import date, datetime, time, timedelta
from smtplib import SMTPException
from socket import gaierror

from django.conf import settings
from django.core.mail import EmailMessage
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from routing.mail.decoding import one_line
from webcare.figures.periods import DAY, HERE, week_of
from webcare.models import User
from webcare.reports.access import TAKES_ALONG
from webcare.reports.models import Export, Made
from webcare.reports.sources import made
from webcare.reports.spreadsheets import FORMATS, file_name, written_as
from webcare.reports.tables import Table
from webcare.reports.weekly.sending import LONG, PAUSE, TRIES
from webcare.reports.weekly.todo import absolute
from webcare.reports.wishes import Asked, NotYours, Wish

log = logging.getLogger(__name__)

AT = time(7)
LATE = 3 * DAY  # after its day it is made no more
KEPT = timedelta(days=30)
LARGEST = 5 * 1024 * 1024  # bytes


class Failed(Exception):
    """It cannot be made; ``str()`` says why."""


def make_due(now: datetime | None = None) -> None:
    """Write down what is due, and make what is free. Call it on the clock."""
    at = now or timezone.now()
    wanted = [(one, due(one, at)) for one in Export.objects.filter(stopped_at=None)]
    Made.objects.bulk_create(
        [Made(export=one, due=day) for one, day in wanted if day], ignore_conflicts=True
    )
    for row in free(at).select_related("export__by").defer("content"):
        make(row, at)


def due(export: Export, at: datetime) -> date | None:
    """The last day that it was to be made on, until three days later; None for none."""
    here = at.astimezone(HERE)
    today = here.date()
    if export.every == Export.Every.WEEK:
        day = week_of(today).first + (export.day - 1) * DAY
        day = day if _is_past(day, here) else day - 7 * DAY
    else:
        day = today.replace(day=export.day)
        if not _is_past(day, here):
            before = today.replace(day=1) - DAY
            day = before.replace(day=export.day)  # through 28
    is_new = datetime.combine(day, AT, HERE) >= export.at.astimezone(HERE)
    return day if is_new and today - day <= LATE else None


def _is_past(day: date, here: datetime) -> bool:
    return datetime.combine(day, AT, HERE) <= here


def free(at: datetime) -> QuerySet[Made]:
    """What nobody has in hand, and what failed a while ago."""
    failed = ~Q(problem="") & Q(taken_at__lt=at - PAUSE, tries__lt=TRIES)
    return Made.objects.filter(Q(taken_at=None) | failed, made_at=None, export__stopped_at=None)


def make(row: Made, at: datetime) -> bool:
    """Make it and mail it, unless somebody else has it in hand. Whether it was made."""
    mine = Made.objects.filter(pk=row.pk)
    # The filter joins nothing: of two workers one changes the row.
    took = mine.filter(made_at=None, taken_at=row.taken_at, tries=row.tries)
    if not took.update(taken_at=at, tries=row.tries + 1, problem=""):
        return False
    try:
        name, content = _made(row)
        mine.update(name=name, content=content)
        _mail(row.export, name, content)
    except (Failed, SMTPException, ConnectionRefusedError, gaierror) as failed:
        log.warning("A table could not be made or mailed.", exc_info=True)
        mine.update(problem=one_line(str(failed))[:LONG] or "?")
        return False
    except Exception:  # the others are made all the same
        log.exception("Nobody knows whether a table was mailed.")
        return False
    mine.update(made_at=timezone.now())
    return True


def _made(row: Made) -> tuple[str, bytes]:
    """Its name and what is in it. Raises Failed."""
    by = row.export.by
    if by is None or not by.is_active or not by.has_perm(TAKES_ALONG):
        raise Failed(_("Who had it made may not do so any more. Make it anew."))
    with translation.override(by.reads_in):
        try:
            table = _table(row, by)
            content = written_as(table, row.export.format)
        except Failed:
            raise
        except Exception as error:  # nothing was mailed: it is said, and tried again
            log.exception("A table could not be made.")
            raise Failed(_("Webcare could not make it (%s).") % type(error).__name__) from error
    if len(content) > LARGEST:
        raise Failed(_("It is larger than 5 MB. Choose a shorter period."))
    return file_name(table, row.export.format), content


def _table(row: Made, by: User) -> Table:
    try:
        return made(Asked(Wish.of(row.export.wish), by, row.due))
    except NotYours as refused:
        raise Failed(_("Who had it made may not see this table any more.")) from refused


def _mail(export: Export, name: str, content: bytes) -> None:
    """To whom it goes to, as far as they may have it."""
    people = list(export.people.filter(is_active=True).exclude(email=""))
    if Wish.of(export.wish).audience == "team":
        people = [one for one in people if one.has_perm(TAKES_ALONG)]
    if not people:
        return
    link = absolute(reverse("exports"))
    said = _("“%(name)s” is in the attachment.") % {"name": export.name}
    EmailMessage(
        subject=" ".join(f"Webcare: {export.name}".split()),
        body=f"{said}\n\n{link}\n\nWebcare · {settings.MUNICIPALITY}\n",
        to=[one.email for one in people],
        headers={"Auto-Submitted": "auto-generated"},
        attachments=[(name, content, FORMATS[export.format].partition(";")[0])],
    ).send()


def again(row: Made) -> None:
    """A person decided that it is to be made, also when it may have been mailed."""
    Made.objects.filter(pk=row.pk, made_at=None).update(taken_at=None, problem="", tries=0)
    row.refresh_from_db()
    make(row, timezone.now())


def forget(now: datetime | None = None) -> None:
    """Files are kept for a month, of those that never left too; that they were made is kept."""
    before = (now or timezone.now()) - KEPT
    Made.objects.filter(taken_at__lt=before).exclude(content=None).update(content=None)
