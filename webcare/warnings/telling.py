"""Telling leads and administrators of signals: by mail and on their devices, each once.

Who is told is written down first: what comes twice is worse than what the page shows as well. What
could not be sent is tried again at the next look. At night only what is serious is told, to who
wants that; the rest waits for the morning, if it still goes on then.
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta
from smtplib import SMTPException

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models import Q
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from inbox import noticing
from routing import agreed
from webcare.models import User
from webcare.push.models import Device
from webcare.push.sending import send
from webcare.push.telling import PAUSE
from webcare.talk.leaving import may_leave
from webcare.warnings.models import Signal, Told
from webcare.warnings.showing import Shown

log = logging.getLogger(__name__)

NEWS = timedelta(hours=24)  # what began earlier is no news


def tell(now: datetime | None = None) -> None:
    """Tell everyone what is new to them."""
    at = now or timezone.now()
    rows = list(Signal.objects.going_on().filter(verdict="", crisis=None, noticed_at__gt=at - NEWS))
    if not rows:
        return
    at_work = agreed.hours().is_open(at)
    for person in leads():
        told = _not_at_night(rows, person, at_work)
        if person.signals_mail and person.email:
            _mail(person, _unheard(told, person, Told.How.MAIL))
        if person.notify_signals and person.notifications and _wants_now(person, at):
            _push(person, _unheard(told, person, Told.How.DEVICE), at)


def leads() -> list[User]:
    """Who gets signals."""
    everyone = get_user_model().objects.with_perm(
        "warnings.change_signal", backend="django.contrib.auth.backends.ModelBackend"
    )
    return list(everyone.filter(is_active=True).order_by("pk"))


def _not_at_night(rows: Sequence[Signal], person: User, at_work: bool) -> list[Signal]:
    return [row for row in rows if at_work or (row.serious and person.signals_at_night)]


def _wants_now(person: User, at: datetime) -> bool:
    """On duty; or not at work, but wanting to hear what is serious."""
    return noticing.is_told(person, at) or (person.signals_at_night and person.duty != "off")


def _unheard(rows: Sequence[Signal], person: User, how: Told.How) -> list[Signal]:
    heard = set(
        Told.objects.filter(user=person, how=how, signal__in=rows).values_list("signal", flat=True)
    )
    return [row for row in rows if row.pk not in heard]


@transaction.atomic
def _note(rows: Sequence[Signal], person: User, how: Told.How) -> list[Told]:
    """Those that nobody else told them meanwhile."""
    made = []
    for row in rows:
        told, new = Told.objects.get_or_create(signal=row, user=person, how=how)
        if new:
            made.append(told)
    return made


def _mail(person: User, rows: Sequence[Signal]) -> None:
    """One mail about all of these, in the language of who reads it."""
    noted = _note(rows, person, Told.How.MAIL)
    if not noted:
        return
    try:
        with translation.override(person.reads_in):
            letter(outside([one.signal for one in noted]), person.email).send()
    except (OSError, SMTPException):
        log.exception("Signals could not be mailed; tried again.")
        Told.objects.filter(pk__in=[one.pk for one in noted]).delete()


def outside(signals: Sequence[Signal]) -> list[Shown]:
    """As they are told outside Webcare: a word that may be somebody's name stays inside. One
    query."""
    words = may_leave([(Shown(one).words, one.conversations) for one in signals])
    return [Shown(one, frozenset(only)) for one, only in zip(signals, words, strict=True)]


def letter(signals: Sequence[Shown], address: str) -> EmailMultiAlternatives:
    context = {
        "signals": signals,
        "municipality": settings.MUNICIPALITY,
        "address": settings.PUBLIC_URL,
    }
    subject = ngettext(
        "Webcare: %(what)s", "Webcare: %(number)d signals, first %(what)s", len(signals)
    ) % {"what": signals[0].headline, "number": len(signals)}
    body = render_to_string("mail/signals.txt", context)
    mail = EmailMultiAlternatives(subject=subject, body=body, to=[address])
    mail.attach_alternative(render_to_string("mail/signals.html", context), "text/html")
    return mail


def _push(person: User, rows: Sequence[Signal], at: datetime) -> None:
    """The newest of these to every device of theirs."""
    rested = Q(tried_at=None) | Q(tried_at__lt=at - PAUSE)
    devices = list(Device.objects.filter(rested, user=person)) if rows else []
    noted = _note(rows, person, Told.How.DEVICE) if devices else []
    if not noted:
        return
    with translation.override(person.reads_in):
        message = notification(outside([noted[-1].signal])[0], len(noted))
    if not [device for device in devices if send(device, message)]:
        Told.objects.filter(pk__in=[one.pk for one in noted]).delete()


def notification(one: Shown, number: int) -> dict[str, str]:
    """As the browser takes it; no words of one citizen."""
    several = _("and %(number)d more") % {"number": number - 1} if number > 1 else ""
    return {
        "title": "Webcare",
        "body": "\n".join(filter(None, [one.headline, one.sentence, several])),
        "tag": "signal",
        "icon": static("icons/192.png"),
        "data": reverse("signal", args=[one.signal.pk]) if number == 1 else reverse("signals"),
    }
