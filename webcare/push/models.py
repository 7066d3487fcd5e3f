"""Devices that may be told, and the key that says it is us."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.secrets import EncryptedField, Secrets


class Device(models.Model):
    """A browser of somebody, as their push service knows it. Its address is a secret.

    address   endpoint, p256dh and auth, as the browser gave them
    digest    of the endpoint: the same browser is one device
    session   digest of the session in which it was added; it goes when that is signed out
    told      the last event of the history that was looked at for it
    tried_at  when the last one failed; None when it arrived
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices"
    )
    name = models.CharField(max_length=100)
    address = EncryptedField(default=Secrets)
    digest = models.CharField(max_length=64, unique=True)
    session = models.CharField(max_length=64)
    made_at = models.DateTimeField(default=timezone.now)
    told = models.PositiveBigIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=100, blank=True)

    class Meta:
        verbose_name = _("device")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.name


class PushKey(models.Model):
    """Our own key pair, made once for this installation. Without it every device has to be added
    anew."""

    secret = EncryptedField(default=Secrets)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="webcare_one_push_key",
                condition=Q(pk=1),
                violation_error_message=_("There is one key."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.made_at:%Y-%m-%d}"
