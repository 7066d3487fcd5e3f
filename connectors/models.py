"""The municipality's accounts on the platforms, and what arrived from them, raw."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors import registry
from connectors.base import Connection, Connector, Raw
from connectors.secrets import EncryptedField, Secrets

UNREADABLE = "unreadable"  # source of a body that no connector could even page through


class AccountQuerySet(models.QuerySet["Account"]):
    def working(self) -> AccountQuerySet:
        """Accounts that may be called now: switched on, with credentials that work."""
        return self.filter(active=True, state=Account.State.OK)

    def due(self) -> AccountQuerySet:
        """Accounts to poll now. A reauthorised account is due at once."""
        now = timezone.now()
        return self.working().filter(
            Q(poll_after=None) | Q(poll_after__lte=now),
            Q(polling_until=None) | Q(polling_until__lte=now),
        )


class Account(models.Model):
    """The municipality's account or page on a platform (kanaal)."""

    class State(models.TextChoices):
        OK = "ok", _("connected")
        REAUTHORISE = "reauthorise", _("reconnect")

    kind = models.CharField(_("platform"), max_length=20, choices=registry.kinds)
    name = models.CharField(_("name"), max_length=100, help_text=_("As colleagues know it."))
    external_id = models.CharField(
        _("identifier"), max_length=64, help_text=_("The platform's number for this account.")
    )
    handle = models.CharField(_("user name"), max_length=100, blank=True, help_text=_("Without @."))
    credentials = EncryptedField(_("credentials"), blank=True, default=dict)
    active = models.BooleanField(_("active"), default=True)
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.OK, editable=False
    )
    problem = models.CharField(_("problem"), max_length=40, blank=True, editable=False)
    problem_detail = models.CharField(max_length=500, blank=True, editable=False)
    cursor: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    polled_at = models.DateTimeField(_("last polled"), null=True, editable=False)
    poll_after = models.DateTimeField(null=True, editable=False)
    polling_until = models.DateTimeField(null=True, editable=False)

    objects = AccountQuerySet.as_manager()

    class Meta:
        verbose_name = _("channel")
        verbose_name_plural = _("channels")
        ordering: ClassVar = ["name", "kind"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "external_id"],
                name="connectors_account_once",
                violation_error_message=_("This account is already connected."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label} · {self.name}"

    @property
    def label(self) -> str:
        """The platform's name, as a person reads it."""
        return str(registry.connector_class(self.kind).label)

    @property
    def connector_class(self) -> type[Connector]:
        return registry.connector_class(self.kind)

    def connect(self) -> Connector:
        """A connector that speaks for this account."""
        return registry.connect(
            self.kind,
            Connection(external_id=self.external_id, handle=self.handle, vault=AccountVault(self)),
        )

    @property
    def silent(self) -> bool:
        """Nothing was heard for far longer than the polling interval: someone should look."""
        patience = timedelta(seconds=max(10 * settings.POLL_SECONDS, 300))
        return self.active and (
            self.polled_at is None or timezone.now() - self.polled_at > patience
        )


class AccountVault:
    """``connectors.base.Vault`` on an Account row."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def read(self) -> Mapping[str, str]:
        return Secrets(self._account.credentials)

    def renew(
        self, stale: Mapping[str, str], renew: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        # The lock is held while the platform answers: a refresh token works once, so no second
        # process may use it, and a rotated one must be stored before anyone uses it.
        with transaction.atomic(durable=True):
            row = Account.objects.select_for_update(no_key=True).get(pk=self._account.pk)
            if dict(row.credentials) == dict(stale):
                row.credentials = Secrets(renew(stale))
                row.save(update_fields=["credentials"])
        self._account.credentials = row.credentials
        return Secrets(row.credentials)


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def waiting(self) -> ArrivalQuerySet:
        return self.filter(state=Arrival.State.NEW)

    def failed(self) -> ArrivalQuerySet:
        return self.filter(state=Arrival.State.FAILED)


class Arrival(models.Model):
    """One body as a platform gave it. It is stored before anyone tries to understand it."""

    class State(models.TextChoices):
        NEW = "new", _("waiting")
        PARSED = "parsed", _("read")
        FAILED = "failed", _("unreadable")
        PUT_AWAY = "put_away", _("put away")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="arrivals", verbose_name=_("channel")
    )
    source = models.CharField(_("source"), max_length=40)
    subject = models.CharField(_("about"), max_length=100, blank=True)
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
        indexes: ClassVar = [
            # The sweep looks for what nobody read; the administrator for what nobody can read.
            models.Index(
                fields=["received_at"],
                name="connectors_arrival_waiting",
                condition=Q(state="new"),
            ),
            models.Index(
                fields=["account", "received_at"],
                name="connectors_arrival_failed",
                condition=Q(state="failed"),
            ),
            # store() asks for the newest of one source.
            models.Index(
                F("account"),
                F("source"),
                F("subject"),
                F("id").desc(),
                name="connectors_arrival_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.source} · {self.received_at:%d-%m-%Y %H:%M}"

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
