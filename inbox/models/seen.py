"""Who was there lately."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Seen(models.Model):
    """When a colleague last had a page of ours in use, to the minute. In the database, for it
    decides what they keep: see ``inbox.colleagues.absence``."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="seen"
    )
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("last seen")

    def __str__(self) -> str:
        return f"{self.user} ({self.at:%d-%m %H:%M})"
