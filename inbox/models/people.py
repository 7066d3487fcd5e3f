"""Who writes, and under what."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from connectors.models import Account
from inbox import names


class Author(models.Model):
    """A person as one account's platform knows them (inwoner)."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="authors")
    external_id = models.CharField(max_length=64)
    handle = models.CharField(max_length=100, blank=True)
    name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("citizen")
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
