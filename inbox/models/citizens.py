"""What colleagues know of a citizen beyond what the platform tells: who else they are, and what we
promised them."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from inbox.models.people import Author


class SamePersonQuerySet(models.QuerySet["SamePerson"]):
    def standing(self) -> SamePersonQuerySet:
        """What nobody took back."""
        return self.filter(undone_at=None)


class SamePerson(models.Model):
    """Two profiles are one person: a colleague says so, and on what ground.

    Taken back, and never edited. ``one`` is the older row of the two.
    """

    class Ground(models.TextChoices):
        SAYS_SO = "says_so", _("They say so themselves")
        CASE = "case", _("The same case number")
        CONTACT = "contact", _("The same address, phone number or e-mail address")
        OTHER = "other", _("Something else")

    one = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+")
    other = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="+")
    ground = models.CharField(_("ground"), max_length=10, choices=Ground.choices)
    words = models.CharField(_("explanation"), max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)

    objects = SamePersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("link between profiles")
        verbose_name_plural = _("links between profiles")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["one", "other"],
                name="inbox_same_person_once",
                condition=Q(undone_at=None),
                violation_error_message=_("These profiles are linked already."),
            ),
            models.CheckConstraint(
                name="inbox_same_person_in_order", condition=Q(one__lt=F("other"))
            ),
            models.CheckConstraint(
                name="inbox_same_person_undone_by_someone",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__gte=F("at"), undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.one} = {self.other}"


class PledgeQuerySet(models.QuerySet["Pledge"]):
    def standing(self) -> PledgeQuerySet:
        """What was promised and nobody said of that it was kept, or was not."""
        return self.filter(outcome="")


class Pledge(models.Model):
    """What a colleague promised a citizen in words (beloofd).

    until        the last day on which it can be kept
    reminded_at  when it came back to the queue by itself
    """

    class Outcome(models.TextChoices):
        KEPT = "kept", _("kept")
        BROKEN = "broken", _("not kept")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="pledges")
    words = models.CharField(_("what was promised"), max_length=500)
    until = models.DateField(_("until"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    outcome = models.CharField(max_length=10, blank=True, choices=Outcome.choices)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    settled_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)

    objects = PledgeQuerySet.as_manager()

    class Meta:
        verbose_name = _("promise in words")
        verbose_name_plural = _("promises in words")
        ordering: ClassVar = ["until", "pk"]
        indexes: ClassVar = [
            # What the clock has to bring back.
            models.Index(
                fields=["until"],
                name="inbox_pledge_due",
                condition=Q(outcome="", reminded_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.words

    @property
    def is_late(self) -> bool:
        return not self.outcome and self.until < timezone.localdate()
