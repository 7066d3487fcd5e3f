"""Each reader gets the mail of a week once.

Who is to get it stands in the table before anything is sent, and who sends takes the row first: two
workers never send the same. A mail that was refused is tried again. One of which nobody knows
whether it left, because a worker died or the line broke, is not: it stands on the page, and a
person decides.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from smtplib import SMTPException
from socket import gaierror

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Q, QuerySet
from django.utils import timezone, translation

from routing.mail.decoding import one_line
from webcare.figures.periods import HERE, Period, week_of
from webcare.models import User
from webcare.reports.models import Copy, Reader, Rhythm
from webcare.reports.weekly.composing import letter, mail_of, stop_link
from webcare.reports.weekly.contents import Contents, for_lead, in_public

log = logging.getLogger(__name__)

LEADS = "reports.get_weekly"
LATEST = timedelta(hours=36)  # after its moment a mail of last week is no news
PAUSE = timedelta(minutes=15)  # between two attempts
TRIES = 8
LONG = 200  # characters of a problem


def send_due(now: datetime | None = None) -> None:
    """Write down who is to get it, and send what is free. Call it on the clock."""
    at = now or timezone.now()
    week = due(at)
    if week is None:
        return
    readers = enrolled()
    Copy.objects.bulk_create(
        [Copy(reader=one, week=week.first) for one in readers], ignore_conflicts=True
    )
    for copy in free(at).filter(week=week.first).select_related("reader__user"):
        send(copy, at)


def due(at: datetime) -> Period | None:
    """The week that is to be told now; None outside the hours in which that is done."""
    rhythm = Rhythm.now()
    if not rhythm.on:
        return None
    here = at.astimezone(HERE)
    day = week_of(here.date()).first + timedelta(days=rhythm.weekday - 1)
    moment = datetime.combine(day, rhythm.time, HERE)
    return week_of(day).previous if moment <= here < moment + LATEST else None


def enrolled() -> list[Reader]:
    """Who gets it: leads, unless they stopped it, and whom they named, once they agreed."""
    leads = get_user_model().objects.with_perm(
        LEADS, backend="django.contrib.auth.backends.ModelBackend"
    )
    new = leads.filter(is_active=True, reader=None).exclude(email="")
    Reader.objects.bulk_create(
        [Reader(user=one, agreed_at=timezone.now()) for one in new], ignore_conflicts=True
    )
    return list(Reader.objects.getting())


def free(at: datetime) -> QuerySet[Copy]:
    """What nobody has in hand, and what was refused a while ago."""
    never = Q(taken_at=None)
    refused = ~Q(problem="") & Q(taken_at__lt=at - PAUSE, tries__lt=TRIES)
    return Copy.objects.filter(never | refused, sent_at=None)


def send(copy: Copy, at: datetime) -> bool:
    """Send it, unless somebody else has it in hand. Whether it left."""
    mine = Copy.objects.filter(pk=copy.pk)
    # The filter joins nothing: of two workers one changes the row.
    took = mine.filter(sent_at=None, taken_at=copy.taken_at, tries=copy.tries)
    if not took.update(taken_at=at, tries=copy.tries + 1, problem=""):
        return False
    if not Reader.objects.getting().filter(pk=copy.reader_id).exists():  # stopped meanwhile
        mine.delete()
        return False
    try:
        _mail(copy.reader, copy.period)
    except (SMTPException, ConnectionRefusedError, gaierror, ValueError) as refused:
        log.warning("The weekly mail was refused.", exc_info=True)
        mine.update(problem=one_line(str(refused))[:LONG] or "?")
        return False
    except OSError:
        log.exception("Nobody knows whether the weekly mail left.")
        return False
    mine.update(sent_at=timezone.now())
    return True


def _mail(reader: Reader, period: Period) -> None:
    with translation.override(reader.reads_in):
        stop = stop_link(reader.pk)
        mail_of(letter(contents_for(reader, period), stop), reader.to, stop).send()


def contents_for(reader: Reader, period: Period) -> Contents:
    if reader.is_lead and reader.user:
        return for_lead(period, reader.user)
    return in_public(period)


def send_now(user: User, period: Period) -> str:
    """To who asks for it, now. Why it did not leave; "" when it did."""
    try:
        with translation.override(user.language or settings.LANGUAGE_CODE):
            mail_of(letter(for_lead(period, user)), user.email).send()
    except (OSError, SMTPException, ValueError) as refused:
        log.warning("The weekly mail could not be tried.", exc_info=True)
        return one_line(str(refused))[:LONG] or "?"
    return ""


def again(copy: Copy) -> None:
    """A person decided that it is to be sent, also when it may have left."""
    Copy.objects.filter(pk=copy.pk, sent_at=None).update(taken_at=None, problem="", tries=0)
    copy.refresh_from_db()
    send(copy, timezone.now())
