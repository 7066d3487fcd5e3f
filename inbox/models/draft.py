"""Words that were not sent yet."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation

STILL = timedelta(minutes=2)  # who wrote so lately is writing


class Draft(models.Model):
    """What one colleague is writing in one conversation (begonnen antwoord). Theirs, until sent.

    text      as it was saved last; "" when they emptied it
    aside     other words of theirs that made room for these, offered to be put back
    way       how an answer was to go, or the primary key of the department that is asked; "" when
              nobody chose
    named     primary keys of the colleagues that were ticked, with a note
    page      the page that saved last, and ``number`` the count of its saves, which only rises
    revision  rises with every save, from whatever page
    version   of the conversation when the writing began: see ``inbox.colleagues.meanwhile``
    """

    class Mode(models.TextChoices):
        REPLY = "reply", _("answer")
        NOTE = "note", _("note")
        REFER = "refer", _("question for a department")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts"
    )
    mode = models.CharField(max_length=10, choices=Mode.choices)
    text = models.TextField()
    aside = models.TextField(blank=True)
    way = models.CharField(max_length=20, blank=True)
    named = models.JSONField(default=list, blank=True)
    page = models.UUIDField(default=uuid.uuid4)
    number = models.BigIntegerField(default=0)
    revision = models.BigIntegerField(default=1)
    version = models.BigIntegerField(default=0)
    begun_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("draft")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation", "user", "mode"], name="inbox_draft_once"
            ),
        ]
        # What is forgotten, oldest first.
        indexes: ClassVar = [models.Index(fields=["saved_at"], name="inbox_draft_saved")]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def has_words(self) -> bool:
        return bool(self.text.strip() or self.aside.strip())

    @property
    def is_being_written(self) -> bool:
        return timezone.now() - self.saved_at < STILL
