"""The municipality's account or page on a platform."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors import registry
from connectors.base import Connection, Connector
from connectors.models.app import App, Notes
from connectors.secrets import EncryptedField, Secrets

POLL_LEASE = timedelta(minutes=3)  # a poll of which one page takes longer is taken for dead
CLOCK_SKEW = timedelta(minutes=1)  # by which clocks of several machines may differ


class AccountQuerySet(models.QuerySet["Account"]):
    def working(self) -> AccountQuerySet:
        """Accounts that may be called now: switched on, with credentials that work."""
        return self.filter(active=True, state=Account.State.OK)

    def due(self) -> AccountQuerySet:
        """Accounts to poll now, who waits longest first. A reauthorised account is due at once.

        Who was polled in the future is due too: the clock was wrong and was put right.
        """
        now = timezone.now()
        due = self.working().filter(
            Q(poll_after=None) | Q(poll_after__lte=now) | Q(polled_at__gt=now + CLOCK_SKEW),
            is_free(now),
        )
        return due.order_by(models.F("poll_after").asc(nulls_first=True), "pk")


def is_free(now: datetime) -> Q:
    """Nobody polls the account: a lease that is over, or longer than any can be, is nobody's."""
    longest = now + POLL_LEASE + CLOCK_SKEW
    return Q(polling_until=None) | Q(polling_until__lte=now) | Q(polling_until__gt=longest)


class Account(models.Model):
    """The municipality's account or page on a platform (kanaal).

    app              the app that speaks for it; its secrets are read with those of the account
    features         names of the connector's features that this account has
    daily_ceiling    US dollars a day that asking may cost; polling slows down before it
    search_ceiling   US dollars of those that saved searches may cost: see ``connectors.listening``
    polled_at        when everything new was last in
    contact_at       when the platform last answered, whatever we asked
    webhooks         whether its webhooks come in, checked on the clock
    token_expires_at when the credentials lapse unless they are renewed
    connected_at     since when we listen to it
    signed           answers end with the initials of who wrote them
    canary_at        when the newest test message was written that came all the way in
    learned          what its connector found out beside the polls, by name
    """

    class State(models.TextChoices):
        OK = "ok", _("connected")
        REAUTHORISE = "reauthorise", _("reconnect")

    class Webhooks(models.TextChoices):
        NONE = "", _("not used")
        GOOD = "good", _("come in")
        BROKEN = "broken", _("do not come in")

    kind = models.CharField(_("platform"), max_length=20, choices=registry.kinds)
    name = models.CharField(_("name"), max_length=100, help_text=_("As colleagues know it."))
    external_id = models.CharField(
        _("identifier"), max_length=64, help_text=_("The platform's number for this account.")
    )
    handle = models.CharField(_("user name"), max_length=100, blank=True, help_text=_("Without @."))
    app = models.ForeignKey(
        App,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="accounts",
        verbose_name=_("app"),
    )
    features: models.JSONField[Any, Any] = models.JSONField(_("features"), default=list, blank=True)
    credentials = EncryptedField(_("credentials"), blank=True, default=dict)
    active = models.BooleanField(_("active"), default=True)
    signed = models.BooleanField(
        _("answers are signed"),
        default=False,
        help_text=_("Under each answer stand the initials of who wrote it, such as ^AB."),
    )
    daily_ceiling = models.DecimalField(
        _("most to spend in a day"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In US dollars. Asking for news slows down before it, and stops there."),
    )
    search_ceiling = models.DecimalField(
        _("most to spend on saved searches in a day"),
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=_("In US dollars. Left empty: half of what may be spent in a day."),
    )
    state = models.CharField(
        _("state"), max_length=20, choices=State.choices, default=State.OK, editable=False
    )
    problem = models.CharField(_("problem"), max_length=40, blank=True, editable=False)
    problem_detail = models.CharField(max_length=500, blank=True, editable=False)
    cursor: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)
    polled_at = models.DateTimeField(_("last polled"), null=True, editable=False)
    poll_after = models.DateTimeField(null=True, editable=False)
    polling_until = models.DateTimeField(null=True, editable=False)
    contact_at = models.DateTimeField(_("last contact"), null=True, editable=False)
    token_expires_at = models.DateTimeField(null=True, editable=False)
    token_renewed_at = models.DateTimeField(null=True, editable=False)
    missing: models.JSONField[Any, Any] = models.JSONField(default=list, editable=False)
    examined_at = models.DateTimeField(null=True, editable=False)
    webhooks = models.CharField(
        _("webhooks"), max_length=10, blank=True, choices=Webhooks.choices, editable=False
    )
    webhooks_detail = models.CharField(max_length=500, blank=True, editable=False)
    webhooks_checked_at = models.DateTimeField(null=True, editable=False)
    connected_at = models.DateTimeField(default=timezone.now, editable=False)
    canary_at = models.DateTimeField(null=True, editable=False)
    learned: models.JSONField[Any, Any] = models.JSONField(default=dict, editable=False)

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

    def connect(self, *, listens: bool = True) -> Connector:
        """A connector that speaks for this account."""
        return registry.connect(self.kind, self.connection(listens=listens))

    def connection(self, *, listens: bool = True) -> Connection:
        """What a connector or a gateway needs to speak for this account.

        listens   with its saved searches, which who asks the platform nothing can do without
        """
        from connectors import listening  # which counts in tables of its own

        every: dict[str, timedelta] = {}
        if listens:
            rows = self.searches.active().values_list("query", "every")
            every = {query: timedelta(minutes=minutes) for query, minutes in rows}
        return Connection(
            external_id=self.external_id,
            handle=self.handle,
            vault=AccountVault(self),
            features=frozenset(self.features),
            searches=tuple(every),
            search_rest=listening.rest(self) if every else timedelta(0),
            search_every={query: rest for query, rest in every.items() if rest},
            meter=listening.ListeningMeter(self.pk),
            notebook=Notes(Account.objects.filter(pk=self.pk)),
        )

    @property
    def silent(self) -> bool:
        """Nothing was heard for far longer than the polling interval: someone should look."""
        beside_webhooks = self.webhooks == Account.Webhooks.GOOD
        every = settings.RECONCILE_SECONDS if beside_webhooks else settings.POLL_SECONDS
        patience = timedelta(seconds=max(10 * every, 300))
        return self.active and (
            self.polled_at is None or timezone.now() - self.polled_at > patience
        )


