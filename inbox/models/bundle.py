"""Conversations that are about the same, to be answered together."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.models.conversation import Conversation


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
