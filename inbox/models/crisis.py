"""When something is so serious that no machine may speak."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def standing(self) -> CrisisQuerySet:
        """The one that lasts, if there is one."""
        return self.filter(ended_at=None)


class Crisis(models.Model):
    """From when until when crisis mode was on, who said so and why. Ended, and never edited."""

    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering: ClassVar = ["-begun_at", "-pk"]
        permissions: ClassVar = [("declare_crisis", _("Can begin and end crisis mode"))]
        constraints: ClassVar = [
            # Also the index for "is there one", which is asked before any answer leaves.
            models.UniqueConstraint(
                IsNull(F("ended_at"), True),
                name="inbox_crisis_one_at_a_time",
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("Crisis mode is on already."),
            ),
            models.CheckConstraint(
                name="inbox_crisis_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("begun_at"), ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason
