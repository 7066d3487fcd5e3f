"""What we do about a citizen who makes our work impossible, why, and until when."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Capability, Reason
from inbox.models.conversation import Conversation
from inbox.models.people import Author


class MeasureQuerySet(models.QuerySet["Measure"]):
    def standing(self) -> MeasureQuerySet:
        """What holds now, is being done, or is being lifted."""
        return self.exclude(state__in=[Measure.State.FAILED, Measure.State.ENDED])


class Measure(models.Model):
    """A citizen is blocked, muted or reported (maatregel). Ended, and never edited.

    conversation  where it was decided
    until         when it ends by itself; None for what is over at once
    tries, not_before, problem, detail   of asking the platform, as of an ``Act``
    """

    class What(models.TextChoices):
        QUIET = "quiet", _("Mute here: fold away what they write")
        MUTE = Capability.MUTE.value, _("Mute on the platform")
        BLOCK_LETTERS = Capability.BLOCK_LETTERS.value, _("Block private messages")
        BLOCK = Capability.BLOCK.value, _("Block altogether")
        SPAM = Capability.SPAM.value, _("Report private messages as spam")

    class State(models.TextChoices):
        WAITING = "waiting", _("is being done")
        STANDS = "stands", _("stands")
        FAILED = "failed", _("did not work")
        ENDING = "ending", _("is being lifted")
        ENDED = "ended", _("over")

    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="measures")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="measures"
    )
    what = models.CharField(_("measure"), max_length=20, choices=What.choices)
    reason = models.CharField(_("reason"), max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    problem = models.CharField(
        max_length=20, blank=True, choices=[(reason.value, reason.name) for reason in Reason]
    )
    detail = models.CharField(max_length=500, blank=True)

    objects = MeasureQuerySet.as_manager()

    class Meta:
        verbose_name = _("measure")
        verbose_name_plural = _("measures")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["author", "what"],
                name="inbox_measure_one_standing",
                condition=Q(state__in=["waiting", "stands", "ending"]),
                violation_error_message=_("This holds for this citizen already."),
            ),
            models.CheckConstraint(name="inbox_measure_has_a_reason", condition=~Q(reason="")),
        ]
        indexes: ClassVar = [
            # What the platform still has to be asked.
            models.Index(
                fields=["not_before"],
                name="inbox_measure_asked",
                condition=Q(state__in=["waiting", "ending"]),
            ),
            # What ends by itself.
            models.Index(fields=["until"], name="inbox_measure_until", condition=Q(state="stands")),
        ]

    def __str__(self) -> str:
        return f"{self.get_what_display()}: {self.author}"
