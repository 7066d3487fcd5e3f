"""What others tell: which conversations were counted anew, and who has another name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from inbox.models import Author, Conversation
from webcare.figures.signals import counted
from webcare.talk.keeping import behind


@receiver(post_save, sender=Author)
def _other_name(instance: Author, created: bool, **_kwargs: Any) -> None:
    """Who is called otherwise now is no subject by that name either."""
    if not created:
        theirs = Conversation.objects.filter(author=instance)
        behind(list(theirs.values_list("pk", flat=True)))


@receiver(counted)
def _behind(pks: Sequence[int], **_kwargs: Any) -> None:
    behind(pks)
