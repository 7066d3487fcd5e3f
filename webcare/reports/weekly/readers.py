"""Who gets the weekly mail: named by a lead, agreed by themselves, stopped with one press."""

from __future__ import annotations

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from inbox.refusals import Refused
from webcare.models import User
from webcare.reports.models import Reader
from webcare.reports.weekly.todo import absolute

log = logging.getLogger(__name__)

AGREES = "webcare.reports.agrees"
AGREE_WITHIN = 14 * 24 * 3600  # seconds


def name(address: str, by: User) -> Reader:
    """Let this address get it. A colleague does at once; others are asked first.

    Raises Refused for an address beyond our domains, and when the question cannot be mailed.
    """
    address = address.strip().lower()
    colleague = User.objects.filter(email__iexact=address, is_active=True).first()
    if colleague:
        reader, new = Reader.objects.get_or_create(
            user=colleague, defaults={"named_by": by, "agreed_at": timezone.now()}
        )
        if not new and reader.stopped_at:
            raise Refused(_("%(name)s stopped it. Only they can begin again.") % {"name": reader})
        return reader
    if address.rpartition("@")[2] not in settings.REPORT_DOMAINS:
        raise Refused(_elsewhere())
    with transaction.atomic():
        reader, _new = Reader.objects.get_or_create(address=address, defaults={"named_by": by})
        if reader.agreed_at is None or reader.stopped_at:
            _ask(reader)
    return reader


def _elsewhere() -> str:
    """Which addresses can be named, for who named another."""
    if not settings.REPORT_DOMAINS:
        return _("Only colleagues get it. An administrator can allow other addresses.")
    said = {"domains": ", ".join(sorted(settings.REPORT_DOMAINS))}
    return _("Only colleagues get it, and addresses at: %(domains)s.") % said


def _ask(reader: Reader) -> None:
    link = absolute(reverse("weekly_agree", args=[signing.dumps(reader.pk, salt=AGREES)]))
    if not link:
        raise Refused(_("Webcare does not know its own address, so nobody can be asked."))
    context = {"link": link, "municipality": settings.MUNICIPALITY}
    mail = EmailMultiAlternatives(
        subject=_("Do you want the weekly figures of %(municipality)s?") % context,
        body=render_to_string("mail/weekly_ask.txt", context),
        to=[reader.address],
        headers={"Auto-Submitted": "auto-generated"},
    )
    mail.attach_alternative(render_to_string("mail/weekly_ask.html", context), "text/html")
    try:
        mail.send()
    except (OSError, SMTPException) as refused:
        log.exception("A reader could not be asked.")
        raise Refused(_("The mail server cannot be reached. Try again later.")) from refused


def asked(token: str) -> Reader | None:
    """Who was asked with this link; None when it is no link of ours, or too old."""
    try:
        pk = signing.loads(token, salt=AGREES, max_age=AGREE_WITHIN)
    except signing.BadSignature:
        return None
    return Reader.objects.filter(pk=pk).first()


def agree(reader: Reader) -> None:
    Reader.objects.filter(pk=reader.pk).update(agreed_at=timezone.now(), stopped_at=None)


def stop(reader: int) -> None:
    """Twice is once."""
    Reader.objects.filter(pk=reader, stopped_at=None).update(stopped_at=timezone.now())


def choose(user: User, *, wants: bool) -> None:
    """A colleague begins or stops for themselves."""
    stopped = None if wants else timezone.now()
    Reader.objects.update_or_create(
        user=user, defaults={"stopped_at": stopped, "agreed_at": timezone.now()}
    )


def take_off(reader: Reader) -> None:
    """A lead takes an address off that they named; of a colleague the choice stays their own."""
    if reader.user:
        stop(reader.pk)
    else:
        reader.delete()
