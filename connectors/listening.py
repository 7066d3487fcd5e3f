"""What listening to saved searches may cost: a part of what asking may cost in a day.

Searches are the one thing of which a municipality can save too many, and nobody waits for what they
find. So they slow down as their part is used, and stop at its end until midnight (UTC); whatever
else is asked goes on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.db.models import Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors import pace
from connectors.base import LISTENING, ConnectorError, Reason
from connectors.metering import LOOK_AGAIN, MICRO, AccountMeter, today
from connectors.models import Account, Search, SearchUsage, Usage

COUNTING = "counts"  # the bucket of counting what a query would find
PART = Decimal("0.5")  # of the day's ceiling, where an administrator chose no other


@dataclass(frozen=True)
class Share:
    """In US dollars; ``ceiling`` is None where asking may cost whatever it costs."""

    today: Decimal
    ceiling: Decimal | None

    @property
    def reached(self) -> bool:
        """Whether searches are asked for nothing more today."""
        return self.ceiling is not None and self.today >= self.ceiling

    @property
    def slowdown(self) -> int:
        """How many times as long as usual searches rest between two questions."""
        if not self.ceiling:
            return 1
        used = float(self.today / self.ceiling)
        return next((factor for least, factor in pace.STRETCH_BY_COST if used >= least), 1)


def share(account: Account) -> Share:
    """What searches cost today, and what they may."""
    return _share(account.pk, account.daily_ceiling, account.search_ceiling)


def shares(accounts: Iterable[Account]) -> dict[int, Share]:
    """The same of several, by primary key. One query."""
    accounts = list(accounts)
    rows = Usage.objects.filter(account__in=accounts, bucket=LISTENING, day=today(timezone.now()))
    summed = rows.values_list("account").annotate(sum=Sum("cost")).order_by()
    spent = {pk: Decimal(cost) / MICRO for pk, cost in summed}
    return {
        one.pk: Share(
            spent.get(one.pk, Decimal(0)), _ceiling(one.daily_ceiling, one.search_ceiling)
        )
        for one in accounts
    }


def rest(account: Account) -> timedelta:
    """How long to leave each search alone once it was asked; nothing while there is plenty, for
    then every poll asks."""
    factor = share(account).slowdown
    return pace.interval(account, timezone.now()) * factor if factor > 1 else timedelta(0)


def costs_of_the_month(searches: Iterable[Search]) -> dict[int, Decimal]:
    """What each cost since the first of the month (UTC), by primary key, in US dollars."""
    rows = SearchUsage.objects.filter(search__in=searches, day__gte=_first_of_the_month())
    summed = rows.values_list("search").annotate(sum=Sum("cost")).order_by()
    return {search: Decimal(cost) / MICRO for search, cost in summed}


def cost_of_the_month(accounts: Iterable[Account]) -> Decimal:
    """What searches and trials of these accounts cost since the first of the month (UTC)."""
    buckets = [LISTENING, COUNTING]
    rows = Usage.objects.filter(
        account__in=accounts, bucket__in=buckets, day__gte=_first_of_the_month()
    )
    return Decimal(rows.aggregate(sum=Sum("cost"))["sum"] or 0) / MICRO


def _first_of_the_month() -> date:
    return today(timezone.now()).replace(day=1)


def raise_ceiling(account: Account, dollars: Decimal | None) -> None:
    """Let searches cost so much a day, None for half of what asking may; and ask again at once."""
    Account.objects.filter(pk=account.pk).update(search_ceiling=dollars, poll_after=None)


class ListeningMeter(AccountMeter):
    """The account's meter, and the part of it that is for searches."""

    def check(self, bucket: str) -> None:
        super().check(bucket)
        if bucket == LISTENING:
            self._check_share()

    def left(self, bucket: str) -> int | None:
        """Of the part that is for searches. What is asked then goes beyond it by little."""
        ceilings = Account.objects.filter(pk=self.account_id)
        for daily, own in ceilings.values_list("daily_ceiling", "search_ceiling"):
            found = _share(self.account_id, daily, own)
            if bucket == LISTENING and found.ceiling is not None:
                return max(int((found.ceiling - found.today) * MICRO), 0)
        return super().left(bucket)

    def _check_share(self) -> None:
        ceilings = Account.objects.filter(pk=self.account_id)
        for daily, own in ceilings.values_list("daily_ceiling", "search_ceiling"):
            found = _share(self.account_id, daily, own)
            if found.reached:
                detail = _("Today's budget for saved searches ($ %(ceiling)s) is spent.")
                wait = min(_until_midnight(timezone.now()), LOOK_AGAIN)
                raise ConnectorError(
                    Reason.THROTTLED, detail % {"ceiling": found.ceiling}, retry_after=wait
                )


def _share(account_id: int, daily: Decimal | None, own: Decimal | None) -> Share:
    usage = Usage.objects.filter(account=account_id, bucket=LISTENING, day=today(timezone.now()))
    spent = Decimal(usage.aggregate(sum=Sum("cost"))["sum"] or 0) / MICRO
    return Share(spent, _ceiling(daily, own))


def _ceiling(daily: Decimal | None, own: Decimal | None) -> Decimal | None:
    of_the_day = daily * PART if daily is not None and own is None else daily
    return min((limit for limit in (own, of_the_day) if limit is not None), default=None)


def _until_midnight(now: datetime) -> timedelta:
    start = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return start + timedelta(days=1) - now
