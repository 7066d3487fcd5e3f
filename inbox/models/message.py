"""What was said, what came with it, and what we heard about it too early."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import ANSWERS, Form, MediaKind
from connectors.models import Account
from inbox.models.conversation import Conversation
from inbox.models.history import Note
from inbox.models.people import Author, Post


class Message(models.Model):
    """One message in or out (bericht). Without a conversation while its thread is unknown.

    external_id   identity on the platform; empty while our answer is not placed
    current_id    its newest version; differs from external_id after an edit on X
    answer_to     what an answer names, where that is not the message itself
    way           how our answer goes; "" for what came in or was written in the platform's app
    form          what it is, where that is more than its words
    allows        what the platform lets us do with it; None while it has not said
    hidden        whether others see it
    reactions     how many, as the platform last counted; ``Reaction`` has those we heard of
    observed_at   when the platform last showed us this text; older news is ignored
    followed_at   when we last looked whether it was changed or removed
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="messages")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="messages"
    )
    author = models.ForeignKey(Author, on_delete=models.CASCADE, null=True, related_name="messages")
    incoming = models.BooleanField()
    external_id = models.CharField(max_length=300, null=True)
    current_id = models.CharField(max_length=300, blank=True)
    answer_to = models.CharField(max_length=300, blank=True)
    way = models.CharField(
        max_length=20, blank=True, choices=[(way.value, way.name) for way in ANSWERS]
    )
    form = models.CharField(
        max_length=20,
        default=Form.MESSAGE.value,
        choices=[(form.value, form.name) for form in Form],
    )
    allows: models.JSONField[Any, Any] = models.JSONField(null=True)
    found_by = models.CharField(max_length=500, blank=True)
    hidden = models.BooleanField(default=False)
    hidden_at = models.DateTimeField(null=True)
    reactions = models.PositiveIntegerField(default=0)
    thread_id = models.CharField(max_length=100, blank=True)
    parent_id = models.CharField(max_length=300, blank=True)
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
            # News names a message by any number it has.
            models.Index(fields=["account", "current_id"], name="inbox_message_current"),
            # A message that came before the one it answers waits here for it.
            models.Index(
                fields=["account", "parent_id"],
                name="inbox_message_orphan",
                condition=Q(conversation__isnull=True),
            ),
            # What citizens wrote lately, and in each hour of the last weeks.
            models.Index(
                fields=["created_at"],
                name="inbox_message_came",
                condition=Q(incoming=True, deleted_at=None, conversation__isnull=False),
            ),
            # What we answered lately.
            models.Index(
                fields=["created_at"], name="inbox_message_given", condition=Q(incoming=False)
            ),
            # Filters on what is more than words.
            models.Index(
                fields=["form", "conversation"],
                name="inbox_message_form",
                condition=~Q(form=Form.MESSAGE.value),
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


class Why(models.TextChoices):
    """Why an attachment is not here, in a sentence for the screen."""

    TOO_LARGE = "too_large", _("This file is larger than we keep.")
    TYPE = "type", _("We do not open files of this type.")
    DAMAGED = "damaged", _("This picture is damaged or too large to open.")
    ADDRESS = "address", _("The address of this file cannot be trusted.")
    UNTOLD = "untold", _("The platform does not let us fetch this.")
    GONE = "gone", _("The platform no longer has this file.")
    TAKEN_BACK = "taken_back", _("Removed with the message.")
    UNREACHABLE = "unreachable", _("The platform could not be reached.")
    STORAGE = "storage", _("There is no room to keep this file. It is tried again.")


class Attachment(models.Model):
    """A picture, video, recording or file: of a message, of an answer or of a note.

    Kept by us from the moment it arrives: the addresses of platforms expire within days.

    message    what it belongs to; None while a colleague is still writing the answer
    post       or the post of the municipality that it belongs to
    note       or the note that it belongs to
    internal   for colleagues only: of a note, also while that is being written; never sent along
    key        tells it from the others of its message
    story      it is of the story that is answered or that names us
    file       in the storage backend; "" until it was fetched
    thumbnail  a small JPEG of a picture, "" when there is none
    alt        what can be seen, for who cannot see it
    detail     a ``Why``: why it is not here, or not yet
    not_before when it may be fetched; while it is, until when that lasts
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("is being fetched")
        KEPT = "kept", _("kept")
        REFUSED = "refused", _("not kept")  # too large, or of a type we do not open
        GONE = "gone", _("gone")  # the platform no longer has it
        FAILED = "failed", _("could not be fetched")
        LINK = "link", _("a link")  # nothing to keep

    message = models.ForeignKey(
        Message, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, related_name="attachments")
    note = models.ForeignKey(Note, on_delete=models.CASCADE, null=True, related_name="attachments")
    internal = models.BooleanField(default=False)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, null=True, related_name="attachments"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.name) for kind in MediaKind])
    key = models.CharField(max_length=200)
    story = models.BooleanField(default=False)
    url = models.TextField(blank=True)
    title = models.CharField(max_length=300, blank=True)
    alt = models.CharField(max_length=1000, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    file = models.FileField(upload_to="attachments/%Y/%m/", blank=True, max_length=200)
    thumbnail = models.FileField(upload_to="thumbnails/%Y/%m/", blank=True, max_length=200)
    mime = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    detail = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("attachment")
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "key"],
                name="inbox_attachment_once",
                condition=Q(message__isnull=False),
            ),
            models.UniqueConstraint(
                fields=["post", "key"],
                name="inbox_post_attachment_once",
                condition=Q(post__isnull=False),
            ),
            models.CheckConstraint(
                name="inbox_attachment_internal",
                condition=Q(internal=False, note=None) | Q(internal=True, message=None, post=None),
                violation_error_message=_("What belongs to a note goes nowhere else."),
            ),
        ]
        indexes: ClassVar = [
            # What still has to be fetched.
            models.Index(
                fields=["not_before"],
                name="inbox_attachment_waiting",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.alt or self.get_kind_display()

    @property
    def why(self) -> str:
        """Why it is not here, in a sentence; "" when there is nothing to say."""
        return str(Why(self.detail).label) if self.detail in Why.values else ""


class Reaction(models.Model):
    """A sign someone gave to a message: by its identity, for it may come before the message."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="reactions")
    external_id = models.CharField(max_length=300)
    by = models.CharField(max_length=100)
    reaction = models.CharField(max_length=50)
    as_of = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "external_id", "by"], name="inbox_reaction_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reaction} ({self.external_id})"


class Early(models.Model):
    """News about a message that we do not know yet: it was deleted or hidden before it came.

    what   "deleted", "hidden" or "shown"
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="+")
    external_id = models.CharField(max_length=300)
    what = models.CharField(max_length=10)
    as_of = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "external_id", "what"], name="inbox_early_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.external_id}: {self.what}"
