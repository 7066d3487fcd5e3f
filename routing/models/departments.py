"""Departments: who is responsible, who answers there, and what they may do by themselves."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User


class Kind(models.TextChoices):
    """What the citizen wants (soort)."""

    QUESTION = "vraag", _("question")
    REPORT = "melding", _("report")
    COMPLAINT = "klacht", _("complaint")
    COMPLIMENT = "compliment", _("compliment")
    IDEA = "idee", _("idea")
    OTHER = "overig", _("other")


class DepartmentQuerySet(models.QuerySet["Department"]):
    def of(self, user: User | AnonymousUser) -> DepartmentQuerySet:
        """Those this person answers for today: their own, and those of whom they stand in for."""
        away = Absence.objects.on(timezone.localdate())
        stands_in = away.filter(deputy=user.pk, person__is_active=True).of_membership()
        member = Department.members.through.objects.filter(Q(user=user.pk) | Q(Exists(stands_in)))
        return self.filter(pk__in=member.values("department"))


class Department(models.Model):
    """A department that is responsible for a field of work (vakafdeling).

    email            its mailbox: questions go there, and whoever reads it may answer
    open_to_others   officials of other departments may take up its questions that nobody claimed
    """

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
    email = models.EmailField(
        _("mailbox"), blank=True, help_text=_("Questions are mailed here as well.")
    )
    open_to_others = models.BooleanField(
        _("open to others"),
        default=True,
        help_text=_("Officials of other departments may take up questions that nobody claimed."),
    )
    active = models.BooleanField(_("active"), default=True)

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        ordering: ClassVar = ["name"]
        permissions: ClassVar = [
            ("manage_own_department", _("Can look after departments they belong to"))
        ]

    def __str__(self) -> str:
        return self.name


class Subject(models.Model):
    """Something a department answers for, and whether it may do so without an agent (mandaat).

    mandate     an answer may leave without an agent's look
    four_eyes   after a second colleague of the department looked at it
    """

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="subjects")
    name = models.CharField(_("subject"), max_length=100)
    mandate = models.BooleanField(_("may answer directly"), default=False)
    four_eyes = models.BooleanField(_("a second colleague looks along"), default=True)

    class Meta:
        verbose_name = _("subject")
        verbose_name_plural = _("subjects")
        ordering: ClassVar = ["name"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "name"], name="routing_subject_once"),
        ]

    def __str__(self) -> str:
        return self.name


class CannedAnswer(models.Model):
    """Words that a department often uses (standaardantwoord)."""

    department = models.ForeignKey(Department, on_delete=models.CASCADE, related_name="canned")
    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"), max_length=4000)

    class Meta:
        verbose_name = _("canned answer")
        verbose_name_plural = _("canned answers")
        ordering: ClassVar = ["title"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["department", "title"], name="routing_canned_once"),
        ]

    def __str__(self) -> str:
        return self.title


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> AbsenceQuerySet:
        return self.filter(Q(last_day=None) | Q(last_day__gte=day), first_day__lte=day)

    def holding_at(self, department: int | OuterRef) -> AbsenceQuerySet:
        """Those whose deputy stands in at this department (primary key) for a member who is away.

        That the person is a member there is for the caller to see to.
        """
        return self.filter(Q(everywhere=True) | Q(departments=department))

    def of_membership(self) -> AbsenceQuerySet:
        """The same in a subquery over memberships: of that member, at that department."""
        return self.holding_at(OuterRef("department")).filter(person=OuterRef("user"))


class Absence(models.Model):
    """Someone is away, and who answers meanwhile. Both days belong to it.

    everywhere    the deputy stands in for all departments of the person: they chose the deputy
                  themselves, or somebody did who may change every department
    departments   else only for these: those that who chose the deputy may change
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="absences"
    )
    first_day = models.DateField(_("first day"))
    last_day = models.DateField(_("last day"), null=True, blank=True)
    deputy = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="deputises",
        verbose_name=_("deputy"),
    )
    everywhere = models.BooleanField(default=True)
    departments = models.ManyToManyField(Department, blank=True, related_name="+")

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering: ClassVar = ["first_day", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="routing_absence_ends_after_it_begins",
                condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                violation_error_message=_("The last day comes before the first."),
            ),
            models.CheckConstraint(
                name="routing_absence_has_another_deputy",
                condition=Q(deputy=None) | ~Q(deputy=F("person")),
                violation_error_message=_("Choose someone else as deputy."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.first_day}"