class AccountVault:
    """``connectors.base.Vault`` on an Account row and the app it belongs to."""

    def __init__(self, account: Account) -> None:
        self._account = account

    def read(self) -> Mapping[str, str]:
        return Secrets({**self._of_the_app(), **self._account.credentials})

    def renew(
        self, stale: Mapping[str, str], renew: Callable[[Mapping[str, str]], Mapping[str, str]]
    ) -> Mapping[str, str]:
        # The lock is held while the platform answers: a refresh token works once, so no second
        # process may use it, and a rotated one must be stored before anyone uses it.
        shared = self._of_the_app()
        with transaction.atomic(durable=True):
            row = Account.objects.select_for_update(no_key=True).get(pk=self._account.pk)
            if {**shared, **row.credentials} == dict(stale):
                fresh = renew(stale)
                own = {key: value for key, value in fresh.items() if shared.get(key) != value}
                row.credentials = Secrets(own)
                row.token_renewed_at = timezone.now()
                row.save(update_fields=["credentials", "token_renewed_at"])
        self._account.credentials = row.credentials
        return self.read()

    def _of_the_app(self) -> dict[str, str]:
        return dict(self._account.app.credentials) if self._account.app else {}


class SearchQuerySet(models.QuerySet["Search"]):
    def active(self) -> SearchQuerySet:
        """Those that are listened to now: switched on, and not past their end."""
        running = Q(ends_at=None) | Q(ends_at__gt=timezone.now())
        return self.filter(running, active=True)


class Search(models.Model):
    """A saved query to listen to, where a platform can be searched (luisterzoekopdracht).

    query    in the platform's language; made of ``wanted``
    wanted   the fields of ``connectors.base.Wanted``, as somebody filled them in; {} of a query
             from before there were fields
    every    minutes between two times that it is asked; 0 is at every poll
    ends_at  from when it is no longer asked; None when never
    """

    class Every(models.IntegerChoices):
        POLL = 0, _("as soon as possible")
        QUARTER = 15, _("every quarter of an hour")
        HOUR = 60, _("every hour")
        FOUR_HOURS = 240, _("every four hours")
        DAY = 1440, _("once a day")

    account = models.ForeignKey(
        Account, on_delete=models.CASCADE, related_name="searches", verbose_name=_("channel")
    )
    name = models.CharField(_("name"), max_length=80, blank=True)
    query = models.CharField(_("query"), max_length=1024)
    wanted: models.JSONField[Any, Any] = models.JSONField(default=dict, blank=True)
    every = models.PositiveSmallIntegerField(
        _("how often"), choices=Every.choices, default=Every.POLL
    )
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    active = models.BooleanField(_("active"), default=True)

    objects = SearchQuerySet.as_manager()

    class Meta:
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        ordering: ClassVar = ["name", "query"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "query"], name="connectors_search_once"),
        ]

    def __str__(self) -> str:
        return self.name or self.query

    @property
    def ended(self) -> bool:
        """Whether its end came."""
        return self.ends_at is not None and self.ends_at <= timezone.now()

    @property
    def listening(self) -> bool:
        """Whether it is asked now."""
        return self.active and not self.ended
