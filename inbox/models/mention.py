"""Who is named in a note, and whether they read it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from inbox.models.history import Note

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


class MentionQuerySet(models.QuerySet["Mention"]):
    def of(self, user: User | AnonymousUser) -> MentionQuerySet:
        """Those of this person, as far as they may see the conversation now."""
        if user.pk is None:
            return self.none()
        seen = Conversation.objects.visible_to(user)
        return self.filter(user=user.pk, note__conversation__in=seen)

    def unread(self) -> MentionQuerySet:
        return self.filter(read_at=None)


class Mention(models.Model):
    """A colleague is named in a note (genoemd). ``read_at``: when they had that note in sight."""

    note = models.ForeignKey(Note, on_delete=models.CASCADE, related_name="mentions")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="mentions", db_index=False
    )
    read_at = models.DateTimeField(null=True)

    objects = MentionQuerySet.as_manager()

    class Meta:
        verbose_name = _("mention")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["note", "user"],
                name="inbox_mention_once",
                violation_error_message=_("This colleague is named in this note already."),
            )
        ]
        indexes: ClassVar = [
            # The page of who is named, newest first.
            models.Index(fields=["user", "-note"], name="inbox_mention_of"),
            models.Index(
                fields=["user"], name="inbox_mention_unread", condition=Q(read_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"@{self.user}"
