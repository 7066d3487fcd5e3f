"""The link in a mail, with which somebody without an account answers one question."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from routing.desk.holding import held
from routing.desk.refusals import AlreadyClosed
from routing.models import Department, Invitation, Referral

SECRET_BYTES = 32
MOST_LINKS = 3  # that who holds an old link may ask for within ``LINK_SPAN``
LINK_SPAN = timedelta(hours=1)
# A mail server that says no has sent nothing on. A line that breaks may break after it took all.
NOTHING_LEFT = (SMTPResponseException, SMTPRecipientsRefused, ConnectionRefusedError)


class Elsewhere(AlreadyClosed):
    """Another department took this question up: to the one it was for, it is closed."""


@dataclass(frozen=True)
class Link:
    """number: grows with each link that is made; until: when it stops working"""

    url: str
    number: int
    until: datetime


@contextmanager
def invited(referral: Referral, department: Department, to: str) -> Iterator[Link]:
    """A link to mail to ``to``, and nowhere else: the secret in it is not kept.

    department   whose the question was when ``to`` was chosen

    It ends all before it when the block ends; when the block fails, they go on and it works no
    more. Raises AlreadyClosed; Elsewhere when the question is another department's by now. The
    question is not locked meanwhile: a mail server may take its time.
    """
    meant_for, secret = department.pk, secrets.token_urlsafe(SECRET_BYTES)
    with held(referral):
        if referral.department_id != meant_for:
            raise Elsewhere(_("This question is with another department by now."))
        made = referral.invitations.create(
            digest=_digest(secret),
            department=referral.department,
            to=to,
            expires_at=timezone.now() + timedelta(days=settings.LINK_DAYS),
        )
    url = f"{settings.PUBLIC_URL}{reverse('by_link', args=[secret])}"
    try:
        yield Link(url, made.pk, made.expires_at)
    except NOTHING_LEFT:
        made.delete()
        raise
    except BaseException:  # it may lie in a mailbox all the same, and says there that it ended
        _end(referral.invitations.filter(pk=made.pk))
        raise
    _end(referral.invitations.filter(pk__lt=made.pk))


def _end(invitations: QuerySet[Invitation]) -> None:
    invitations.filter(ended_at=None).update(ended_at=timezone.now())


def invitation_of(secret: str) -> Invitation | None:
    """What this link was for, also when it no longer works."""
    rows = Invitation.objects.select_related(
        "referral__department",
        "referral__asked_by",
        "referral__claimed_by",
        "referral__answer__by",
    )
    return rows.filter(digest=_digest(secret)).first()


def state_of(invitation: Invitation) -> str:
    """ "open", or why it does not work: "answered", "withdrawn", "moved", "newer", "elsewhere" or
    "expired".

    moved      the question is another department's by now
    newer      somebody asked for a new link, or the question was mailed again or is about to be
    elsewhere  the same, to another address: the department has another mailbox now
    """
    referral = invitation.referral
    if referral.state == Referral.State.WITHDRAWN:
        return "withdrawn"
    if referral.state != Referral.State.OPEN:
        return "answered"
    if invitation.ended_at:
        return _why_ended(invitation)
    return "expired" if invitation.expires_at <= timezone.now() else "open"


def _why_ended(invitation: Invitation) -> str:
    others = invitation.referral.invitations.filter(ended_at=None)
    if others.filter(to__iexact=invitation.to).exists():
        return "newer"
    whose = invitation.department_id  # None of links from before that was noted
    if whose is None:
        return "elsewhere" if others.exists() else "moved"
    if whose != invitation.referral.department_id:
        return "moved"
    # Its mail broke off, and nothing took its place yet: the next one does.
    return "elsewhere" if others.filter(pk__gt=invitation.pk).exists() else "newer"


def may_have_another(invitation: Invitation) -> bool:
    """Whether a new link goes to the same address; not when that happened often just now."""
    if state_of(invitation) not in ("newer", "expired"):
        return False
    lately = invitation.referral.invitations.filter(
        to__iexact=invitation.to, at__gt=timezone.now() - LINK_SPAN
    )
    return lately.count() < MOST_LINKS


def still_open(invitation: Invitation) -> bool:
    """The same within a transaction: until it ends, nobody makes a newer one."""
    with transaction.atomic():
        referral = Referral.objects.select_for_update(no_key=True).get(pk=invitation.referral_id)
        invitation.refresh_from_db(fields=["ended_at", "expires_at"])
        invitation.referral = referral
        return state_of(invitation) == "open"


def _digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
