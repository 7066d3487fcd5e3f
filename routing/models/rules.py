"""Rules that name a department, and every version they ever had."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing import decide
from routing.conditions import About
from routing.models.departments import Department, Kind


class RuleQuerySet(models.QuerySet["Rule"]):
    def lines(self) -> list[decide.Line]:
        """The active rules in order, as ``routing.decide`` reads them. Two queries."""
        rules = self.filter(active=True, department__active=True).order_by("order", "pk")
        return [rule.line() for rule in rules.prefetch_related("conditions")]


class Rule(models.Model):
    """An ordered rule: the first whose conditions all hold names the department."""

    order = models.PositiveIntegerField(_("order"), default=100)
    name = models.CharField(_("name"), max_length=100)
    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="rules", verbose_name=_("department")
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices, blank=True)
    urgent = models.BooleanField(_("urgent"), default=False)
    four_eyes = models.BooleanField(
        _("a second colleague looks along"),
        default=False,
        help_text=_("Before an answer leaves, of the webcare team or of a department by itself."),
    )
    active = models.BooleanField(_("active"), default=True)
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    problem = models.CharField(_("problem"), max_length=300, blank=True, editable=False)

    objects = RuleQuerySet.as_manager()

    class Meta:
        verbose_name = _("rule")
        verbose_name_plural = _("rules")
        ordering: ClassVar = ["order", "pk"]

    def __str__(self) -> str:
        return self.name

    def line(self) -> decide.Line:
        tests = tuple(
            decide.Test(about=condition.about, values=condition.values, negate=condition.negate)
            for condition in self.conditions.all()
        )
        return decide.Line(
            self.pk,
            self.name,
            self.department_id,
            tests,
            self.kind,
            self.urgent,
            self.version,
            self.four_eyes,
        )


class Condition(models.Model):
    """One condition of a rule."""

    rule = models.ForeignKey(Rule, on_delete=models.CASCADE, related_name="conditions")
    about = models.CharField(_("about"), max_length=20, choices=About.choices)
    negate = models.BooleanField(_("must not hold"), default=False)
    values = models.TextField(
        _("values"),
        help_text=_(
            "One on each line; any of them will do. In words, * stands for the rest of a word: "
            "“berk*”. A moment is written as “ma-vr 09:00-17:00”."
        ),
    )

    class Meta:
        verbose_name = _("condition")
        verbose_name_plural = _("conditions")
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return f"{self.get_about_display()}: {', '.join(self.values.splitlines())}"


class RuleVersion(models.Model):
    """A rule as it was from one moment to the next. Written with it, never edited.

    ``said``: {"order": int, "name": str, "department": slug, "kind": str, "urgent": bool,
    "four_eyes": bool, "active": bool, "conditions": [{"about": str, "negate": bool,
    "values": str}]}, or {} when the rule was deleted.
    """

    rule = models.ForeignKey(Rule, on_delete=models.SET_NULL, null=True, related_name="versions")
    name = models.CharField(max_length=100)
    number = models.PositiveIntegerField()
    said: models.JSONField[Any, Any] = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("version of a rule")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["rule", "number"], name="routing_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"
