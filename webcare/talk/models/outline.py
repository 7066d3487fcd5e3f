"""Where neighbourhoods lie."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Outline(models.Model):
    """A neighbourhood on the map, by the name that conversations have it under.

    rings   lists of [longitude, latitude]
    """

    neighbourhood = models.CharField(max_length=100, unique=True)
    district = models.CharField(max_length=100, blank=True)
    rings: models.JSONField[Any, Any] = models.JSONField()
    inhabitants = models.PositiveIntegerField(null=True)

    class Meta:
        verbose_name = _("outline of a neighbourhood")
        verbose_name_plural = _("outlines of neighbourhoods")
        ordering: ClassVar = ["neighbourhood"]

    def __str__(self) -> str:
        return self.neighbourhood
