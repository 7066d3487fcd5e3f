from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from webcare.preferences.columns import Preferences
from webcare.push.models import Device, PushKey

__all__ = ["Device", "Failing", "PushKey", "Team", "User"]


class Team(models.Model):
    """People who answer together, such as those of the evening. Figures are told apart by it."""

    name = models.CharField(_("Name"), max_length=100, unique=True)

    class Meta:
        verbose_name = _("team")
        verbose_name_plural = _("teams")
        ordering: ClassVar = ["name"]

    def __str__(self) -> str:
        return self.name


class User(AbstractUser, Preferences):
    """Someone who works here. What they may do is in their roles: see ``webcare.roles``.

    signature      what stands beneath their answers on channels that sign, "" for the proposed one
    checked_since  since when a colleague approves each of their answers before it goes; None when
                   nobody does
    team           with whom they answer
    """

    signature = models.CharField(_("Signature"), max_length=8, blank=True)
    checked_since = models.DateTimeField(null=True, editable=False)
    team = models.ForeignKey(
        Team,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("team"),
    )

    def __str__(self) -> str:
        return self.get_full_name() or self.username

    @property
    def initials(self) -> str:
        words = str(self).split()
        return "".join(word[0] for word in (words[:1] + words[1:][-1:])).upper()

    @property
    def needs_approval(self) -> bool:
        return self.checked_since is not None

    @property
    def sign(self) -> str:
        """Such as "^AB"."""
        return self.signature or f"^{self.initials}"


class Failing(models.Model):
    """Work in the background that fails, from the first time until it succeeds again.

    number  of which row of that work, such as the primary key of a conversation; 0 for all of it
    error   its kind, never its words
    at      when it failed last
    """

    class Work(models.TextChoices):
        FIGURES = "figures", _("counting the figures")
        TALK = "talk", _("reading what the town talks about")
        FINDING = "finding", _("finding what stands out")
        SEASON = "season", _("finding what is typical")
        ASKING = "asking", _("grouping what is asked often")
        RARE = "rare", _("forgetting rare words")
        SPIKES = "spikes", _("looking for spikes")
        OTHERS = "others", _("looking whether promises, channels and departments keep up")
        TELLING = "telling", _("telling of signals")
        USUAL = "usual", _("learning what is usual")

    work = models.CharField(max_length=10, choices=Work.choices)
    number = models.PositiveBigIntegerField(default=0)
    error = models.CharField(max_length=100)
    since = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["work", "number"], name="webcare_failing_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_work_display()}: {self.error}"
