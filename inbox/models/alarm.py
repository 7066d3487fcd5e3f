"""What is wrong with a channel for too long."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import Account


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def standing(self) -> AlarmQuerySet:
        """What is wrong now."""
        return self.filter(over_at=None)


class Alarm(models.Model):
    """Something that a person has to know of, from when it was noticed until it was over.

    since         when it began
    told_at       when it was e-mailed; None when nobody has been told yet
    over_told_at  the same for the end of it
    """

    class Kind(models.TextChoices):
        SILENT = "silent", _("no contact")
        RECONNECT = "reconnect", _("to be connected again")
        UNREAD = "unread", _("what arrived is not being read")
        UNSENT = "unsent", _("answers do not leave")
        WEBHOOKS = "webhooks", _("webhooks do not come in")
        BUDGET = "budget", _("the budget is used up")
        CANARY = "canary", _("the test message did not arrive")
        PARTLY = "partly", _("not everything comes in")
        MISSED = "missed", _("messages could not be fetched")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="alarms")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    since = models.DateTimeField()
    noticed_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)
    over_at = models.DateTimeField(null=True)
    over_told_at = models.DateTimeField(null=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["-noticed_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "kind"],
                name="inbox_alarm_once",
                condition=Q(over_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.get_kind_display()}"
