"""Telling a department what there is for it, once to each address.

What is due stands in the tables: a question that was never mailed, something said since it was last
mailed (``Referral.mailed_at``), a question that is no longer needed. A row in ``Told`` for each
letter and address is written with the sending of it, and stays only when it left.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from smtplib import SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from routing import desk
from routing.desk.holding import ring
from routing.mail.composing import Kind, Parcel, compose
from routing.mail.decoding import decode, one_line
from routing.mail.inviting import invite
from routing.models import Referral, Remark, Told

log = logging.getLogger(__name__)

FROM_US = (Remark.Way.FROM_AGENT, Remark.Way.FROM_CITIZEN)
RETRY_SECONDS = 300  # between two attempts after a failure
LONGEST_PROBLEM = 300


@dataclass(frozen=True)
class Recipient:
    """``has_account``: they answer on their own page and need no link."""

    address: str
    has_account: bool = False


@dataclass(frozen=True)
class Errand:
    """What a department is to be told. ``at``: all that was said before it is in it."""

    referral: Referral
    kind: Kind
    number: int
    at: datetime
    to: tuple[Recipient, ...]

    @property
    def key(self) -> str:
        """Names it in ``Told``."""
        return f"referral:{self.referral.pk}:letter:{self.number}"

    @property
    def day(self) -> date:
        """Any that stays the same: a letter is not sent again tomorrow."""
        return timezone.localdate(self.referral.asked_at)


def post(pk: int) -> None:
    """Mail what is due about this question. Doing it twice is doing it once.

    What could not be sent stays due, and ``Referral.mail_problem`` says why.
    """
    with translation.override(settings.LANGUAGE_CODE):
        errand = _errand(pk)
        if errand:
            problems = [_deliver(errand, one) for one in errand.to]
            _note(errand, " ".join(filter(None, problems)))


def post_due() -> None:
    """Mail everything that is due. Call it on the clock."""
    for pk, problem in due().values_list("pk", "mail_problem"):
        # A mail server that refuses is not asked again at once.
        if not problem or cache.add(f"routing-mail-retried:{pk}", 1, timeout=RETRY_SECONDS):
            post(pk)


def due() -> QuerySet[Referral]:
    """Questions of which something was not mailed, as far as there is an address."""
    said = Remark.objects.filter(
        referral=OuterRef("pk"), way__in=FROM_US, at__gt=OuterRef("mailed_at")
    )
    is_open = Q(state=Referral.State.OPEN)
    gone = Q(state=Referral.State.WITHDRAWN, closed_at__gt=F("mailed_at"))
    lately = timezone.now() - timedelta(days=7)
    return Referral.objects.filter(
        is_open & (Q(mailed_at=None) | Exists(said)) | gone & Q(closed_at__gt=lately)
    ).order_by("pk")


# What is due -------------------------------------------------------------------------------------


def _errand(pk: int) -> Errand | None:
    with transaction.atomic():
        # Who writes holds the row too: nothing of before ``at`` can still appear.
        rows = Referral.objects.select_for_update(no_key=True).filter(pk=pk)
        found = rows.first()
        if found is None:
            return None
        at = timezone.now()
        told = _told(found)
    if told is None:
        return None
    referral = Referral.objects.select_related("department", "asked_by", "claimed_by").get(pk=pk)
    to = _recipients(referral, to_who_is_on_it=told[0] == Kind.UPDATE)
    return Errand(referral, *told, at, to) if to else None


def _told(referral: Referral) -> tuple[Kind, int] | None:
    """What to tell and the number of the letter that does; None for nothing."""
    said = referral.remarks.filter(way__in=FROM_US)
    mailed_at, closed_at = referral.mailed_at, referral.closed_at
    if referral.state == Referral.State.OPEN:
        if mailed_at is None:
            return Kind.QUESTION, 1
        if said.filter(at__gt=mailed_at).exists():
            return Kind.UPDATE, 1 + said.count()
    withdrawn = referral.state == Referral.State.WITHDRAWN
    if withdrawn and mailed_at and closed_at and closed_at > mailed_at:
        return Kind.WITHDRAWN, 2 + said.count()
    return None


def _recipients(referral: Referral, *, to_who_is_on_it: bool) -> tuple[Recipient, ...]:
    """Who is on it, the mailbox, or all who answer there today."""
    there = {user: user.email for user in desk.answering(referral.department)}
    on_it = there.get(referral.claimed_by) if referral.claimed_by else ""
    if to_who_is_on_it and on_it:
        return (Recipient(on_it, has_account=True),)
    if referral.department.email:
        return (Recipient(referral.department.email),)
    known = dict.fromkeys(filter(None, there.values()))
    return tuple(Recipient(address, has_account=True) for address in known)


# Sending -----------------------------------------------------------------------------------------


def _deliver(errand: Errand, to: Recipient) -> str:
    """Why it did not leave, in words; "" when it did, now or before."""
    try:
        with transaction.atomic():
            _row, new = Told.objects.get_or_create(what=errand.key, to=to.address, day=errand.day)
            if new:
                compose(_parcel(errand, to)).send()
    except desk.AlreadyClosed:  # in this very moment; there is nothing to tell any more
        return ""
    except SMTPRecipientsRefused as refused:
        _code, reason = next(iter(refused.recipients.values()), (0, b""))
        return _refused(to.address, reason)
    except SMTPResponseException as refused:
        return _refused(to.address, refused.smtp_error)
    except (OSError, SMTPException):
        log.exception("A question could not be mailed; tried again.")
        return _("The mail server cannot be reached. The mail is tried again.")
    except ValueError:  # an address that no mail can be sent to
        log.exception("A question could not be mailed.")
        return _refused(to.address, b"")
    return ""


def _parcel(errand: Errand, to: Recipient) -> Parcel:
    referral = errand.referral
    parcel = Parcel(referral, errand.kind, errand.number, to.address)
    if not settings.PUBLIC_URL or errand.kind == Kind.WITHDRAWN:
        return parcel
    if to.has_account:
        page = reverse("question", args=[referral.pk])
        return replace(parcel, link=f"{settings.PUBLIC_URL}{page}")
    link = invite(referral, to.address)
    return replace(parcel, link=link, until=referral.invitations.get(ended_at=None).expires_at)


def _refused(address: str, reason: bytes | str) -> str:
    words = one_line(decode(reason) if isinstance(reason, bytes) else reason)
    return _("Mail to %(address)s was refused: %(reason)s") % {
        "address": address,
        "reason": words or "?",
    }


def _note(errand: Errand, problem: str) -> None:
    """Unless somebody else did the same meanwhile."""
    referral = errand.referral
    same = Referral.objects.filter(pk=referral.pk, mailed_at=referral.mailed_at)
    new = {"mail_problem": problem[:LONGEST_PROBLEM]}
    with transaction.atomic():
        if same.update(**new, mailed_at=referral.mailed_at if problem else errand.at):
            ring(referral)
