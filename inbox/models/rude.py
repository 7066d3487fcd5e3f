"""Words that nobody has to read unasked."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class RudeWords(models.Model):
    """The municipality's own list, instead of ours; one row. A line is a word, or its beginning
    with a ``*`` behind it."""

    words = models.TextField(_("words"), blank=True, max_length=8000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = _("abusive words")
        verbose_name_plural = _("abusive words")

    def __str__(self) -> str:
        return self.words[:60]
