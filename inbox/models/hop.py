"""Every desk that a question passed."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from routing.models import Department


class Hop(models.Model):
    """From one desk to the next, and why (stap). Written with it, never edited.

    came_from, went_to   departments; None for the webcare team
    reason               in words: the rule, the words, or what a colleague wrote
    """

    class How(models.TextChoices):
        RULE = "rule", _("by a rule")
        MODEL = "model", _("by the classifier")
        CHOSEN = "chosen", _("chosen by a colleague")
        REFERRED = "referred", _("forwarded")
        TAKEN_UP = "taken_up", _("taken up by another department")
        HANDED_BACK = "handed_back", _("handed back")
        WITHDRAWN = "withdrawn", _("withdrawn by us")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="passed")
    number = models.PositiveSmallIntegerField()
    how = models.CharField(max_length=20, choices=How.choices)
    came_from = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    went_to = models.ForeignKey(Department, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("hop")
        ordering: ClassVar = ["conversation", "number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "number"], name="inbox_hop_once"),
        ]
        indexes: ClassVar = [
            # Reports: how much went from where to where.
            models.Index(fields=["at", "how"], name="inbox_hop_at"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.get_how_display()}"
