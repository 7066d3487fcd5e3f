"""Departments, the rules that find them, and the questions they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from routing import decide
from routing.conditions import About, Broken, evaluate
from routing.facts import Facts

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

EMPTY_FACTS = Facts(text="", channel="", account=0, author="", at=timezone.now())


class Kind(models.TextChoices):
    """What the citizen wants (soort)."""

    QUESTION = "vraag", _("question")
    REPORT = "melding", _("report")
    COMPLAINT = "klacht", _("complaint")
    COMPLIMENT = "compliment", _("compliment")
    IDEA = "idee", _("idea")
    OTHER = "overig", _("other")


class Department(models.Model):
    """A department that is responsible for a field of work (vakafdeling)."""

    slug = models.SlugField(_("short name"), unique=True)
    name = models.CharField(_("name"), max_length=100, unique=True)
    description = models.TextField(
        _("what belongs here"), blank=True, help_text=_("Shown to agents who forward a question.")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="departments",
        verbose_name=_("members"),
    )
    active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


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
    active = models.BooleanField(_("active"), default=True)
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
        return decide.Line(self.pk, self.name, self.department_id, tests, self.kind, self.urgent)


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
        return f"{self.get_about_display()}: {', '.join(self.values.split())}"

    def clean(self) -> None:
        try:
            evaluate(self.about, self.values, EMPTY_FACTS)
        except Broken as broken:
            raise ValidationError({"values": str(broken)}) from broken


class ReferralQuerySet(models.QuerySet["Referral"]):
    def visible_to(self, user: User | AnonymousUser) -> ReferralQuerySet:
        """Those of the departments this person answers for."""
        if not user.is_active or not user.has_perm("routing.answer_referral"):
            return self.none()
        return self.filter(department__members=user.pk)

    def open(self) -> ReferralQuerySet:
        return self.filter(state=Referral.State.OPEN)


class Referral(models.Model):
    """A question for a department (doorgezette vraag), with a snapshot of what went along.

    ``snapshot``: {"channel": str, "post": str, "messages": [{"ours": bool, "text": str,
    "at": ISO 8601}]}. The department sees this and nothing else of the inbox.
    """

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        HANDED_BACK = "handed_back", _("handed back")
        WITHDRAWN = "withdrawn", _("withdrawn")

    department = models.ForeignKey(
        Department, on_delete=models.PROTECT, related_name="referrals", verbose_name=_("department")
    )
    question = models.TextField(_("question"), max_length=4000)
    snapshot: models.JSONField[Any, Any] = models.JSONField(default=dict)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(_("asked"), default=timezone.now)
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.OPEN)
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = ReferralQuerySet.as_manager()

    class Meta:
        verbose_name = _("forwarded question")
        verbose_name_plural = _("forwarded questions")
        ordering: ClassVar = ["asked_at", "pk"]
        permissions: ClassVar = [("answer_referral", _("Can answer forwarded questions"))]
        indexes: ClassVar = [
            # "Mijn vragen": the open ones of a department, oldest first.
            models.Index(
                fields=["department", "asked_at"],
                name="routing_referral_open",
                condition=Q(state="open"),
            ),
            models.Index(
                fields=["department", "-closed_at"],
                name="routing_referral_closed",
                condition=~Q(state="open"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.department}: {self.question[:60]}"


class Answer(models.Model):
    """What a department said: an answer, or the question given back with a reason."""

    referral = models.OneToOneField(Referral, on_delete=models.CASCADE, related_name="answer")
    text = models.TextField(_("answer"), max_length=8000)
    handed_back = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                name="routing_answer_has_text",
                condition=~Q(text=""),
                violation_error_message=_("An answer needs words."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]
