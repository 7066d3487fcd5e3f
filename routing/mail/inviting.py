"""The link in a mail, with which somebody without an account answers one question."""

from __future__ import annotations

import secrets
from datetime import timedelta
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


def invite(referral: Referral, to: str) -> str:
    """The address of a page where this question can be answered, and which ends all before it.

    Mail it to ``to`` and nowhere else: the secret in it is not kept. Raises AlreadyClosed.
    """
    secret = secrets.token_urlsafe(SECRET_BYTES)
    with held(referral):
        now = timezone.now()
        referral.invitations.filter(ended_at=None).update(ended_at=now)
        referral.invitations.create(
            digest=_digest(secret), to=to, expires_at=now + timedelta(days=settings.LINK_DAYS)
        )
    return f"{settings.PUBLIC_URL}{reverse('by_link', args=[secret])}"


def invitation_of(secret: str) -> Invitation | None:
    """What this link was for, also when it no longer works."""
    rows = Invitation.objects.select_related(
        "referral__department", "referral__asked_by", "referral__answer__by"
    )
    return rows.filter(digest=_digest(secret)).first()


def state_of(invitation: Invitation) -> str:
    """ "open", or why it does not work: "answered", "withdrawn", "moved", "newer" or "expired".

    moved   the question is another department's by now
    newer   somebody asked for a new link, or the question was mailed again
    """
    referral = invitation.referral
    if referral.state == Referral.State.WITHDRAWN:
        return "withdrawn"
    if referral.state != Referral.State.OPEN:
        return "answered"
    if invitation.ended_at:
        stands = referral.invitations.filter(to__iexact=invitation.to, ended_at=None).exists()
        return "newer" if stands else "moved"
    return "expired" if invitation.expires_at <= timezone.now() else "open"


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
