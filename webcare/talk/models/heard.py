"""Which terms were heard, and which of them stand out now."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation
from routing.models import Department


class Heard(models.Model):
    """What a citizen spoke of in one conversation on one day.

    Words of a citizen: it goes when the conversation goes.

    day     by the clock on the wall
    at      when the first of it was written
    terms   each once, in the order of writing; without those that are rare, once it is old
    """

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    at = models.DateTimeField()
    terms: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=80))

    class Meta:
        verbose_name = _("what was spoken of")
        ordering: ClassVar = ["-at", "-pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["conversation", "day"], name="talk_heard_once"),
        ]
        indexes: ClassVar = [
            # A period.
            models.Index(fields=["at"], name="talk_heard_at"),
            # Who spoke of one term.
            GinIndex(fields=["terms"], name="talk_heard_terms"),
        ]

    def __str__(self) -> str:
        return ", ".join(self.terms)


class Behind(models.Model):
    """A conversation of which the terms are to be read again."""

    conversation = models.PositiveBigIntegerField()

    class Meta:
        ordering: ClassVar = ["pk"]

    def __str__(self) -> str:
        return str(self.conversation)


class Finding(models.Model):
    """A term that stands out, as it was worked out last: see ``weighing``.

    span           what it was looked for in
    department     whose conversations; None for those of all
    neighbourhood  of where; "" for everywhere. Never both
    rank           from 1
    heard          conversations in which it was heard; ``of``, of how many
    expected       how many that would be, going by what it was compared with
    score          how sure it is that this is no chance, in standard deviations
    also           terms that are mostly said in the same conversations
    course         conversations per week, the newest last
    conversations  primary keys of the newest of them
    """

    class Span(models.TextChoices):
        DAY = "dag", _("the last 24 hours")
        WEEK = "week", _("the last 7 days")
        SEASON = "seizoen", _("the last 13 weeks")

    span = models.CharField(max_length=10, choices=Span.choices)
    department = models.ForeignKey(
        Department, on_delete=models.CASCADE, null=True, related_name="+"
    )
    neighbourhood = models.CharField(max_length=100, blank=True)
    rank = models.PositiveSmallIntegerField()
    term = models.CharField(max_length=80)
    heard = models.PositiveIntegerField()
    of = models.PositiveIntegerField()
    expected = models.FloatField()
    score = models.FloatField()
    also: ArrayField[list[str], list[str]] = ArrayField(models.CharField(max_length=80))
    course: ArrayField[list[int], list[int]] = ArrayField(models.PositiveIntegerField())
    conversations: ArrayField[list[int], list[int]] = ArrayField(models.PositiveBigIntegerField())
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding")
        ordering: ClassVar = ["span", "department", "neighbourhood", "rank"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["span", "department", "neighbourhood", "rank"],
                name="talk_finding_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return self.term
