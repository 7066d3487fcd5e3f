"""What is taken back is removed here too; so is what nobody used."""

from __future__ import annotations

import logging
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone

from inbox.attachments import keeping
from inbox.models import Attachment, Draft, Message
from inbox.models.message import Why

log = logging.getLogger(__name__)

UNUSED = timedelta(days=1)  # an upload that no answer and no note took
State = Attachment.State


def forget(message: Message) -> None:
    """Remove what came with a message, in the caller's transaction; the fact that it was stays.

    The files go after commit. One that cannot be deleted then is tried again by ``tidy``.
    """
    rows = list(message.attachments.all())
    if not rows:
        return
    message.attachments.update(
        state=State.GONE,
        detail=Why.TAKEN_BACK,
        url="",
        title="",
        alt="",
        width=None,
        height=None,
        size=0,
        tries=0,
    )
    for row in rows:
        if keeping.names(row):
            transaction.on_commit(partial(_remove, row))


def tidy() -> None:
    """On the clock: uploads that no answer and no note took, and files that should be gone."""
    for row in _unused():
        row.delete()
    for row in Attachment.objects.filter(state=State.GONE).exclude(file="", thumbnail=""):
        _remove(row)


def _unused() -> QuerySet[Attachment]:
    """But not while who uploaded it has words there that were not sent: it goes with them."""
    old = timezone.now() - UNUSED
    unbound = Q(message=None, note=None)
    words = Draft.objects.filter(
        conversation=OuterRef("conversation"), user=OuterRef("uploaded_by")
    )
    left = Attachment.objects.filter(unbound, uploaded_by__isnull=False, created_at__lt=old)
    return left.exclude(Exists(words))


def _remove(row: Attachment) -> None:
    try:
        keeping.remove(keeping.names(row))
    except Exception:  # whatever a storage backend raises: ``tidy`` tries again
        log.exception("The files of attachment %s could not be deleted.", row.pk)
    else:
        Attachment.objects.filter(pk=row.pk, state=State.GONE).update(file="", thumbnail="")


@receiver(post_delete, sender=Attachment)
def _without_its_row(instance: Attachment, **kwargs: Any) -> None:
    """A row that goes, by itself or with its account, takes its files along."""
    if files := keeping.names(instance):
        transaction.on_commit(partial(_quietly_remove, files))


def _quietly_remove(files: list[str]) -> None:
    try:
        keeping.remove(files)
    except Exception:  # the row is gone already, so this is all that can be said about it
        log.exception("Files of a removed attachment stay behind: %s", ", ".join(files))
