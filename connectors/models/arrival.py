"""What came in, raw, and what still has to be asked for."""

from __future__ import annotations

import hashlib
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import Raw
from connectors.models.account import Account
from connectors.models.app import App

UNREADABLE = "unreadable"  # source of a body that no connector could even page through


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> ArrivalQuerySet:
        return self.filter(state=Arrival.State.NEW)

    def failed(self) -> ArrivalQuerySet:
        return self.filter(state=Arrival.State.FAILED)


class Arrival(models.Model):
    """One body as a platform gave it. It is stored before anyone tries to understand it.

    app      whose webhook brought it; None when we asked for it ourselves
    account  None until a webhook's body was opened and addressed
    whole    the webhook's body that this is a part of, when it was for several accounts
    """

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        PARSED = "parsed", _("read")
        UNKNOWN = "unknown", _("not understood in part")
        FAILED = "failed", _("unreadable")
        PUT_AWAY = "put_away", _("put away")

    account = models.ForeignKey(
        Account,
        on_delete=models.CASCADE,
        null=True,
        related_name="arrivals",
        verbose_name=_("channel"),
    )
    app = models.ForeignKey(App, on_delete=models.PROTECT, null=True, related_name="arrivals")
    whole = models.ForeignKey("self", on_delete=models.CASCADE, null=True, related_name="parts")
    source = models.CharField(_("source"), max_length=40)
    subject = models.CharField(_("about"), max_length=1024, blank=True)
    body = models.BinaryField(_("body"))
    digest = models.CharField(max_length=64, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.NEW)
    error = models.TextField(_("error"), blank=True)
    received_at = models.DateTimeField(_("received"), default=timezone.now)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        ordering: ClassVar = ["-received_at", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="connectors_arrival_from_somewhere",
                condition=Q(account__isnull=False) | Q(app__isnull=False),
            ),
        ]
        indexes: ClassVar = [
            # What waits is read oldest first, of all and of one account.
            models.Index(
                fields=["id"], name="connectors_arrival_waiting", condition=Q(state="new")
            ),
            models.Index(
                fields=["account", "id"],
                name="connectors_arrival_waits_of",
                condition=Q(state="new"),
            ),
            # The administrator looks for what nobody can read.
            models.Index(
                fields=["account", "received_at"],
                name="connectors_arrival_failed",
                condition=Q(state="failed"),
            ),
            # What was dealt with goes, the oldest first.
            models.Index(
                fields=["received_at"],
                name="connectors_arrival_done",
                condition=Q(state__in=["parsed", "put_away"]),
            ),
            # store() asks for the newest of one source.
            models.Index(
                F("account"),
                F("source"),
                F("subject"),
                F("id").desc(),
                name="connectors_arrival_newest",
            ),
            # The channel's page: when a webhook last came in.
            models.Index(
                fields=["account", "-received_at"],
                name="connectors_arrival_webhook",
                condition=Q(app__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account or self.app} · {self.source} · {self.received_at:%d-%m-%Y %H:%M}"

    @property
    def raw(self) -> Raw:
        return Raw(source=self.source, body=bytes(self.body), subject=self.subject)

    @property
    def can_be_read_again(self) -> bool:
        """Not what came instead of an answer: the next poll asks the same anew."""
        return self.source != UNREADABLE

    @property
    def text(self) -> str:
        """The body for a person who looks into a failure."""
        return bytes(self.body).decode("utf-8", errors="replace")


def digest(raw: Raw) -> str:
    return hashlib.sha256(raw.body).hexdigest()


class LookUpQuerySet(models.QuerySet["LookUp"]):
    def due(self) -> LookUpQuerySet:
        """What to ask for now, of accounts that work."""
        return self.filter(
            state=LookUp.State.WAITING,
            not_before__lte=timezone.now(),
            account__active=True,
            account__state=Account.State.OK,
        )


class LookUp(models.Model):
    """Something whose words did not come along with the news of it.

    subject  what ``Connector.refresh`` is asked for
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DONE = "done", _("done")
        GIVEN_UP = "given_up", _("given up")

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="look_ups")
    subject = models.CharField(max_length=300)
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(default=timezone.now)
    detail = models.CharField(max_length=500, blank=True)

    objects = LookUpQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "subject"], name="connectors_look_up_once"),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["not_before"],
                name="connectors_look_up_waiting",
                condition=Q(state="waiting"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.subject}"
