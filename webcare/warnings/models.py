"""Signals, what is usual, and what we learned to expect."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inbox.models import Crisis
from webcare.warnings.spikes import Scope, Sensitivity
from webcare.warnings.usual import Usual

MOST_TIMES = 50  # the usual; more is said in words


class Least(StrEnum):
    """What is no spike, of which a false alarm teaches from how many on it is said."""

    NORM = "norm"
    SILENT = "silent"
    LATE = "late"


LEASTS: dict[Least, Promise] = {
    Least.NORM: _("said from %(number)d questions that pass their promised time within the hour"),
    Least.SILENT: _("said where at least %(number)d people usually write in that time"),
    Least.LATE: _("said from %(number)d questions that are too late"),
}


class Baseline(models.Model):
    """What is usual for one series, learned every night from the messages themselves.

    key    the name of a neighbourhood, the primary key of a department or of a channel; "" for all
    usual  as ``usual.Usual`` writes it
    """

    scope = models.CharField(max_length=10)
    key = models.CharField(max_length=100, blank=True)
    usual: models.JSONField[Any, Any] = models.JSONField()
    learned_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["scope", "key"], name="warnings_baseline_once")
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

    def read(self) -> Usual:
        return Usual.from_json(self.usual)


class SignalQuerySet(models.QuerySet["Signal"]):
    def standing(self) -> SignalQuerySet:
        """What goes on now, also what was called a false alarm: it is not said again."""
        return self.filter(over_at=None)

    def going_on(self) -> SignalQuerySet:
        """What goes on now and is worth a look."""
        return self.standing().exclude(verdict=Signal.Verdict.FALSE)

    def in_a_line(self) -> SignalQuerySet:
        """Without what only the page of a signal reads."""
        return self.defer("evidence", "conversations")


class Signal(models.Model):
    """Something that is about to go wrong (signaal), from when it was noticed until it was over.

    key            what it is about: the same thing is said once
    since          when it began
    high_at        when it was last seen to go on
    evidence       the numbers, the words and the course: see ``evidence.Evidence``
    gist           of that what is said in a line, for the band of every page
    conversations  primary keys of those behind it, the newest first; some may be gone by now
    crisis         crisis mode that was begun because of it
    verdict        what a lead said of it afterwards; ``reason`` why
    """

    class Kind(models.TextChoices):
        SPIKE = "spike", _("more people than usual")
        NORM = "norm", _("promised times are about to be missed")
        SILENT = "silent", _("a channel is silent")
        DEPARTMENT = "department", _("a department cannot keep up")

    class Verdict(models.TextChoices):
        NONE = "", _("not marked")
        TRUE = "true", _("it was real")
        FALSE = "false", _("false alarm")

    class Reason(models.TextChoices):
        NONE = "", "–"
        EVENT = "event", _("an event that we knew of")
        CAMPAIGN = "campaign", _("a campaign or advertisement")
        OURS = "ours", _("a post of our own")
        SAME = "same", _("often the same message")
        WEEKLY = "weekly", _("it is so every week at this time")
        OTHER = "other", _("something else")

    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=200)
    since = models.DateTimeField()
    noticed_at = models.DateTimeField(default=timezone.now)
    high_at = models.DateTimeField()
    over_at = models.DateTimeField(null=True)
    serious = models.BooleanField(default=False)
    evidence: models.JSONField[Any, Any] = models.JSONField(default=dict)
    gist: models.JSONField[Any, Any] = models.JSONField(default=dict)
    conversations: ArrayField[list[int], list[int]] = ArrayField(
        models.PositiveBigIntegerField(), default=list
    )
    crisis = models.ForeignKey(Crisis, on_delete=models.SET_NULL, null=True, related_name="+")
    verdict = models.CharField(
        max_length=5, choices=Verdict.choices, default=Verdict.NONE, blank=True
    )
    reason = models.CharField(max_length=10, choices=Reason.choices, default="", blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    marked_at = models.DateTimeField(null=True)

    objects = SignalQuerySet.as_manager()

    class Meta:
        verbose_name = _("signal")
        verbose_name_plural = _("signals")
        ordering: ClassVar = ["-pk"]
        constraints: ClassVar = [
            # Also the index for what goes on, which every page asks.
            models.UniqueConstraint(
                fields=["kind", "key"],
                name="warnings_signal_once",
                condition=Q(over_at__isnull=True),
            ),
            models.CheckConstraint(
                name="warnings_signal_over_after_since",
                condition=Q(over_at=None) | Q(over_at__gte=F("since")),
            ),
        ]
        indexes: ClassVar = [
            # One that was over lately may go on again.
            models.Index(fields=["over_at"], name="warnings_signal_over"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.key}"

    @property
    def goes_on(self) -> bool:
        return self.over_at is None


class Expectation(models.Model):
    """A time at which more people write than usual, and that is no signal.

    A lead enters it beforehand (the parade, the fair, the tax letters), or it is learned from a
    false alarm. Taking it back keeps the row.

    scope   as of ``Baseline``, a word, or one of ``LEASTS``
    key     as of ``Baseline``, or a word; ``label`` how a person calls it
    hours   of the week at which it holds: see ``slots.slot``; empty for all
    lift    how many times the usual is expected; of ``LEASTS``, from how many on it is said
    signal  the false alarm that it was learned from
    """

    name = models.CharField(_("what"), max_length=100)
    scope = models.CharField(max_length=10)
    key = models.CharField(max_length=100, blank=True)
    label = models.CharField(max_length=200, blank=True)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    hours: ArrayField[list[int], list[int]] = ArrayField(
        models.PositiveSmallIntegerField(), default=list
    )
    lift = models.FloatField(default=4.0)
    reason = models.CharField(max_length=10, choices=Signal.Reason.choices, blank=True)
    signal = models.ForeignKey(
        Signal, on_delete=models.CASCADE, null=True, related_name="expectations"
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        verbose_name = _("expected peak")
        verbose_name_plural = _("expected peaks")
        ordering: ClassVar = ["starts_at", "pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="warnings_expectation_in_order",
                condition=Q(ends_at__gt=F("starts_at")),
                violation_error_message=_("The end comes after the beginning."),
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["ends_at"],
                name="warnings_expectation_holds",
                condition=Q(undone_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def has_hardly_a_limit(self) -> bool:
        """Of what is hardly ever said any number of times is much."""
        return self.lift > MOST_TIMES

    @property
    def where(self) -> str:
        """What it is about, in words."""
        if self.scope == Scope.ALL:
            return gettext("The whole town")
        if self.scope == Least.NORM:
            return gettext("Promised times")
        return f"“{self.key}”" if self.scope == Scope.WORD else self.label or self.key

    @property
    def least(self) -> str:
        """From when on it is said, in words; "" of what is a number of times the usual."""
        if self.scope not in LEASTS:
            return ""
        return str(LEASTS[Least(self.scope)]) % {"number": round(self.lift)}

    def holds_for(self, scope: Scope | Least, key: str, slot: int) -> bool:
        """Whether it says something of this series in this hour of the week."""
        about = (self.scope, self.key) == (scope, key)
        return about and (not self.hours or slot in self.hours)


class Alertness(models.Model):
    """When something is said at all: chosen by a lead, in words. One row; without it the usual."""

    class Level(models.TextChoices):
        CALM = "calm", _("Calm: only what nobody can doubt")
        USUAL = "usual", _("Usual")
        KEEN = "keen", _("Keen: sooner, and now and then for nothing")

    level = models.CharField(max_length=10, choices=Level.choices, default=Level.USUAL)
    least = models.PositiveSmallIntegerField(_("At least so many people"), default=10)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(name="warnings_one_alertness", condition=Q(pk=1)),
            models.CheckConstraint(
                name="warnings_alertness_least", condition=Q(least__gte=6, least__lte=500)
            ),
        ]

    def __str__(self) -> str:
        return self.get_level_display()

    @property
    def sensitivity(self) -> Sensitivity:
        of = {self.Level.CALM: 0.02, self.Level.KEEN: 2.0}
        return Sensitivity(self.least, false_alarms=of.get(self.Level(self.level), 0.2))


class Told(models.Model):
    """That somebody was told of a signal, and how: nobody hears it twice."""

    class How(models.TextChoices):
        MAIL = "mail", _("e-mail")
        DEVICE = "device", _("a device")

    signal = models.ForeignKey(Signal, on_delete=models.CASCADE, related_name="told")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    how = models.CharField(max_length=10, choices=How.choices)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering: ClassVar = ["at", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["signal", "user", "how"], name="warnings_told_once")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.signal}"


def now_expected(at: datetime) -> models.QuerySet[Expectation]:
    """What is expected at this moment."""
    return Expectation.objects.filter(undone_at=None, starts_at__lte=at, ends_at__gt=at)
