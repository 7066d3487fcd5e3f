"""What a person did with one press, to take it back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Undo(models.Model):
    """How conversations stood before one press (ongedaan maken). Kept for minutes: see
    ``inbox.undoing``.

    steps      one dict for each conversation that was changed, as ``inbox.undoing`` writes it
    undone_at  when it was taken back; it can be once
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    steps: models.JSONField[Any, Any] = models.JSONField(default=list)
    at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("undo")
        indexes: ClassVar = [models.Index(fields=["by", "at"], name="inbox_undo_newest")]

    def __str__(self) -> str:
        return f"{self.by} {self.at:%d-%m %H:%M}"
