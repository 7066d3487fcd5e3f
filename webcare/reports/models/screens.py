"""Screens on a wall."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ScreenQuerySet(models.QuerySet["Screen"]):
    def open(self) -> ScreenQuerySet:
        return self.filter(revoked_at=None)


class Screen(models.Model):
    """A screen on a wall, that opens the public figures by a secret address.

    hashed   of the secret; the secret itself is shown once, and kept nowhere
    seen_at  when it last looked, to within minutes
    """

    name = models.CharField(_("Where it hangs"), max_length=100)
    hashed = models.CharField(max_length=64, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    objects = ScreenQuerySet.as_manager()

    class Meta:
        verbose_name = _("screen on a wall")
        ordering: ClassVar = ["name", "pk"]

    def __str__(self) -> str:
        return self.name
