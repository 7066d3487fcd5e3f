"""The shared inbox: who wrote, what was said, what we answered, and all that happened."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Reason
from connectors.models import Account
from inbox.querysets import ConversationQuerySet, OutboundQuerySet
from inbox.workflow import Sending, Status
from routing.models import Answer, Department, Kind, Referral


class Author(models.Model):
    """A person as one account's platform knows them (inwoner)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="authors")
    external_id = models.CharField(max_length=64)
    handle = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("citizen")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_author_once"),
        ]

    def __str__(self) -> str:
        return self.name or (f"@{self.handle}" if self.handle else str(_("Unknown")))


class Post(models.Model):
    """A post of the municipality itself, under which citizens write."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    permalink = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_post_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.external_id


class Conversation(models.Model):
    """One citizen's thread on one account (gesprek).

    closed_through   primary key of the newest message when it was last closed by hand
    reopened_at      when someone last put it back in the queue by hand
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="conversations")
    author = models.ForeignKey(Author, on_delete=models.CASCADE, related_name="conversations")
    thread_id = models.CharField(max_length=100)
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


class Message(models.Model):
    """One message in or out (bericht). Without a conversation while its thread is unknown.

    external_id   identity on the platform; empty while our answer is not placed
    current_id    its newest version; differs from external_id after an edit on X
    answer_to     what an answer names, where that is not the message itself
    observed_at   when the platform last showed us this text; older news is ignored
    followed_at   when we last looked whether it was changed or removed
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="messages"
    )
    author = models.ForeignKey(Author, on_delete=models.CASCADE, null=True, related_name="messages")
    incoming = models.BooleanField()
    external_id = models.CharField(max_length=100, null=True)
    current_id = models.CharField(max_length=100, blank=True)
    answer_to = models.CharField(max_length=100, blank=True)
    thread_id = models.CharField(max_length=100, blank=True)
    parent_id = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    permalink = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField()
    observed_at = models.DateTimeField()
    followed_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("message")
        ordering: ClassVar = ["created_at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_message_once"),
            models.CheckConstraint(
                name="inbox_message_deleted_is_empty",
                condition=Q(deleted_at=None) | Q(text=""),
                violation_error_message=_("A deleted message keeps no text."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["conversation", "created_at"], name="inbox_message_thread"),
            # A message that came before the one it answers waits here for it.
            models.Index(
                fields=["account", "parent_id"],
                name="inbox_message_orphan",
                condition=Q(conversation__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def newest_id(self) -> str:
        """The id under which the platform shows this message now."""
        return self.current_id or self.external_id or ""

    @property
    def target_id(self) -> str:
        """The id an answer to this message names."""
        return self.answer_to or self.newest_id


class Note(models.Model):
    """An internal remark (notitie). Never sent."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField(max_length=8000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("note")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return self.text[:60]


class Event(models.Model):
    """One thing that happened to a conversation. Written with it, never edited."""

    class Verb(models.TextChoices):
        RECEIVED = "received", _("message received")
        ROUTED = "routed", _("department proposed")
        DEPARTMENT = "department", _("department chosen")
        KIND = "kind", _("kind chosen")
        CLAIMED = "claimed", _("claimed")
        TAKEN_OVER = "taken_over", _("taken over")
        RELEASED = "released", _("released")
        REPLIED = "replied", _("answer written")
        SENT = "sent", _("answer placed")
        NATIVE = "native", _("answered on the platform")
        FAILED = "failed", _("answer not sent")
        UNCERTAIN = "uncertain", _("unsure whether the answer was placed")
        RETRIED = "retried", _("sent again")
        DROPPED = "dropped", _("answer dropped")
        NOTED = "noted", _("note written")
        REFERRED = "referred", _("forwarded")
        ANSWERED = "answered", _("department answered")
        HANDED_BACK = "handed_back", _("handed back")
        WITHDRAWN = "withdrawn", _("forwarding withdrawn")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        EDITED = "edited", _("message edited by the citizen")
        DELETED = "deleted", _("message deleted by the citizen")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.at:%d-%m %H:%M})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An event is never edited.")
        super().save(*args, **kwargs)


class Outbound(models.Model):
    """The sending of one answer. ``key`` is the composer's: a second click is the same answer."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="outbound")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="outbounds"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reply_to = models.CharField(max_length=100)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=20, choices=Sending.choices, default=Sending.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    searches = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    first_attempt_at = models.DateTimeField(null=True)
    claimed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    reason = models.CharField(
        max_length=20, blank=True, choices=[(reason.value, reason.name) for reason in Reason]
    )
    detail = models.CharField(max_length=500, blank=True)

    objects = OutboundQuerySet.as_manager()

    class Meta:
        verbose_name = _("answer")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_outbound_one_in_flight",
                condition=Q(state=Sending.SENDING),
                violation_error_message=_("Another answer of this conversation is being sent."),
            ),
        ]
        indexes: ClassVar = [
            # The sweep and first_in_line look only at what is underway.
            models.Index(
                fields=["conversation", "id"],
                name="inbox_outbound_underway",
                condition=Q(state__in=["queued", "sending", "uncertain"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.message}"


class Forwarding(models.Model):
    """Which referral asks on behalf of which conversation, and what came of it.

    answer    the department's words, once it spoke: a proposal in the composer
    used_by   our answer that was written with the proposal in view
    """

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="forwardings"
    )
    referral = models.OneToOneField(Referral, on_delete=models.PROTECT, related_name="forwarding")
    answer = models.OneToOneField(
        Answer, on_delete=models.PROTECT, null=True, related_name="forwarding"
    )
    used_by = models.ForeignKey(
        Outbound, on_delete=models.SET_NULL, null=True, related_name="proposals"
    )

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.referral)
