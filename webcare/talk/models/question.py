"""Questions that are asked often."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation, Message


class Question(models.Model):
    """What several citizens asked (veelgestelde vraag): see ``webcare.talk.asking``.

    It stays the same while citizens go on asking it, so that what a colleague says of it stays too.

    terms    what at least two of them said: by these the next one is recognised
    example  the conversation in which it is asked most plainly
    answer   the answer that was given most, ``alike`` times, of ``answered``
    website  whether the website answers it, at ``address``; or should, says ``owner``
    """

    class Website(models.TextChoices):
        UNKNOWN = "", _("nobody looked yet")
        ANSWERS = "answers", _("the website answers this")
        SHOULD = "should", _("should be on the website")
        NO = "no", _("nothing for the website")

    terms: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=80))
    example = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    answer = models.ForeignKey(Message, on_delete=models.SET_NULL, null=True, related_name="+")
    alike = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    website = models.CharField(
        _("the website"), max_length=10, blank=True, choices=Website.choices, default=""
    )
    address = models.URLField(_("address of the page"), max_length=300, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("who sees to it"),
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True)
    since = models.DateTimeField()

    class Meta:
        verbose_name = _("frequently asked question")
        verbose_name_plural = _("frequently asked questions")
        constraints: ClassVar = [
            models.CheckConstraint(
                name="talk_question_address", condition=~Q(website="answers") | ~Q(address="")
            ),
        ]

    def __str__(self) -> str:
        return " · ".join(self.terms[:4])


class Asking(models.Model):
    """A conversation in which it was asked.

    at   when
    """

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="askings")
    conversation = models.OneToOneField(Conversation, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["question", "-at"], name="talk_asking_question"),
            models.Index(fields=["at"], name="talk_asking_at"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}: {self.conversation_id}"
