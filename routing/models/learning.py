"""What the classifier learns from, and every version it had."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing.models.departments import Department, Kind


class Sentiment(models.TextChoices):
    """The tone of a message, as far as a machine can tell."""

    POSITIVE = "positief", _("positive")
    NEUTRAL = "neutraal", _("neutral")
    NEGATIVE = "negatief", _("negative")


class Example(models.Model):
    """A message of which we know where it belongs.

    source   what it was taken from, such as "gesprek:12"; a new correction of it replaces the old
    """

    class Origin(models.TextChoices):
        STARTER = "starter", _("starter corpus")
        FILE = "file", _("a file")
        CORRECTION = "correction", _("a colleague's correction")

    text = models.TextField()
    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="examples")
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    sentiment = models.CharField(max_length=20, choices=Sentiment.choices, blank=True)
    origin = models.CharField(max_length=20, choices=Origin.choices)
    source = models.CharField(max_length=100, null=True, unique=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("example")
        verbose_name_plural = _("examples")
        ordering: ClassVar = ["pk"]
        indexes: ClassVar = [models.Index(fields=["origin", "at"], name="routing_example_origin")]

    def __str__(self) -> str:
        return self.text[:60]


class Product(models.Model):
    """A word that points to a department: a product, or what people call it. ``*`` may end it."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="products")
    word = models.CharField(max_length=100)

    class Meta:
        ordering: ClassVar = ["word"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "word"], name="routing_product_once"),
        ]

    def __str__(self) -> str:
        return self.word


class Trained(models.Model):
    """A version of the classifier, used or not.

    model    as ``routing.classifier.storing`` writes it; never a pickle
    learned  the fingerprints of the texts it learned from, as ``routing.classifier.keeping`` makes
             them; empty where that was not kept
    report   what was measured on the part it was not trained on
    why      why it is used, or why the one before it stayed
    problem  why it cannot be read, in a sentence; "" for one that works
    """

    number = models.PositiveIntegerField(unique=True)
    model = models.BinaryField()
    learned = models.BinaryField(default=b"")
    report: models.JSONField[Any, Any] = models.JSONField(default=dict)
    examples = models.PositiveIntegerField()
    active = models.BooleanField(default=False)
    why = models.CharField(max_length=300, blank=True)
    problem = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of the classifier")
        verbose_name_plural = _("versions of the classifier")
        ordering: ClassVar = ["-number"]
        permissions: ClassVar = [("train", _("Can train the classifier"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["active"], name="routing_trained_one_active", condition=Q(active=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number}"


class Attempt(models.Model):
    """A time somebody, or the clock, wanted to train. The newest counts.

    by       who asked for it; None for the clock
    outcome  how far it came; ``said`` is that in words, for who asked
    """

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("waiting")
        BUSY = "busy", _("being trained")
        MADE = "made", _("a version was made")
        NOTHING = "nothing", _("nothing was learned")
        FAILED = "failed", _("failed")

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    outcome = models.CharField(max_length=20, choices=Outcome.choices, default=Outcome.WAITING)
    said = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt to train")
        verbose_name_plural = _("attempts to train")
        ordering: ClassVar = ["-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.outcome}"
