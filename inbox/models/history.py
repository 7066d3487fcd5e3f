"""Remarks among colleagues, and all that happened."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation


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
    """One thing that happened to a conversation. Written with it, never edited.

    undoes   the Event that this one takes back: see ``inbox.undoing``
    """

    class Verb(models.TextChoices):
        RECEIVED = "received", _("message received")
        ROUTED = "routed", _("department proposed")
        DANGER = "danger", _("danger")
        CALMED = "calmed", _("not urgent, a colleague says")
        DEPARTMENT = "department", _("department chosen")
        KIND = "kind", _("kind chosen")
        LABELLED = "labelled", _("label put on")
        UNLABELLED = "unlabelled", _("label taken off")
        SNOOZED = "snoozed", _("snoozed")
        WOKEN = "woken", _("back from snooze")
        UNDONE = "undone", _("undone")
        CLAIMED = "claimed", _("claimed")
        TAKEN_OVER = "taken_over", _("taken over")
        RELEASED = "released", _("released")
        HANDED_OVER = "handed_over", _("handed over")
        REPLIED = "replied", _("answer written")
        TO_CHECK = "to_check", _("answer to be checked")
        APPROVED = "approved", _("answer approved")
        SENT_BACK = "sent_back", _("answer sent back to its writer")
        TAKEN_BACK = "taken_back", _("answer taken back by its writer")
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
        ASKED = "asked", _("department asks something")
        REMARKED = "remarked", _("department was told something")
        TAKEN_UP = "taken_up", _("taken up by another department")
        RAISED = "raised", _("brought to the team lead")
        GREETED = "greeted", _("automatic answer")
        REMINDED = "reminded", _("reminded")
        WITHDRAWN = "withdrawn", _("forwarding withdrawn")
        MAILED_AGAIN = "mailed_again", _("mailed to the department again")
        CLOSED = "closed", _("closed")
        REOPENED = "reopened", _("reopened")
        EDITED = "edited", _("message edited by the citizen")
        DELETED = "deleted", _("message deleted by the citizen")
        HIDDEN = "hidden", _("message hidden")
        SHOWN = "shown", _("message shown again")
        LIKED = "liked", _("message liked")
        UNLIKED = "unliked", _("like taken back")
        REMOVED = "removed", _("our own message deleted")
        ACT_FAILED = "act_failed", _("could not be done on the platform")
        PLEDGED = "pledged", _("promised in words")
        PLEDGE_SETTLED = "pledge_settled", _("promise kept, or not")
        PLEDGE_DUE = "pledge_due", _("promise has to be kept today")
        RESTRAINED = "restrained", _("citizen blocked or muted")
        LIFTED = "lifted", _("block or muting ended")
        RESTRAINT_FAILED = "restraint_failed", _("could not block or mute on the platform")
        BY_HAND = "by_hand", _("to be placed on the platform itself")
        BUNDLED = "bundled", _("put in a bundle")
        ELSEWHERE = "elsewhere", _("sent to another channel")
        ASK_AFTER = "ask_after", _("will be asked whether it is solved")
        ASKED_AFTER = "asked_after", _("asked whether it is solved")
        NOT_ASKED_AFTER = "not_asked_after", _("not asked whether it is solved")
        ASK_YOURSELF = "ask_yourself", _("a colleague has to ask whether it is solved")
        UNBUNDLED = "unbundled", _("taken out of a bundle")
        IDEA = "idea", _("what becomes of the idea")
        WALL = "wall", _("compliment for the wall")
        COMPLAINT = "complaint", _("step of the complaint")
        TAKEN_IN = "taken_in", _("taken in from what was found")

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="events")
    verb = models.CharField(max_length=20, choices=Verb.choices)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    data: models.JSONField[Any, Any] = models.JSONField(default=dict)
    undoes = models.ForeignKey(
        "self", on_delete=models.CASCADE, null=True, db_index=False, related_name="undone_by"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("event")
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["undoes"],
                name="inbox_event_undone_once",
                condition=models.Q(undoes__isnull=False),
            )
        ]
        indexes: ClassVar = [
            # What came in and what was answered in a period.
            models.Index(
                fields=["at"],
                name="inbox_event_counted",
                condition=Q(verb__in=["received", "replied", "by_hand", "native"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} ({self.at:%d-%m %H:%M})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise TypeError("An event is never edited.")
        super().save(*args, **kwargs)
