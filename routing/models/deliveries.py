"""Our letters to departments: each stands here before it leaves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from routing.models.referrals import Referral


class Delivery(models.Model):
    """One letter about a question to one address. It is due until ``sent_at``.

    number      of the letters about this question, the first being 1; the same for each address
    to_account  they answer on their own page and need no link
    by          who let it be mailed anew
    taken_at    when a worker took it in hand; one that died leaves it to the next after a while
    sent_at     when the mail server took it
    problem     why it did not leave, at the last attempt
    """

    class Kind(models.TextChoices):
        """What the letter is about."""

        QUESTION = "question", "question"
        UPDATE = "update", "update"
        WITHDRAWN = "withdrawn", "withdrawn"
        MOVED = "moved", "moved"  # another department took it up
        LOOK = "look", "look"  # an answer waits for a colleague's eyes
        LINK = "link", "link"  # a new link that was asked for; never stands in the table

    referral = models.ForeignKey(Referral, on_delete=models.CASCADE, related_name="deliveries")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    number = models.PositiveIntegerField()
    to = models.CharField(max_length=254)
    to_account = models.BooleanField(default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    taken_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["referral", "number", "to"], name="routing_delivery_once"
            ),
        ]
        indexes: ClassVar = [
            # What has to leave.
            models.Index(
                fields=["referral"], name="routing_delivery_due", condition=Q(sent_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.referral} → {self.to}"
