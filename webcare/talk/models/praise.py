"""Compliments on the wall."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation, Message


class PraiseQuerySet(models.QuerySet["Praise"]):
    def on_the_wall(self) -> PraiseQuerySet:
        """What still stands as it was picked: the citizen neither took it back nor changed it."""
        unchanged = Q(message__edited_at=None) | Q(message__edited_at__lte=F("at"))
        return self.filter(unchanged, message__deleted_at=None, message__hidden=False)


class Praise(models.Model):
    """A compliment that a lead picked for the wall (compliment).

    text    as it hangs there: without names
    agreed  the citizen was asked, and agreed; in public nobody needs to be
    """

    conversation = models.OneToOneField(
        Conversation, on_delete=models.CASCADE, related_name="praise"
    )
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    text = models.CharField(_("text on the wall"), max_length=400)
    agreed = models.BooleanField(_("the citizen was asked, and agrees"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = PraiseQuerySet.as_manager()

    class Meta:
        verbose_name = _("compliment on the wall")
        verbose_name_plural = _("compliments on the wall")
        ordering: ClassVar = ["-at", "-pk"]
        permissions: ClassVar = [("pick_praise", _("Can pick compliments for the wall"))]

    def __str__(self) -> str:
        return self.text
