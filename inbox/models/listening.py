"""Why a saved search is listened to, what was decided about it, and what it found."""

from __future__ import annotations

import hashlib
import json
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import Account, Search
from inbox.models.conversation import Conversation
from routing.models import Department


class Listening(models.Model):
    """What we say of one saved search: whose it is, what it is for, and whether about a person.

    person     what in it is somebody's name or account, "" for a search about a subject
    agreed_by  a second colleague, who saw why we would listen to a person; nobody listens before
    """

    search = models.OneToOneField(Search, on_delete=models.CASCADE, related_name="listening_for")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    department = models.ForeignKey(
        Department, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)
    person = models.CharField(max_length=300, blank=True)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inbox_listening_to_a_person_has_a_reason",
                condition=Q(person="") | ~Q(reason=""),
                violation_error_message=_("Write why this person has to be listened to."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.search)

    @property
    def mark(self) -> str:
        """A digest of what is asked for and why: who agrees, agrees with exactly this."""
        search = self.search
        until = search.ends_at.isoformat() if search.ends_at else ""
        asked = [search.account_id, search.query, until, self.person, self.reason]
        return hashlib.sha256(json.dumps(asked).encode()).hexdigest()

    @property
    def waits_for_agreement(self) -> bool:
        return bool(self.person) and self.agreed_by_id is None


class Listened(models.Model):
    """One thing that happened to a saved search. Appended with it, never changed; ``data`` of a
    search that is no longer about a person is cleared after a while."""

    class Verb(models.TextChoices):
        MADE = "made", _("made")
        CHANGED = "changed", _("changed")
        ASKED = "asked", _("a second colleague is asked")
        AGREED = "agreed", _("a second colleague agreed")
        ON = "on", _("switched on")
        OFF = "off", _("switched off")
        ENDED = "ended", _("ended by itself")
        STOPPED = "stopped", _("switched off by an upgrade")

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="history")
    verb = models.CharField(max_length=10, choices=Verb.choices)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.at:%d-%m %H:%M})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("What happened is never edited.")
        super().save(*args, **kwargs)


class Find(models.Model):
    """A message that a saved search found, beside the inbox. Forgotten unless it is taken in.

    Of who wrote it no more is kept than the number and the handle; once it is taken in, that, the
    words and the address stand in its conversation, and no longer here.

    person       the number of who wrote it, as the platform has it
    said         the rest of it, to make a message of: see ``inbox.searches.finds``
    words        a digest of the text, to know the same words again; "" where that says nothing
    same_as      an earlier one with the same words that waits as well; only that one is shown
    conversation where it stands since it was taken in, or came in by itself
    by           who took it in or dismissed it; None when it came in by itself
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("found")
        TAKEN = "taken", _("taken into the inbox")
        DISMISSED = "dismissed", _("not for us")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="finds")
    searches = models.ManyToManyField(Search, related_name="finds")
    external_id = models.CharField(max_length=300)
    person = models.CharField(max_length=64, blank=True)
    handle = models.CharField(max_length=100, blank=True)
    text = models.TextField(blank=True)
    permalink = models.CharField(max_length=500, blank=True)
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    words = models.CharField(max_length=64, blank=True)
    same_as = models.ForeignKey(
        "self", on_delete=models.SET_NULL, null=True, related_name="repeats"
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    conversation = models.ForeignKey(
        Conversation, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()
    found_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_find_once"),
        ]
        indexes: ClassVar = [
            # The stream, newest first.
            models.Index(
                fields=["-created_at", "-id"],
                name="inbox_find_stream",
                condition=Q(state="waiting", same_as=None),
            ),
            # What is new since somebody looked, and what is old enough to forget.
            models.Index(fields=["found_at"], name="inbox_find_found"),
            # The same words again.
            models.Index(fields=["words"], name="inbox_find_words", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Looked(models.Model):
    """Until when somebody saw what was found."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.user_id} ({self.at:%d-%m %H:%M})"
