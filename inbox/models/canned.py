"""Canned answers: words that are ready for what is asked often."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, When
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox.workflow import Sending
from routing.models import Department, Kind

LANGUAGES = [
    ("nl", "Nederlands"),
    ("en", "English"),
    ("de", "Deutsch"),
    ("fr", "Français"),
    ("pl", "Polski"),
    ("tr", "Türkçe"),
    ("uk", "Українська"),
    ("ar", "العربية"),
]

LATELY = timedelta(days=90)


class CannedQuerySet(models.QuerySet["Canned"]):
    def with_use(self) -> CannedQuerySet:
        """Each with ``uses``, how often it was sent lately, and ``used_at``, when last.

        Counted from the answers that were placed: nobody gains by inserting one.
        """
        from inbox.models.sending import Outbound

        sent = Outbound.objects.filter(canned=OuterRef("pk"), state=Sending.SENT).order_by()
        lately = sent.filter(sent_at__gte=timezone.now() - LATELY).values("canned")
        return self.annotate(
            uses=Coalesce(Subquery(lately.annotate(number=Count("pk")).values("number")), 0),
            used_at=Subquery(sent.order_by("-sent_at").values("sent_at")[:1]),
        )

    def due_first(self) -> CannedQuerySet:
        """With ``due``: what somebody has to look at again stands on top, the longest due first;
        then those in use by name, and last those that are not."""
        due = Q(active=True, review_by__lt=timezone.localdate())
        longest = Case(When(due, then=F("review_by")))
        return self.annotate(due=due).order_by(
            longest.asc(nulls_last=True), F("active").desc(), Lower("title"), "pk"
        )


class Canned(models.Model):
    """Words for a question that is asked often (standaardantwoord).

    shortcut   what is typed after a slash to have it, in small letters
    text       with variables such as ``{{naam}}``: see ``inbox.canned.variables``
    departments, accounts   where it is for; none means everywhere
    kind       for which kind of message, "" for all
    review_by  when somebody should have looked whether it is still true
    version    raised at each change, so that nobody writes over another's
    """

    title = models.CharField(_("title"), max_length=80)
    shortcut = models.CharField(
        _("shortcut"),
        max_length=20,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9-]*\Z",
                _("Only small letters, digits and dashes, without spaces."),
            )
        ],
    )
    text = models.TextField(_("text"), max_length=4000)
    departments: models.ManyToManyField[Department, Any] = models.ManyToManyField(
        Department, blank=True, related_name="+", verbose_name=_("departments")
    )
    accounts: models.ManyToManyField[Account, Any] = models.ManyToManyField(
        Account, blank=True, related_name="+", verbose_name=_("channels")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    language = models.CharField(_("language"), max_length=5, choices=LANGUAGES, default="nl")
    active = models.BooleanField(_("in use"), default=True)
    review_by = models.DateField(_("look at it again before"), null=True, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("owner"),
    )
    version = models.PositiveIntegerField(default=0)

    objects = CannedQuerySet.as_manager()

    class Meta:
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
        ordering: ClassVar = [Lower("title"), "pk"]
        default_permissions: ClassVar = []
        permissions: ClassVar = [("change_canned", _("Can write canned answers"))]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["shortcut"],
                name="inbox_canned_shortcut_once",
                violation_error_message=_("Another canned answer has this shortcut already."),
            ),
            models.UniqueConstraint(
                Lower("title"),
                name="inbox_canned_title_once",
                violation_error_message=_("There is one with this name already."),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class CannedVersion(models.Model):
    """Who changed a canned answer, when, and what it said since: its fields by name, lists of
    names where there are several. Never changed."""

    canned = models.ForeignKey(Canned, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    said: models.JSONField[Any, Any] = models.JSONField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["-number"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["canned", "number"], name="inbox_canned_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.canned} {self.number}"
