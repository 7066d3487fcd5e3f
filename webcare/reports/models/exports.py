"""Tables that are made on the clock, and their files."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from webcare.reports.models.weekly import DOUBT

# From Monday; whole, as each language puts the day into it in its own way.
WEEKLY = (
    _("every week on Monday"),
    _("every week on Tuesday"),
    _("every week on Wednesday"),
    _("every week on Thursday"),
    _("every week on Friday"),
    _("every week on Saturday"),
    _("every week on Sunday"),
)
LAST_OF_MONTH = 28  # every month has it


def in_words(every: str, day: int) -> str:
    if every == Export.Every.WEEK:
        return str(WEEKLY[day - 1])
    return gettext("every month on day %(day)d") % {"day": day}


class Export(models.Model):
    """A table that is made on the clock.

    wish    which one, as ``wishes.Wish`` keeps it; its period goes along with time
    day     from 1 for Monday, or of the month
    people  who are mailed it; it stands on the page for everybody who takes along
    by      for whom it is made: with the rights that they have then
    """

    class Every(models.TextChoices):
        WEEK = "week", _("every week")
        MONTH = "month", _("every month")

    name = models.CharField(_("Name"), max_length=100)
    wish = models.JSONField()
    format = models.CharField(
        _("As"), max_length=4, choices=[("xlsx", "Excel (XLSX)"), ("csv", "CSV")], default="xlsx"
    )
    every = models.CharField(
        _("How often"), max_length=5, choices=Every.choices, default=Every.WEEK
    )
    day = models.PositiveSmallIntegerField(_("Day"), default=1)
    people = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="+", verbose_name=_("Mail it to")
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("table on the clock")
        ordering: ClassVar = ["name", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="reports_export_day",
                condition=models.Q(every="week", day__range=(1, 7))
                | models.Q(every="month", day__range=(1, LAST_OF_MONTH)),
                violation_error_message=_(
                    "A day of the week is 1 (Monday) through 7, one of the month 1 through 28."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def day_in_words(self) -> str:
        """When it is made, such as "every week on Monday"."""
        return in_words(self.every, self.day)


class Made(models.Model):
    """A file that was made on the clock, or was not.

    due       the day it was for
    taken_at  when a worker last began
    made_at   when it was whole, and mailed to whom it goes to
    problem   why it was not; "" while nobody knows, and when it was
    content   None when it was not made, and once it is too old
    """

    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="made")
    due = models.DateField()
    taken_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    name = models.CharField(max_length=200, blank=True)
    content = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("file that was made on the clock")
        ordering: ClassVar = ["-due", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["export", "due"], name="reports_made_once"),
        ]

    def __str__(self) -> str:
        return f"{self.export_id}: {self.due}"

    @property
    def in_doubt(self) -> bool:
        """A worker began, and nobody knows what came of it."""
        begun = self.taken_at is not None and self.made_at is None and not self.problem
        return begun and timezone.now() - self.taken_at > DOUBT  # type: ignore[operator]
