"""Trying once more to fetch what could not be had."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from inbox.bells import wake
from inbox.models import Attachment

LATELY = timedelta(days=7)  # addresses of platforms work for days, not for weeks
State = Attachment.State


def fetch_again(attachment: Attachment) -> bool:
    """A colleague asks for it. False when there is nothing to try."""
    return bool(_begin(Attachment.objects.filter(pk=attachment.pk)))


def revive(account_id: int) -> None:
    """The account works again: what failed while it did not is tried once more."""
    theirs = Q(message__account=account_id) | Q(post__account=account_id)
    _begin(Attachment.objects.filter(theirs, created_at__gte=timezone.now() - LATELY))
    waiting = Attachment.objects.filter(theirs, state=State.WAITING, uploaded_by=None)
    for pk in waiting.values_list("pk", flat=True):
        wake("fetch_attachment", pk)


def _begin(rows: QuerySet[Attachment]) -> int:
    failed = rows.filter(state=State.FAILED, uploaded_by=None).exclude(url="")
    ids = list(failed.values_list("pk", flat=True))
    begun = Attachment.objects.filter(pk__in=ids, state=State.FAILED).update(
        state=State.WAITING, tries=0, detail="", not_before=timezone.now()
    )
    for pk in ids:
        wake("fetch_attachment", pk)
    return begun
