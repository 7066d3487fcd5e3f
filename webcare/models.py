from typing import ClassVar

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.utils.translation import gettext_lazy as _

from webcare.preferences.columns import Preferences
from webcare.push.models import Device, PushKey

__all__ = ["Device", "PushKey", "Team", "User"]


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
