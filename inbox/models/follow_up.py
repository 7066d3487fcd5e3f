"""Asking a citizen after some days whether it is solved."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.models.sending import Outbound
from inbox.workflow import Status


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def waiting(self) -> FollowUpQuerySet:
        return self.filter(state=FollowUp.State.WAITING)

    def came_back(self) -> FollowUpQuerySet:
        """Those with which their conversation came back to the queue, until somebody answered,
        closed it or opened it anew."""
        return self.filter(
            state=FollowUp.State.RETURNED,
            ended_at=F("conversation__reopened_at"),
            conversation__status=Status.OPEN,
        )


class FollowUp(models.Model):
    """On ``day`` we ask whether it is solved (nazorg), or somebody has to. Once, for good.

    answer    our message that it asks after; the question goes the same way
    days      after how many it was to be asked, from when the answer stands
    day       from which on it is asked, in service hours
    by        who wanted it; the question carries their signature
    question  what was sent
    why       how it ended otherwise: a ``Why``; ``detail`` says more
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waits for its day")
        ASKED = "asked", _("asked")
        ENDED = "ended", _("no longer needed")
        RETURNED = "returned", _("for a colleague")

    class Why(models.TextChoices):
        HEARD = "heard", _("the citizen wrote")
        OPEN = "open", _("the conversation was opened again")
        SPAM = "spam", _("it was closed as spam")
        PERSON = "person", _("a colleague stopped it")
        REPLACED = "replaced", _("another day was chosen")
        GONE = "gone", _("our answer is not there any more")
        WAY = "way", _("the platform takes no answer from us now")
        BLOCKED = "blocked", _("the citizen is blocked or muted")
        DANGER = "danger", _("somebody may be in danger")
        TEXT = "text", _("the text does not fit here")
        LATE = "late", _("it could not be asked for a week")

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="follow_ups"
    )
    answer = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    days = models.PositiveSmallIntegerField(default=0)
    day = models.DateField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    why = models.CharField(max_length=10, choices=Why.choices, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    question = models.OneToOneField(
        Outbound, on_delete=models.SET_NULL, null=True, related_name="follow_up"
    )
    ended_at = models.DateTimeField(null=True)

    objects = FollowUpQuerySet.as_manager()

    class Meta:
        verbose_name = _("follow-up")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_followup_one_waiting",
                condition=Q(state="waiting"),
                violation_error_message=_("It is asked already whether this is solved."),
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["day"], name="inbox_followup_due", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.get_state_display()}"


class FollowUpText(models.Model):
    """What is asked, in one language, in the municipality's own words."""

    class Language(models.TextChoices):
        DUTCH = "nl", "Nederlands"
        ENGLISH = "en", "English"

    language = models.CharField(max_length=2, choices=Language.choices, unique=True)
    text = models.TextField(_("text"), max_length=1000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("question whether it is solved")
        verbose_name_plural = _("questions whether it is solved")

    def __str__(self) -> str:
        return self.text[:60]
