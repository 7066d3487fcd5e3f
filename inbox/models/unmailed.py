"""Who could not be mailed what they had to know."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Unmailed(models.Model):
    """One address that reminders do not reach. Gone when a mail to it leaves.

    to       "" for danger of which there was nobody to mail at all
    danger   it was about danger, the newest time
    detail   what the mail server said
    since    when it went wrong first; ``at`` the newest time
    """

    class Problem(models.TextChoices):
        UNREACHABLE = "unreachable", _("The mail server cannot be reached.")
        REFUSED = "refused", _("The mail server refuses this address.")
        ADDRESS = "address", _("This is no address that mail can be sent to.")
        NOBODY = "nobody", _("Nobody who could be told has an address.")

    to = models.CharField(max_length=254, unique=True, blank=True)
    problem = models.CharField(max_length=20, choices=Problem.choices)
    danger = models.BooleanField(default=False)
    detail = models.CharField(max_length=300, blank=True)
    since = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("mail that did not leave")
        verbose_name_plural = _("mail that did not leave")
        ordering: ClassVar = ["since", "pk"]

    def __str__(self) -> str:
        return f"{self.to or '-'}: {self.get_problem_display()}"
