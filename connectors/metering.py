"""Counting what an account asks of its platform, and saying when to leave it alone."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.core.cache import cache
from django.db import DatabaseError, transaction
from django.db.models import F, Q, QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors.base import SHARED, ConnectorError, Reason, Use
from connectors.models.account import Account, Search
from connectors.models.usage import Allowance, SearchUsage, Usage

log = logging.getLogger(__name__)

SENDING = "send"  # how the buckets of what places something begin; no ceiling stops those
MICRO = Decimal(1_000_000)
LOOK_AGAIN = timedelta(hours=1)  # someone may raise the ceiling before the day ends
LARGEST = 2**31 - 1
DAY = 24 * 3600  # seconds


class AccountMeter:
    """``connectors.base.Meter`` on the tables Usage and Allowance."""

    def __init__(self, account_id: int) -> None:
        self.account_id = account_id

    def check(self, bucket: str) -> None:
        """Raises ConnectorError THROTTLED while this bucket is empty, and BUDGET when asking
        cost as much today as it may. Answers are never stopped by what they cost."""
        now = timezone.now()
        self._check_allowance(bucket, now)
        if not bucket.startswith(SENDING):
            self._check_ceiling(now)

    def left(self, bucket: str) -> int | None:
        """None: what asks for news is not divided into smaller questions."""
        return None

    def note(self, use: Use) -> None:
        """Add this request to the day's usage, and remember what is left. Never raises: what the
        platform just did for us must not be lost over the counting of it."""
        try:
            with transaction.atomic():
                if not _is_shared(use.bucket):
                    self._add(use)
                if use.remaining is not None or use.share is not None:
                    self._remember(use)
        except DatabaseError:
            log.warning("A request to a platform was not counted", exc_info=True)

    def _check_allowance(self, bucket: str, now: datetime) -> None:
        counted = [bucket, SHARED, f"{SHARED} {bucket}"]
        for row in told(self.account_id).filter(bucket__in=counted, resets_at__gt=now):
            if row.resets_at and (row.remaining == 0 or (row.share or 0) >= 1):
                detail = _("Nothing is left of “%(bucket)s” for now.") % {"bucket": row.bucket}
                raise ConnectorError(Reason.THROTTLED, detail, retry_after=row.resets_at - now)

    def _check_ceiling(self, now: datetime) -> None:
        account = Account.objects.filter(pk=self.account_id)
        ceiling = account.values_list("daily_ceiling", flat=True).first()
        if ceiling is None or spent(self.account_id, now) < ceiling:
            return
        detail = _("Today's ceiling of $ %(ceiling)s is reached.") % {"ceiling": ceiling}
        raise ConnectorError(
            Reason.BUDGET, detail, retry_after=min(_midnight(now) - now, LOOK_AGAIN)
        )

    def _add(self, use: Use) -> None:
        paid = self._paid(use.things)
        row = Usage(account_id=self.account_id, day=today(timezone.now()), bucket=use.bucket[:60])
        same = Usage.objects.filter(account=self.account_id, day=row.day, bucket=row.bucket)
        added = {
            "requests": F("requests") + use.times,
            "units": F("units") + len(paid),
            "cost": F("cost") + sum(paid),
        }
        if not same.update(**added):
            Usage.objects.bulk_create([row], ignore_conflicts=True)
            same.update(**added)
        if use.about:
            self._add_to_search(use, sum(paid))

    def _add_to_search(self, use: Use, cost: int) -> None:
        found = Search.objects.filter(account=self.account_id, query=use.about)
        for pk in found.values_list("pk", flat=True):
            row = SearchUsage(search_id=pk, day=today(timezone.now()))
            same = SearchUsage.objects.filter(search=pk, day=row.day)
            added = {"requests": F("requests") + use.times, "cost": F("cost") + cost}
            if not same.update(**added):
                SearchUsage.objects.bulk_create([row], ignore_conflicts=True)
                same.update(**added)

    def _paid(self, things: Mapping[str, int]) -> list[int]:
        """The prices of what was not paid for today. With the cache away, of everything."""
        day = today(timezone.now())
        keys = {name: f"paid:{self.account_id}:{day}:{name}" for name in things if name}
        known = cache.get_many(keys.values()) if keys else {}
        fresh = {name: key for name, key in keys.items() if key not in known}
        if fresh:
            cache.set_many(dict.fromkeys(fresh.values(), 1), timeout=DAY)
        return [max(price, 0) for name, price in things.items() if not name or name in fresh]

    def _remember(self, use: Use) -> None:
        row = Allowance(
            account_id=self.account_id,
            bucket=use.bucket[:60],
            limit=_fitting(use.limit),
            remaining=_fitting(use.remaining),
            share=use.share,
            resets_at=use.resets_at,
            noted_at=timezone.now(),
        )
        Allowance.objects.bulk_create(
            [row],
            update_conflicts=True,
            unique_fields=["account", "bucket"],
            update_fields=["limit", "remaining", "share", "resets_at", "noted_at"],
        )


def told(account_id: int) -> QuerySet[Allowance]:
    """What its platform last said of each bucket of this account, and to whichever account of its
    app of those that they share."""
    app = Account.objects.filter(pk=account_id).values("app")[:1]
    of_the_app = Q(bucket=SHARED) | Q(bucket__startswith=f"{SHARED} ")
    ours = Allowance.objects.filter(Q(account=account_id) | of_the_app & Q(account__app=app))
    newest = ours.order_by("bucket", "-noted_at").distinct("bucket")
    return Allowance.objects.filter(pk__in=newest.values("pk"))


def _is_shared(bucket: str) -> bool:
    return bucket == SHARED or bucket.startswith(f"{SHARED} ")


def spent(account_id: int, now: datetime) -> Decimal:
    """US dollars, estimated, in the day (UTC) of ``now``."""
    usage = Usage.objects.filter(account=account_id, day=today(now))
    return Decimal(usage.aggregate(sum=Sum("cost"))["sum"] or 0) / MICRO


def _fitting(number: int | None) -> int | None:
    return None if number is None else min(max(number, 0), LARGEST)


def today(now: datetime) -> date:
    """The day as platforms count: in UTC."""
    return now.astimezone(UTC).date()


def _midnight(now: datetime) -> datetime:
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1)
