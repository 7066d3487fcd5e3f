"""What leaves the screen: tables that were taken along, and the weekly mail."""

from __future__ import annotations

from datetime import time, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from webcare.figures.periods import Period, week_of
from webcare.reports.wishes import Audience

DOUBT = timedelta(minutes=5)  # a mail that is under way for longer may never have left


class Taken(models.Model):
    """A table that somebody took along as a file. Written with it, never edited.

    wish    which one, as ``wishes.Wish`` keeps it
    format  a name in ``spreadsheets.FORMATS``
    """

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    title = models.CharField(max_length=200)
    wish = models.JSONField()
    audience = models.CharField(max_length=10, choices=Audience.choices)
    format = models.CharField(max_length=4)

    class Meta:
        verbose_name = _("table that was taken along")
        ordering: ClassVar = ["-at", "-pk"]
        permissions: ClassVar = [("take_along", "Can take figures along and have them mailed")]
        indexes: ClassVar = [
            # The newest of them.
            models.Index(fields=["at"], name="reports_taken_at"),
        ]

    def __str__(self) -> str:
        return self.title


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
                | models.Q(every="month", day__range=(1, 28)),
                violation_error_message=_(
                    "A day of the week is 1 (Monday) through 7, one of the month 1 through 28."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name


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
