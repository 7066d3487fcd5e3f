"""Where questions for a department are mailed."""

from __future__ import annotations

import logging
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from routing.departments.cover import guarded
from routing.departments.noting import added, note, removed
from routing.desk import Refused
from routing.mail import addresses
from routing.mail.composing import letter_to
from routing.mail.decoding import decode, one_line
from routing.models import Department

if TYPE_CHECKING:
    from webcare.models import User

log = logging.getLogger(__name__)

MAILBOX = gettext_noop("mailbox")
WAIT_SECONDS = 60  # between two test mails to a department


def set_mailbox(department: Department, email: str, by: User, *, sure: bool = False) -> None:
    """A valid address, or "" for none: then questions are mailed to each member.

    Raises Refused for an address of Webcare itself, NobodyLeft unless ``sure``.
    """
    if email and addresses.is_ours(email):
        raise Refused(_("This is the address that Webcare mails from. Fill in the department's."))
    with guarded(department, sure=sure):
        before = department.email
        if before == email:
            return
        department.email = email
        department.save(update_fields=["email"])
        told = [removed(MAILBOX, before)] if before else []
        note([department], by, *told, *([added(MAILBOX, email)] if email else []))


def send_test_mail(department: Department, by: User) -> str:
    """Mail something to the mailbox, now; the address it went to.

    Raises Refused with the reason when it did not leave.
    """
    to = department.email
    if not to:
        raise Refused(_("This department has no mailbox yet."))
    if not cache.add(f"routing-test-mail:{department.pk}", 1, timeout=WAIT_SECONDS):
        raise Refused(_("A test mail was sent a moment ago. Try again in a minute."))
    try:
        _send(department, by)
    except (OSError, SMTPException, ValueError) as failed:
        log.exception("A test mail could not be sent.")
        cache.delete(f"routing-test-mail:{department.pk}")
        raise Refused(_why(to, failed)) from failed
    return to


def _send(department: Department, by: User) -> None:
    context = {"department": department, "by": by, "municipality": settings.MUNICIPALITY}
    with translation.override(settings.LANGUAGE_CODE):
        bodies = (
            render_to_string("routing/departments/test_mail.txt", context),
            render_to_string("routing/departments/test_mail.html", context),
        )
        letter_to(department.email, _("Test mail from Webcare"), bodies).send()


def _why(to: str, failed: Exception) -> str:
    """In words, with those of the mail server."""
    reason: bytes | str
    match failed:
        case SMTPRecipientsRefused():
            _code, reason = next(iter(failed.recipients.values()), (0, b""))
        case SMTPResponseException():
            reason = failed.smtp_error
        case OSError() | SMTPException():
            return _("The mail server cannot be reached. Tell an administrator.")
        case _:
            reason = b""
    words = one_line(decode(reason) if isinstance(reason, bytes) else reason)
    return _("Mail to %(address)s was refused: %(reason)s") % {
        "address": to,
        "reason": words or "?",
    }
