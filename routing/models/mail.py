"""E-mail from departments, and what they were told."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing.models.referrals import Referral


class Letter(models.Model):
    """An e-mail that came in, kept whatever it is.

    digest         SHA-256 of it, in hexadecimals: the same mail twice is one
    text           what this person wrote now; ``whole`` with what was quoted
    authenticity   {"spf": str, "dkim": str, "dmarc": str, "vouched": bool}, of the mail server we
                   trust; vouched: it stands for this sender
    left_out       [{"name": str, "size": int, "why": str}] of what the answer does not have
    why            a ``Why``: why it lies in the tray
    """

    class State(models.TextChoices):
        TAKEN = "taken", _("taken as an answer")
        TRAY = "tray", _("waits for a person")
        AUTOMATIC = "automatic", _("automatic")
        BOUNCE = "bounce", _("came back")
        PUT_AWAY = "put_away", _("put away")

    class Why(models.TextChoices):
        NONE = "", ""
        SENDER = "sender", _("This sender does not belong to the department.")
        REFERENCE = "reference", _("It is not clear to which question this belongs.")
        CLOSED = "closed", _("The question was closed already.")
        EMPTY = "empty", _("Nothing is written in it.")
        TOO_MANY = "too_many", _("This sender mails too often.")
        TOO_LARGE = "too_large", _("The mail is larger than we read.")
        UNREADABLE = "unreadable", _("The mail could not be read.")
        DOUBTED = "doubted", _("The sender could not be verified.")
        MACHINE = "machine", _("It says that a system sent it. Perhaps a person wrote it.")

    digest = models.CharField(max_length=64, unique=True)
    message_id = models.CharField(max_length=300, blank=True)
    sender = models.CharField(max_length=254, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    recipient = models.CharField(max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    whole = models.TextField(blank=True)
    authenticity: models.JSONField[Any, Any] = models.JSONField(default=dict)
    left_out: models.JSONField[Any, Any] = models.JSONField(default=list)
    raw = models.FileField(upload_to="letters/%Y/%m/", max_length=200)
    size = models.PositiveBigIntegerField()
    state = models.CharField(max_length=20, choices=State.choices)
    why = models.CharField(max_length=20, blank=True, choices=Why.choices)
    referral = models.ForeignKey(
        Referral, on_delete=models.SET_NULL, null=True, related_name="letters"
    )
    written_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(default=timezone.now)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    handled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering: ClassVar = ["-received_at", "-pk"]
        permissions: ClassVar = [("sort_letter", _("Can sort mail that was not understood"))]
        indexes: ClassVar = [
            # The tray, newest first.
            models.Index(
                fields=["-received_at", "-id"],
                name="routing_letter_tray",
                condition=Q(state="tray"),
            ),
            # Who mails how often.
            models.Index(fields=["sender", "received_at"], name="routing_letter_sender"),
            # How much came in lately.
            models.Index(fields=["received_at"], include=["size"], name="routing_letter_lately"),
        ]

    def __str__(self) -> str:
        return self.subject or self.sender


class MailRun(models.Model):
    """How the newest attempt to empty our mailbox went. One row.

    looked_at      when that was; the clock tries again and again
    detail         what the mail server said, or which letter it was about
    failing_since  since when every attempt had a problem
    place          the number (UID) of the letter after which the next attempt begins; 0 for the
                   first: what cannot be moved away holds up nothing behind it
    """

    class Problem(models.TextChoices):
        NONE = "", ""
        UNREACHABLE = "unreachable", _("The mailbox for answers cannot be reached.")
        REFUSED = "refused", _("The mailbox for answers refuses our user name or password.")
        FAILED = "failed", _("The mailbox for answers does not do what we ask.")
        NOT_KEPT = "not_kept", _("A letter in the mailbox for answers cannot be taken in.")
        FULL = "full", _("More mail came in within a day than Webcare takes.")
        NOT_MOVED = "not_moved", _("Letters that were read cannot be moved out of the mailbox.")
        TOO_LARGE = "too_large", _("A letter in the mailbox is larger than Webcare keeps.")

    looked_at = models.DateTimeField()
    problem = models.CharField(max_length=20, blank=True, choices=Problem.choices)
    detail = models.CharField(max_length=300, blank=True)
    failing_since = models.DateTimeField(null=True)
    place = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return self.get_problem_display() or "-"


class Told(models.Model):
    """One mail about one thing on one day: it is not said twice.

    what   what it was about, such as "referral:12:late"
    """

    what = models.CharField(max_length=100)
    to = models.CharField(max_length=254)
    day = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["what", "to", "day"], name="routing_told_once"),
        ]

    def __str__(self) -> str:
        return f"{self.what} → {self.to}"
