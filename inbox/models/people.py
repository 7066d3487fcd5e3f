"""Who writes, and under what."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox import names


class Author(models.Model):
    """A person as one account's platform knows them (inwoner).

    quiet_from, quiet_until   while what they write is folded away here: see ``Measure``
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="authors")
    external_id = models.CharField(max_length=64)
    handle = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, blank=True)
    quiet_from = models.DateTimeField(null=True)
    quiet_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("citizen")
        permissions: ClassVar = [("restrain_author", _("Can block and mute citizens"))]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_author_once"),
        ]

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:
        author = super().from_db(*args, **kwargs)
        names.stand_in(author)
        return author

    def save(self, *args: Any, **kwargs: Any) -> None:
        if names.are_concealed():
            raise names.Concealing
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return self.name or (f"@{self.handle}" if self.handle else str(_("Unknown")))

    @property
    def is_quiet(self) -> bool:
        """Whether what they write is folded away now."""
        return self.quiet_until is not None and self.quiet_until > timezone.now()


class Post(models.Model):
    """A post of the municipality itself, under which citizens write."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="posts")
    external_id = models.CharField(max_length=100)
    text = models.TextField(blank=True)
    permalink = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "external_id"], name="inbox_post_once"),
        ]

    def __str__(self) -> str:
        return self.text[:60] or self.external_id
