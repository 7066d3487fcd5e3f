"""What a channel says by itself outside service hours."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.models import Account


class Greeting(models.Model):
    """The automatic answer of one channel outside service hours, once in a conversation.

    ``{opening}`` in the text stands for when the service is open again.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="greeting")
    text = models.TextField(_("text"), max_length=1000)
    active = models.BooleanField(_("active"), default=False)

    class Meta:
        verbose_name = _("automatic answer")
        verbose_name_plural = _("automatic answers")

    def __str__(self) -> str:
        return self.text[:60]
