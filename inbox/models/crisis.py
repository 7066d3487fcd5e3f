"""When something is so serious that no machine may speak."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.lookups import IsNull
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.bundle import Bundle, Bundled
from inbox.models.conversation import Conversation
from inbox.models.label import Label
from inbox.models.message import Message
from routing.models import Department


class CrisisQuerySet(models.QuerySet["Crisis"]):
    def standing(self) -> CrisisQuerySet:
        """The one that lasts, if there is one."""
        return self.filter(ended_at=None)

    def about(self, path: str = "") -> CrisisQuerySet:
        """For a query on conversations: those crises that the conversation of that query is about.

        Whatever is filled in of the subject has to be so; who took it out of the group has the
        last word. ``path`` leads from the rows of that query to their conversation.
        """
        pk = OuterRef(OuterRef(f"{path}pk"))
        said = Message.objects.filter(conversation=pk, incoming=True, deleted_at=None)
        labelled = Conversation.labels.through.objects.filter(conversation=pk)
        out = Bundled.objects.filter(conversation=pk, state=Bundled.State.OUT)
        place = [OuterRef(f"{path}neighbourhood"), OuterRef(f"{path}district")]
        return self.filter(
            Q(pattern="") | Exists(said.filter(text__iregex=OuterRef("pattern"))),
            Q(place="") | Q(place=place[0]) | Q(place=place[1]),
            Q(department=None) | Q(department=OuterRef(f"{path}department")),
            Q(label=None) | Exists(labelled.filter(label=OuterRef("label"))),
            ~Exists(out.filter(bundle=OuterRef("bundle"))),
        )


class Crisis(models.Model):
    """From when until when crisis mode was on, who said so and why, and what it is about.

    words       what it is about, as the lead wrote it: words or their beginnings, with commas
    pattern     the same for the database; "" when any words will do
    place       a neighbourhood or a district, "" for the whole municipality
    bundle      the conversations about it; None when it is about everything
    report      the figures as they were when it ended: see ``inbox.crisis.report``
    """

    begun_at = models.DateTimeField(default=timezone.now)
    begun_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=200)
    words = models.CharField(max_length=200, blank=True)
    pattern = models.CharField(max_length=1000, blank=True)
    place = models.CharField(max_length=100, blank=True)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="+"
    )
    label = models.ForeignKey(Label, on_delete=models.PROTECT, null=True, related_name="+")
    bundle = models.OneToOneField(
        Bundle, on_delete=models.PROTECT, null=True, related_name="crisis"
    )
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    report: models.JSONField[Any, Any] = models.JSONField(null=True)

    objects = CrisisQuerySet.as_manager()

    class Meta:
        verbose_name = _("crisis")
        verbose_name_plural = _("crises")
        ordering: ClassVar = ["-begun_at", "-pk"]
        permissions: ClassVar = [("declare_crisis", _("Can begin and end crisis mode"))]
        constraints: ClassVar = [
            # Also the index for "is there one", which is asked before any answer leaves.
            models.UniqueConstraint(
                IsNull(F("ended_at"), True),
                name="inbox_crisis_one_at_a_time",
                condition=Q(ended_at__isnull=True),
                violation_error_message=_("Crisis mode is on already."),
            ),
            models.CheckConstraint(
                name="inbox_crisis_ended_by_someone",
                condition=Q(ended_at=None, ended_by=None)
                | Q(ended_at__gte=F("begun_at"), ended_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.reason

    @property
    def is_about_all(self) -> bool:
        """Then no automatic answer goes out at all; else none about the subject."""
        return not (self.pattern or self.place or self.department_id or self.label_id)


class CrisisLine(models.Model):
    """What we say about it (the pinned line), offered in every composer. The newest of each
    language counts; "" takes it back. Never edited."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="lines")
    language = models.CharField(max_length=5)
    text = models.TextField(max_length=2000, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [
            models.Index(fields=["crisis", "language", "-id"], name="inbox_crisis_line_newest")
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CrisisNote(models.Model):
    """A remark of who leads, for the evaluation."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return self.text[:60]


class CrisisHelper(models.Model):
    """Somebody who helps for the time of a crisis, with the role that this takes.

    ends_at   until when; None until the crisis ends
    given_at  when the role was given; None while it was not, or where they had it already
    taken_at  when it was taken back
    """

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="helpers")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    role = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inbox_crisis_helper_in_order",
                condition=Q(ends_at=None) | Q(ends_at__gte=F("starts_at")),
                violation_error_message=_("The end comes after the beginning."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)


class CrisisReading(models.Model):
    """How many conversations waited at the end of a quarter of an hour, counted then."""

    crisis = models.ForeignKey(Crisis, on_delete=models.CASCADE, related_name="readings")
    at = models.DateTimeField()
    waiting = models.PositiveIntegerField()

    class Meta:
        ordering: ClassVar = ["at"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["crisis", "at"], name="inbox_crisis_reading_once")
        ]

    def __str__(self) -> str:
        return f"{self.at:%H:%M}: {self.waiting}"
