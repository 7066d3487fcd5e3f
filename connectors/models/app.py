"""The municipality's app at a platform."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from connectors import registry
from connectors.base import Gateway
from connectors.secrets import EncryptedField, Secrets


class App(models.Model):
    """What the municipality registered at a platform's developer site.

    key      part of the address where its webhooks come in; not secret, not guessable either
    learned  what its gateway found out about it, by name
    """

    kind = models.CharField(_("platform"), max_length=20, choices=registry.gateway_kinds)
    name = models.CharField(_("name"), max_length=100, help_text=_("As the platform shows it."))
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    credentials = EncryptedField(_("credentials"), blank=True, default=dict)
    active = models.BooleanField(_("active"), default=True)
    learned: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)

    class Meta:
        verbose_name = _("app")
        verbose_name_plural = _("apps")
        ordering: ClassVar = ["kind", "name"]

    def __str__(self) -> str:
        return f"{registry.gateway_class(self.kind).label} · {self.name}"

    @property
    def gateway_class(self) -> type[Gateway]:
        return registry.gateway_class(self.kind)

    def connect(self) -> Gateway:
        """A gateway that speaks for this app."""
        return self.gateway_class(Secrets(self.credentials), Notes(App.objects.filter(pk=self.pk)))

    @property
    def webhook_url(self) -> str:
        """Where its webhooks come in, "" while this site has no public address."""
        path = reverse("webhook", args=[self.key])
        return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else ""


class Notes:
    """``connectors.base.Notebook`` on the ``learned`` of one row, which several processes read and
    write."""

    def __init__(self, row: models.QuerySet[Any]) -> None:
        self._row = row

    def read(self) -> Mapping[str, str]:
        """As it is stored now."""
        return dict(self._row.values_list("learned", flat=True).first() or {})

    @transaction.atomic
    def write(self, name: str, value: str) -> None:
        """Beside what is there."""
        for one in self._row.select_for_update(no_key=True):
            one.learned = {**one.learned, name: value}
            one.save(update_fields=["learned"])
