"""The weekly mail: when it goes, to whom, and each mail."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from webcare.figures.periods import Period, week_of

# A mail that is under way for longer may never have left.
DOUBT = timedelta(minutes=5)


class Rhythm(models.Model):
    """When the weekly mail goes. At most one row; without one it goes on Monday at eight."""

    on = models.BooleanField(_("The weekly mail is sent"), default=True)
    weekday = models.PositiveSmallIntegerField(
        _("Day"), choices=[(number + 1, name) for number, name in WEEKDAYS.items()], default=1
    )
    time = models.TimeField(_("Time"), default=time(8))

    class Meta:
        verbose_name = _("rhythm of the weekly mail")
        constraints: ClassVar = [
            models.CheckConstraint(name="reports_rhythm_one", condition=models.Q(pk=1)),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.time}"

    @classmethod
    def now(cls) -> Rhythm:
        return cls.objects.first() or cls(pk=1)


class ReaderQuerySet(models.QuerySet["Reader"]):
    def getting(self) -> ReaderQuerySet:
        """Who gets it now."""
        here = models.Q(user=None) | models.Q(user__is_active=True) & ~models.Q(user__email="")
        return self.filter(here, stopped_at=None, agreed_at__isnull=False)


class Reader(models.Model):
    """Who gets the weekly mail: a colleague, or an address of somebody without an account.

    agreed_at    when the address agreed; of colleagues when they were named
    stopped_at   since when they want none
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, related_name="reader"
    )
    address = models.EmailField(blank=True)
    named_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    agreed_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)

    objects = ReaderQuerySet.as_manager()

    class Meta:
        verbose_name = _("reader of the weekly mail")
        permissions: ClassVar = [("get_weekly", "Gets the weekly mail for leads")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address"], name="reports_reader_once", condition=~models.Q(address="")
            ),
            models.CheckConstraint(
                name="reports_reader_is_one",
                condition=models.Q(user=None) & ~models.Q(address="")
                | models.Q(user__isnull=False, address=""),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user) if self.user else self.address

    @property
    def to(self) -> str:
        return self.user.email if self.user else self.address

    @property
    def reads_in(self) -> str:
        return self.user.reads_in if self.user else str(settings.LANGUAGE_CODE)

    @property
    def is_lead(self) -> bool:
        """Gets all of it; others get what can be read by everybody."""
        return self.user is not None and self.user.has_perm("reports.get_weekly")


class Copy(models.Model):
    """The mail of one week to one reader.

    week      its Monday
    taken_at  when a worker last began to send it
    problem   why it was refused; "" while nobody knows, and when it left
    """

    reader = models.ForeignKey(Reader, on_delete=models.CASCADE, related_name="copies")
    week = models.DateField()
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("weekly mail")
        ordering: ClassVar = ["-week", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reader", "week"], name="reports_copy_once"),
        ]

    def __str__(self) -> str:
        return f"{self.week}: {self.reader}"

    @property
    def period(self) -> Period:
        return week_of(self.week)

    @property
    def in_doubt(self) -> bool:
        """A worker began, and nobody knows what came of it."""
        begun = self.taken_at is not None and self.sent_at is None and not self.problem
        return begun and timezone.now() - self.taken_at > DOUBT  # type: ignore[operator]
