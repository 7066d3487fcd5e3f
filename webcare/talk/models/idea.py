"""What becomes of an idea."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation, Message
from routing.models import Department


class Idea(models.Model):
    """What is done with an idea of a citizen (idee). No row: nobody looked at it yet.

    person, department   who took it up
    reason               why not now
    next_step, next_on   what is done next, and by when
    told                 the answer in which the citizen was told
    version              goes up with each change, so that nobody writes over a colleague
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        LOOKING = "looking", _("being looked at")
        TAKEN_UP = "taken_up", _("taken up")
        NOT_NOW = "not_now", _("not now")

    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="idea")
    state = models.CharField(
        _("what becomes of it"), max_length=10, choices=State.choices, default=State.NEW
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("taken up by"),
    )
    department = models.ForeignKey(
        Department,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("or by department"),
    )
    reason = models.CharField(_("why not now"), max_length=500, blank=True)
    next_step = models.CharField(_("next step"), max_length=300, blank=True)
    next_on = models.DateField(_("by when"), null=True, blank=True)
    told = models.ForeignKey(
        Message,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("the citizen was told in this answer"),
    )
    version = models.PositiveIntegerField(default=0)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("idea")
        verbose_name_plural = _("ideas")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="talk_idea_reason", condition=~Q(state="not_now") | ~Q(reason="")
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["state", "next_on"], name="talk_idea_state"),
        ]

    def __str__(self) -> str:
        return f"{self.conversation_id}: {self.get_state_display()}"
