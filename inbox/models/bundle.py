"""Conversations that are about the same, to be answered together."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation
from inbox.models.sending import Outbound


class Bundle(models.Model):
    """Conversations about the same (bundel): noticed by Webcare, or gathered by a colleague.

    number   how many are in it or seem to belong to it
    made_by  who gathered it; None while it was only noticed, or when a crisis gathers it
    """

    class State(models.TextChoices):
        NOTICED = "noticed", _("noticed")
        OPEN = "open", _("open")
        DONE = "done", _("finished")

    title = models.CharField(_("title"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.NOTICED)
    number = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("bundle")
        ordering: ClassVar = ["-made_at", "-pk"]
        indexes: ClassVar = [
            models.Index(fields=["state", "-made_at"], name="inbox_bundle_state"),
        ]

    def __str__(self) -> str:
        return self.title or str(_("Conversations that are alike"))


class BundledQuerySet(models.QuerySet["Bundled"]):
    def live(self) -> BundledQuerySet:
        """In a bundle now, or proposed for one."""
        return self.filter(state__in=Bundled.LIVE)


class Bundled(models.Model):
    """A conversation's place in a bundle.

    score  how alike it is, 0 to 100; 0 where a colleague chose it
    why    in what, as ``inbox.bundles.likeness`` gives it
    by     who put it in or took it out; None for who only noticed
    """

    class State(models.TextChoices):
        PROPOSED = "proposed", _("seems to belong here")
        IN = "in", _("in it")
        OUT = "out", _("not the same")
        STAYED = "stayed", _("was in it")  # when the bundle was finished

    LIVE = (State.PROPOSED.value, State.IN.value)

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="entries")
    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="bundled")
    state = models.CharField(max_length=10, choices=State.choices, default=State.PROPOSED)
    score = models.PositiveSmallIntegerField(default=0)
    why: models.JSONField[Any, Any] = models.JSONField(default=list)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = BundledQuerySet.as_manager()

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["bundle", "conversation"], name="inbox_bundled_once_in_a_bundle"
            ),
            # Also the index that queue rows look with.
            models.UniqueConstraint(
                fields=["conversation"],
                name="inbox_bundled_in_one_bundle",
                condition=Q(state__in=["proposed", "in"]),
                violation_error_message=_("This conversation is in another bundle."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.conversation} ({self.get_state_display()})"


def bundle_of() -> Subquery:
    """The bundle that a conversation is in now or seems to belong to, as a dict: ``pk``, ``title``,
    ``number`` and ``state``, the state of its ``Bundled``. None where it stands alone."""
    live = Bundled.objects.live().filter(conversation=OuterRef("pk"), bundle__number__gt=1)
    told = JSONObject(pk="bundle_id", title="bundle__title", number="bundle__number", state="state")
    return Subquery(live.values(told=told)[:1])


class BundleAnswer(models.Model):
    """One answer for all in a bundle. Never edited: who writes it anew writes another.

    shorter   for where the whole does not fit; "" for none
    four_eyes who wrote it wants a colleague to look first
    key       the numbers of its deliveries are made from it: see ``Delivery.key``
    """

    bundle = models.ForeignKey(Bundle, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField(max_length=8000)
    shorter = models.TextField(max_length=8000, blank=True)
    four_eyes = models.BooleanField(default=False)
    key = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    approved_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="inbox_bundle_answer_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=F("by")),
                violation_error_message=_("Somebody else has to approve this answer."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class Delivery(models.Model):
    """The answer of a bundle for one conversation, on its own way there.

    version   of the conversation as it was on the screen when it was sent
    text      what it gets, and in which ``way``; ``split`` over more messages than one
    outbound  the sending of it, once it was written
    why       why it was not, in a sentence
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WRITTEN = "written", _("written")
        REFUSED = "refused", _("skipped")

    answer = models.ForeignKey(BundleAnswer, on_delete=models.CASCADE, related_name="deliveries")
    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="deliveries"
    )
    version = models.BigIntegerField()
    text = models.TextField()
    way = models.CharField(max_length=20)
    split = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    outbound = models.OneToOneField(
        Outbound, on_delete=models.SET_NULL, null=True, related_name="delivery"
    )
    why = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["answer", "conversation"], name="inbox_delivery_once"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["at"], name="inbox_delivery_waiting", condition=Q(state="waiting"))
        ]

    def __str__(self) -> str:
        return f"{self.conversation} ({self.get_state_display()})"

    @property
    def key(self) -> uuid.UUID:
        """The same each time, so that the database refuses a second one."""
        return uuid.uuid5(self.answer.key, str(self.conversation_id))
