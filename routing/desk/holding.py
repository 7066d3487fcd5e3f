"""One question, locked for as long as an action takes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial

from django.db import transaction
from django.dispatch import Signal
from django.utils.translation import gettext as _

from routing.desk.refusals import AlreadyClosed
from routing.models import Referral
from routing.signals import changed


@contextmanager
def held(referral: Referral) -> Iterator[None]:
    """``referral`` becomes what it is now, and nobody else changes it meanwhile.

    Raises AlreadyClosed. Of two at the same moment the second waits, and then sees what the first
    did.
    """
    with transaction.atomic():
        # Rows that point at it may be written meanwhile: they do not change it.
        referral.refresh_from_db(from_queryset=Referral.objects.select_for_update(no_key=True))
        if referral.state != Referral.State.OPEN:
            raise AlreadyClosed(_("This question was already closed, perhaps by a colleague."))
        yield


def ring(referral: Referral, signal: Signal | None = None, **what: int) -> None:
    """Send this signal after commit, and that the question looks different now.

    A listener that fails does not undo what was done; it is logged.
    """
    if signal:
        transaction.on_commit(partial(signal.send_robust, sender=Referral, **what))
    transaction.on_commit(partial(changed.send_robust, sender=Referral, referral_id=referral.pk))
