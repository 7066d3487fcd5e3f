"""Tables that were taken along."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from webcare.reports.wishes import Audience


class Taken(models.Model):
    """A table that somebody took along as a file. Written with it, never edited.

    wish    which one, as ``wishes.Wish`` keeps it
    format  a name in ``spreadsheets.FORMATS``
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(max_length=200)
    wish = models.JSONField()
    audience = models.CharField(max_length=10, choices=Audience.choices)
    format = models.CharField(max_length=4)

    class Meta:
        verbose_name = _("table that was taken along")
        ordering: ClassVar = ["-at", "-pk"]
        permissions: ClassVar = [("take_along", "Can take figures along and have them mailed")]
        indexes: ClassVar = [
            # The newest of them.
            models.Index(fields=["at"], name="reports_taken_at"),
        ]

    def __str__(self) -> str:
        return self.title
