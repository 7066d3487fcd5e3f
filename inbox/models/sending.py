"""What goes out, and what asks on whose behalf."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import ACTS, ANSWERS, Capability, Reason
from inbox.care.elsewhere import Elsewhere
from inbox.models.canned import Canned
from inbox.models.conversation import Conversation
from inbox.models.message import Message
from inbox.querysets import OutboundQuerySet
from inbox.workflow import Sending
from routing.models import Answer, Referral


class Outbound(models.Model):
    """The sending of one answer. ``key`` is the composer's: a second click is the same answer.

    way      how it goes: a ``Capability`` that answers
    window   ``Window.name`` under which it goes, decided when it leaves
    after    the part before this one, when a long answer goes in several
    searched_at, search_problem  of the last search that could not tell whether it stands there
    by       who wrote it; None for the automatic answer
    canned   the canned answer it began with
    elsewhere  where it sends the citizen in public, "" for nowhere
    asked    why a colleague approves it before it goes, "" when nobody has to
    then     where it goes once it is approved: in the line, or to be placed by hand
    """

    class Asked(models.TextChoices):
        NOBODY = "", _("nobody has to")
        NEWCOMER = "newcomer", _("answers of the writer are checked")
        RULE = "rule", _("a rule asks for it")

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="outbound")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="outbounds"
    )
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    way = models.CharField(
        max_length=20,
        default=Capability.REPLY.value,
        choices=[(way.value, way.name) for way in ANSWERS],
    )
    window = models.CharField(max_length=20, blank=True)
    after = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="following"
    )
    reply_to = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    canned = models.ForeignKey(
        Canned, on_delete=models.SET_NULL, null=True, related_name="outbounds", db_index=False
    )
    elsewhere = models.CharField(max_length=10, blank=True, choices=Elsewhere.choices)
    state = models.CharField(max_length=20, choices=Sending.choices, default=Sending.QUEUED)
    asked = models.CharField(max_length=10, blank=True, choices=Asked.choices)
    then = models.CharField(max_length=20, choices=Sending.choices, default=Sending.QUEUED)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    searches = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    searched_at = models.DateTimeField(null=True)
    search_problem = models.CharField(
        max_length=20, blank=True, choices=[(reason.value, reason.name) for reason in Reason]
    )
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
            # Whatever the way, by a person or a machine: nothing goes that was to be approved.
            models.CheckConstraint(
                name="inbox_outbound_approved",
                condition=Q(asked="")
                | Q(approved_by__isnull=False)
                | Q(state__in=[Sending.TO_CHECK, Sending.DROPPED, Sending.FAILED]),
                violation_error_message=_(
                    "A colleague has to approve this answer before it is sent."
                ),
            ),
            models.CheckConstraint(
                name="inbox_outbound_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
                violation_error_message=_("Somebody else has to approve this answer."),
            ),
            # A part that comes after one that stands is to be checked by itself, so this index is
            # not enough for the queue: see inbox_outbound_to_check.
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_outbound_one_to_check",
                condition=Q(state=Sending.TO_CHECK, after=None),
                violation_error_message=_("Another answer of this conversation is to be checked."),
            ),
        ]
        indexes: ClassVar = [
            # The sweep and first_in_line look only at what is underway.
            models.Index(
                fields=["conversation", "id"],
                name="inbox_outbound_underway",
                condition=Q(state__in=["queued", "sending", "uncertain"]),
            ),
            # What is to be checked, for the queue: see OutboundQuerySet.to_check.
            models.Index(
                fields=["conversation"],
                name="inbox_outbound_to_check",
                condition=Q(state=Sending.TO_CHECK),
            ),
            # What did not leave, for the filter of the queue and for who leads.
            models.Index(
                fields=["conversation"],
                name="inbox_outbound_not_sent",
                condition=Q(state__in=["failed", "uncertain"]),
            ),
            # How often a canned answer was sent, and when last.
            models.Index(
                fields=["canned", "sent_at"],
                name="inbox_outbound_canned",
                condition=Q(canned__isnull=False),
            ),
            # Who was sent elsewhere.
            models.Index(
                fields=["conversation"], name="inbox_outbound_elsewhere", condition=~Q(elsewhere="")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()}: {self.message}"

    @property
    def by_a_machine(self) -> bool:
        """The automatic answer, and the question whether it is solved, in whoever's name."""
        return self.by_id is None or hasattr(self, "follow_up")


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


class Act(models.Model):
    """Something to do with a message on the platform: hide, like, delete, or take that back.

    Doing it twice is doing it once, so it is tried until the platform says yes or never.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        FAILED = "failed", _("not done")

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="acts")
    act = models.CharField(max_length=20, choices=[(act.value, act.name) for act in ACTS])
    undo = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    reason = models.CharField(
        max_length=20, blank=True, choices=[(reason.value, reason.name) for reason in Reason]
    )
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["message", "act"],
                name="inbox_act_one_waiting",
                condition=Q(state="waiting"),
                violation_error_message=_("This is being done already."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"], name="inbox_act_waiting", condition=Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.act} ({self.get_state_display()})"
