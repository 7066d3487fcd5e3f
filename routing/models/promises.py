"""Promised times: when the service is open, and how fast an answer has to be."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from routing.models.departments import Department, Kind


class ServiceHours(models.Model):
    """Opening hours (openingstijden) of the webcare team, or of one department.

    ``hours``: the shape of ``routing.promises.Hours.from_json``.
    """

    department = models.OneToOneField(
        Department, on_delete=models.CASCADE, null=True, related_name="service_hours"
    )
    hours: models.JSONField[Any, Any] = models.JSONField(default=dict)

    class Meta:
        verbose_name = _("service hours")
        verbose_name_plural = _("service hours")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["department"], name="routing_hours_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return str(self.department or _("Webcare team"))


class ResponseNorm(models.Model):
    """How fast we promise to answer (reactienorm), in minutes of service hours.

    An empty field means: whatever it is.
    """

    channel = models.CharField(_("platform"), max_length=20, blank=True)
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    urgent = models.BooleanField(_("urgent"), null=True)
    department = models.ForeignKey(
        Department,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="norms",
        verbose_name=_("department"),
    )
    first_response = models.PositiveIntegerField(_("first answer, in minutes"), null=True)
    resolution = models.PositiveIntegerField(_("done, in minutes"), null=True)

    class Meta:
        verbose_name = _("response norm")
        verbose_name_plural = _("response norms")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["channel", "kind", "urgent", "department"],
                name="routing_norm_once",
                nulls_distinct=False,
                violation_error_message=_("There is a norm for exactly this already."),
            ),
            models.CheckConstraint(
                name="routing_norm_promises_something",
                condition=Q(first_response__gt=0) | Q(resolution__gt=0),
                violation_error_message=_("A norm promises at least one of the two."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first_response} / {self.resolution}"


class Agreement(models.Model):
    """All that was promised from a moment on, until the next. What is counted afterwards is held
    against what was promised when it was asked.

    hours   of the webcare team: the shape of ``Hours.from_json``; None for office hours
    norms   the fields of each ``ResponseNorm``
    """

    at = models.DateTimeField(unique=True)
    hours: models.JSONField[Any, Any] = models.JSONField(null=True)
    norms: models.JSONField[Any, Any] = models.JSONField(default=list)

    class Meta:
        ordering: ClassVar = ["at"]

    def __str__(self) -> str:
        return f"{self.at:%d-%m-%Y %H:%M}"
