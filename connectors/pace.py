"""How often an account is asked for news: less as its budget runs low, and less beside webhooks."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from django.conf import settings
from django.db.models import Q, QuerySet, Sum
from django.utils import timezone

from connectors.base import SHARED
from connectors.metering import MICRO, SENDING, spent, today, told
from connectors.models import Account, Allowance, Usage

# From this part of what may be used, news is asked for so many times less often.
STRETCH = ((0.95, 8), (0.9, 4), (0.8, 2))
STRETCH_BY_COST = ((0.9, 8), (0.75, 4), (0.5, 2))
REMEMBERED = timedelta(hours=1)  # what a platform said of a budget without saying until when
DAYS = 7  # over which the cost per day is a mean


def interval(account: Account, now: datetime) -> timedelta:
    """How long this account rests after a poll. What its platform says goes first: where it
    calls a budget nearly used up, waiting is what keeps it from closing the door."""
    base = settings.POLL_SECONDS
    if account.webhooks == Account.Webhooks.GOOD:
        base = max(base, settings.RECONCILE_SECONDS)
    return timedelta(seconds=base * max(_stretch_by_cost(account, now), _stretch(account, now)))


def costs_today(account: Account) -> Decimal:
    """What asking and answering cost today (UTC), estimated, in US dollars."""
    return spent(account.pk, timezone.now())


def cost_per_day(account: Account) -> Decimal | None:
    """The same in a day, over the last 7 whole days or as many as there are; None before that."""
    end = today(timezone.now())
    days = Usage.objects.filter(account=account, day__lt=end, day__gte=end - timedelta(days=DAYS))
    first = days.order_by("day").values_list("day", flat=True).first()
    if first is None:
        return None
    return Decimal(days.aggregate(sum=Sum("cost"))["sum"] or 0) / MICRO / (end - first).days


def allowances(account: Account) -> QuerySet[Allowance]:
    """What its platform lately said is left, by bucket; of the whole app where it counts so."""
    now = timezone.now()
    current = Q(resets_at__gt=now) | Q(resets_at=None, noted_at__gt=now - REMEMBERED)
    return told(account.pk).filter(current).order_by("bucket")


def raise_ceiling(account: Account, dollars: Decimal | None) -> None:
    """Let asking cost so much a day, None for whatever it costs; and ask again at once."""
    Account.objects.filter(pk=account.pk).update(daily_ceiling=dollars, poll_after=None)


def used(allowance: Allowance) -> float:
    """How much of it is used, 0 to 1."""
    if allowance.share is not None:
        return allowance.share
    if allowance.remaining is None or not allowance.limit:
        return 0.0
    return 1 - allowance.remaining / allowance.limit


def _stretch(account: Account, now: datetime) -> int:
    sending = Q(bucket__startswith=SENDING) | Q(bucket__startswith=f"{SHARED} {SENDING}")
    asking = allowances(account).exclude(sending)
    return max((_factor(used(one), STRETCH) for one in asking), default=1)


def _stretch_by_cost(account: Account, now: datetime) -> int:
    if not account.daily_ceiling:
        return 1
    return _factor(float(spent(account.pk, now) / account.daily_ceiling), STRETCH_BY_COST)


def _factor(share: float, steps: tuple[tuple[float, int], ...]) -> int:
    return next((factor for least, factor in steps if share >= least), 1)
