"""What a person can choose. Columns of User, so that no page asks for them separately."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Language(models.TextChoices):
    DEVICE = "", _("As the device")
    DUTCH = "nl", "Nederlands"
    ENGLISH = "en", "English"


class Appearance(models.TextChoices):
    DEVICE = "", _("As the device")
    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class Contrast(models.TextChoices):
    DEVICE = "", _("As the device")
    MORE = "more", _("More contrast")


class Density(models.TextChoices):
    COMFORTABLE = "", _("Comfortable")
    COMPACT = "compact", _("Compact")


class Motion(models.TextChoices):
    DEVICE = "", _("As the device")
    NONE = "none", _("No motion")


class Duty(models.TextChoices):
    """When notifications may come."""

    ROSTER = "", _("When I am at work: in service hours, or when the roster names me")
    ON = "on", _("Always, until I change this")
    OFF = "off", _("Not now: I am not on duty")


class Preferences(models.Model):
    """Empty means: as the device says, or as it was before anyone chose.

    opens_next     after an answer the next conversation opens by itself
    notifications  whether anything below it is told at all
    signals_mail, signals_at_night    of who gets signals: see ``webcare.warnings``
    notify_text    a notification may hold the words of the citizen
    """

    language = models.CharField(
        _("Language"), max_length=2, choices=Language.choices, default="", blank=True
    )
    appearance = models.CharField(
        _("Appearance"), max_length=5, choices=Appearance.choices, default="", blank=True
    )
    contrast = models.CharField(
        _("Contrast"), max_length=4, choices=Contrast.choices, default="", blank=True
    )
    density = models.CharField(
        _("Density"), max_length=7, choices=Density.choices, default="", blank=True
    )
    motion = models.CharField(
        _("Motion"), max_length=4, choices=Motion.choices, default="", blank=True
    )
    shortcuts = models.BooleanField(_("Shortcuts of one key"), default=True)
    opens_next = models.BooleanField(_("The next conversation opens by itself"), default=True)
    notifications = models.BooleanField(_("Show notifications"), default=False)
    notify_danger = models.BooleanField(_("Somebody may be in danger"), default=True)
    notify_mine = models.BooleanField(_("Something new in a conversation of mine"), default=True)
    notify_mention = models.BooleanField(_("A colleague names me in a note"), default=True)
    notify_new = models.BooleanField(_("A new message in the queue"), default=False)
    notify_check = models.BooleanField(_("An answer to check"), default=False)
    notify_signals = models.BooleanField(_("A signal: far more people than usual"), default=True)
    notify_text = models.BooleanField(_("Show what the citizen wrote"), default=False)
    signals_mail = models.BooleanField(_("Mail me about signals"), default=True)
    signals_at_night = models.BooleanField(_("Serious signals at night too"), default=False)
    sound = models.BooleanField(_("With a short sound"), default=False)
    duty = models.CharField(
        _("When they come"), max_length=6, choices=Duty.choices, default="", blank=True
    )
    tour_over = models.BooleanField(_("Took the tour, or skipped it"), default=False)

    class Meta:
        abstract = True

    @property
    def reads_in(self) -> str:
        """The language of mail to them."""
        return self.language or settings.LANGUAGE_CODE
