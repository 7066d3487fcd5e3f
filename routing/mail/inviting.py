"""The link in a mail, with which somebody without an account answers one question."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from routing.desk.holding import held
from routing.models import Invitation, Referral

SECRET_BYTES = 32
MOST_LINKS = 3  # that who holds an old link may ask for within ``LINK_SPAN``
LINK_SPAN = timedelta(hours=1)


@dataclass(frozen=True)
class Link:
    """number: grows with each link that is made; until: when it stops working"""

    url: str
    number: int
    until: datetime


@contextmanager
def invited(referral: Referral, to: str) -> Iterator[Link]:
    """A link to mail to ``to``, and nowhere else: the secret in it is not kept.

    It ends all before it when the block ends; when the block fails, they go on and it is gone.
    Raises AlreadyClosed. The question is not locked meanwhile: a mail server may take its time.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with held(referral):
        made = referral.invitations.create(
            digest=_digest(secret),
            department=referral.department,
            to=to,
            expires_at=timezone.now() + timedelta(days=settings.LINK_DAYS),
        )
    url = f"{settings.PUBLIC_URL}{reverse('by_link', args=[secret])}"
    try:
        yield Link(url, made.pk, made.expires_at)
    except BaseException:
        made.delete()
        raise
    older = referral.invitations.filter(ended_at=None, pk__lt=made.pk)
    older.update(ended_at=timezone.now())


def invite(referral: Referral, to: str) -> str:
    """The address of a page where this question can be answered, and which ends all before it.

    Raises AlreadyClosed.
    """
    with invited(referral, to) as link:
        return link.url


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
    newer      somebody asked for a new link, or the question was mailed again
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
    if whose == invitation.referral.department_id or (whose is None and others.exists()):
        return "elsewhere"
    return "moved"


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
