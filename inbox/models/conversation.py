"""The conversation, as it stands."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.models.people import Author, Post
from inbox.querysets import ConversationQuerySet
from inbox.workflow import Status
from routing.models import Department, Kind


class Conversation(models.Model):
    """One citizen's thread on one account (gesprek).

    private          between this citizen and us only
    closed_through   primary key of the newest message when it was last closed by hand
    reopened_at      when someone last put it back in the queue by hand
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="conversations")
    thread_id = models.CharField(max_length=100)
    private = models.BooleanField(default=False)
    post = models.ForeignKey(Post, on_delete=models.SET_NULL, null=True, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, null=True, related_name="conversations"
    )
    kind = models.CharField(max_length=20, choices=Kind.choices, blank=True)
    urgent = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="conversations"
    )
    created_at = models.DateTimeField()
    waiting_since = models.DateTimeField()
    closed_through = models.BigIntegerField(default=0)
    reopened_at = models.DateTimeField(null=True)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ConversationQuerySet.as_manager()

    class Meta:
        verbose_name = _("conversation")
        verbose_name_plural = _("conversations")
        permissions: ClassVar = [
            ("work_conversation", _("Can claim, answer, forward and close conversations")),
            ("refer_again", _("Can forward a question that came back three times")),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "thread_id", "author"], name="inbox_conversation_once"
            ),
        ]
        indexes: ClassVar = [
            # The queue of one status, in queue order.
            models.Index(
                "status",
                models.F("urgent").desc(),
                "waiting_since",
                "id",
                name="inbox_conversation_queue",
            ),
            models.Index(
                fields=["assignee", "status"],
                name="inbox_conversation_mine",
                condition=Q(assignee__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.author} · {self.account}"
