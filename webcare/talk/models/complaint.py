"""Complaints by law."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation
from webcare.talk import awb


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def open(self) -> ComplaintQuerySet:
        return self.filter(settled_on=None)

    def pressing(self, today: date) -> ComplaintQuerySet:
        """Of which the last day is near, or past."""
        return self.open().filter(formal=True, due_on__lte=today + awb.SOON)


class Complaint(models.Model):
    """A complaint that is dealt with (klacht). No row: nobody decided yet how. See ``awb``.

    formal       by chapter 9; else by a good conversation, which the same chapter prefers
    reference    number in the register of complaints, "" for none
    received_on  when the citizen wrote it
    adviser      an adviser on complaints looks at it
    put_off_on   when it was put off by four weeks, and why
    agreed_until to when the citizen agreed in writing to wait after that; ``agreed_on`` since when
    due_on       the last day
    ended        how; "" while it lasts
    """

    class Ended(models.TextChoices):
        SATISFIED = "satisfied", _("the citizen is satisfied (Awb 9:5)")
        DECIDED = "decided", _("the citizen was told what was found (Awb 9:12)")
        WITHDRAWN = "withdrawn", _("the citizen took the complaint back")
        NOT_TAKEN = "not_taken", _("not dealt with, for a reason that the law gives (Awb 9:8)")

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="complaint"
    )
    formal = models.BooleanField(_("a complaint by law (Awb chapter 9)"), default=False)
    reference = models.CharField(
        _("number in the register of complaints"), max_length=50, blank=True
    )
    received_on = models.DateField(_("received on"))
    confirmed_on = models.DateField(null=True)
    adviser = models.BooleanField(
        _("an adviser on complaints looks at it: ten weeks"), default=False
    )
    put_off_on = models.DateField(null=True)
    put_off_why = models.CharField(max_length=300, blank=True)
    agreed_until = models.DateField(null=True)
    agreed_on = models.DateField(null=True)
    due_on = models.DateField()
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who deals with it"),
    )
    settled_on = models.DateField(null=True)
    ended = models.CharField(max_length=10, blank=True, choices=Ended.choices)
    words = models.CharField(max_length=500, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        verbose_name = _("complaint")
        verbose_name_plural = _("complaints")
        ordering: ClassVar = ["due_on", "pk"]
        permissions: ClassVar = [("handle_complaint", _("Can register and settle complaints"))]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="talk_complaint_ended",
                condition=Q(settled_on=None, ended="") | Q(settled_on__isnull=False) & ~Q(ended=""),
            ),
            models.CheckConstraint(
                name="talk_complaint_due_after_received",
                condition=Q(due_on__gt=F("received_on")),
            ),
        ]
        indexes: ClassVar = [
            # What presses.
            models.Index(
                fields=["due_on"], name="talk_complaint_due", condition=Q(settled_on=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.due_on}"

    @property
    def days_left(self) -> int:
        """Until and with the last day; less than 0 when it is past."""
        return (self.due_on - timezone.localdate()).days

    @property
    def refused_by(self) -> date:
        """Until when the citizen is told, where it is not dealt with."""
        return awb.refused_by(self.received_on)

    @property
    def presses(self) -> bool:
        """By law, with the last day near or past."""
        return self.formal and self.settled_on is None and self.days_left <= awb.SOON.days
