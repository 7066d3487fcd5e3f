"""A day along: who looks over whose shoulder, and when."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


BEGINS, ENDS = time(9), time(17)  # unless the lead says otherwise


class VisitQuerySet(models.QuerySet["Visit"]):
    def today(self, user: User | AnonymousUser) -> VisitQuerySet:
        """This person's day along, when it is today in the municipality."""
        return self.filter(observer=user.pk, day=timezone.localdate())

    def watching(self, user: User | AnonymousUser) -> VisitQuerySet:
        """The days along of today of who looks over the shoulder of this person."""
        return self.filter(beside=user.pk, day=timezone.localdate()).order_by("pk")


class Visit(models.Model):
    """Somebody looks along for a day (meekijkdag).

    begins      when they come that day, and when it ``ends``, on the clock of the municipality: to
                know when to be there. What may be read holds all day.
    beside      whose work they follow; None for the inbox as a whole
    names       whether citizens have names for them that day
    paused_at   since when who is followed wants to be alone for a while
    """

    observer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="visits"
    )
    day = models.DateField()
    begins = models.TimeField(default=BEGINS)
    ends = models.TimeField(default=ENDS)
    beside = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    names = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    planned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )

    objects = VisitQuerySet.as_manager()

    class Meta:
        verbose_name = _("day along")
        verbose_name_plural = _("days along")
        ordering: ClassVar = ["-day", "pk"]
        permissions: ClassVar = [("plan_visit", _("Can plan days along"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["observer", "day"],
                name="inbox_visit_once",
                violation_error_message=_("This person looks along that day already."),
            ),
            models.CheckConstraint(
                name="inbox_visit_forward",
                condition=Q(ends__gt=F("begins")),
                violation_error_message=_("It has to end later than it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.observer} · {self.day}"
