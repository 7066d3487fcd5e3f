"""What every question comes to, and which conversations are to be counted anew."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from routing.models import Department, Kind, Sentiment


class Case(models.Model):
    """One question of a citizen, from the first word until it was dealt with (vraag).

    What a citizen writes within ``NEW_CASE_DAYS`` after everything was answered or finished is the
    same question. It outlives its conversation: numbers stay when words are destroyed.

    conversation   its primary key; there may be no such conversation any more
    number         which of that conversation, from 1
    channel        a name in ``settings.CONNECTORS``
    department, kind and what follows   as they were when the next case began, or are now
    by             who wrote the first answer here; None when nobody did
    asked_at       when the first thing was asked
    answered_at    when the first answer to that was placed
    done_at        when nothing waited for us any more; None while something does
    first_minutes  service minutes until that answer
    first_norm     how many were promised when it was asked, None for none
    first_due      the first moment that is too late
    whole_minutes  service minutes until it was dealt with, without those of the citizen;
                   ``whole_norm`` and ``whole_due`` as above; ``whole_due`` is None too while it
                   waits for the citizen
    words          messages of the citizen
    answers        answers of ours, each once in however many parts
    hops           how often a department got it; ``hand_backs`` how often it came back
    switches       answers that sent the citizen to another channel
    reopened       how often something was asked after it was finished by hand
    native         the first answer was written in the platform's own app
    bundled        it was answered together with others
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting for an answer")
        ANSWERED = "answered", _("answered")
        FINISHED = "finished", _("finished without an answer")
        WITHDRAWN = "withdrawn", _("taken back by the citizen")

    conversation = models.PositiveBigIntegerField()
    number = models.PositiveSmallIntegerField()
    account = models.ForeignKey(Account, on_delete=models.SET_NULL, null=True, related_name="+")
    channel = models.CharField(max_length=20)
    private = models.BooleanField(default=False)
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    urgent = models.BooleanField(default=False)
    neighbourhood = models.CharField(max_length=100, blank=True)
    district = models.CharField(max_length=100, blank=True)
    sentiment = models.CharField(max_length=20, choices=Sentiment.choices, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=10, choices=Outcome.choices)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)
    first_minutes = models.PositiveIntegerField(null=True)
    first_norm = models.PositiveIntegerField(null=True)
    first_due = models.DateTimeField(null=True)
    whole_minutes = models.PositiveIntegerField(null=True)
    whole_norm = models.PositiveIntegerField(null=True)
    whole_due = models.DateTimeField(null=True)
    words = models.PositiveIntegerField(default=0)
    answers = models.PositiveIntegerField(default=0)
    hops = models.PositiveSmallIntegerField(default=0)
    hand_backs = models.PositiveSmallIntegerField(default=0)
    switches = models.PositiveSmallIntegerField(default=0)
    reopened = models.PositiveSmallIntegerField(default=0)
    native = models.BooleanField(default=False)
    bundled = models.BooleanField(default=False)

    class Meta:
        verbose_name = _("case")
        permissions: ClassVar = [("view_person", "Can see the figures of a person of their team")]
        ordering: ClassVar = ["asked_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "number"], name="figures_case_once"),
            models.CheckConstraint(
                name="figures_case_done_after_asked",
                condition=Q(done_at=None) | Q(done_at__gte=F("asked_at")),
            ),
        ]
        indexes: ClassVar = [
            # A period: what was asked in it.
            models.Index(fields=["asked_at"], name="figures_case_asked"),
            # The backlog: what was dealt with in it.
            models.Index(fields=["done_at"], name="figures_case_done"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation}.{self.number} ({self.get_outcome_display()})"


class Changed(models.Model):
    """A conversation to which something happened since it was counted. Written by triggers: see
    ADR 20. ``at`` is the database's clock."""

    conversation = models.PositiveBigIntegerField()
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.conversation)
