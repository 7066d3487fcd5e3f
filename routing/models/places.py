"""Streets and neighbourhoods of the municipality."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Place(models.Model):
    """A street in a neighbourhood; without a street, the neighbourhood itself."""

    street = models.CharField(_("street"), max_length=100, blank=True)
    neighbourhood = models.CharField(_("neighbourhood"), max_length=100)
    district = models.CharField(_("district"), max_length=100, blank=True)
    latitude = models.FloatField(null=True)
    longitude = models.FloatField(null=True)

    class Meta:
        verbose_name = _("place")
        verbose_name_plural = _("places")
        ordering: ClassVar = ["neighbourhood", "street"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["street", "neighbourhood", "district"], name="routing_place_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} ({self.neighbourhood})" if self.street else self.neighbourhood
