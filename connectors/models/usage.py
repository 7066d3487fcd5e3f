"""What accounts asked of their platforms, and what they may still ask."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from connectors.models.account import Account, Search


class Usage(models.Model):
    """What one account asked in one day (UTC, as platforms count).

    cost   estimated, in millionths of a US dollar
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="usage")
    day = models.DateField()
    bucket = models.CharField(max_length=60)
    requests = models.PositiveIntegerField(default=0)
    units = models.PositiveIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["account", "day", "bucket"], name="connectors_usage_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.day} · {self.bucket}"


class SearchUsage(models.Model):
    """What one saved search cost in one day (UTC). It is in ``Usage`` as well, with all else.

    cost   estimated, in millionths of a US dollar
    """

    search = models.ForeignKey(Search, on_delete=models.CASCADE, related_name="usage")
    day = models.DateField()
    requests = models.PositiveIntegerField(default=0)
    cost = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["search", "day"], name="connectors_search_usage_once"),
        ]

    def __str__(self) -> str:
        return f"{self.search} · {self.day}"


class Allowance(models.Model):
    """What a platform said is left of one bucket.

    share   how much is used, 0 to 1, where it tells only that
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="allowances")
    bucket = models.CharField(max_length=60)
    limit = models.PositiveIntegerField(null=True)
    remaining = models.PositiveIntegerField(null=True)
    share = models.FloatField(null=True)
    resets_at = models.DateTimeField(null=True)
    noted_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "bucket"], name="connectors_allowance_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account} · {self.bucket}"
