"""What a search would find, and cost, before it is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_UP, Decimal
from typing import TYPE_CHECKING

from django.core import signing
from django.utils import timezone

from connectors import polling
from connectors.base import LISTENERS, Capability, Incoming, Unreadable, Wanted
from connectors.metering import MICRO
from connectors.models import Account
from inbox.searches.keeping import is_find

if TYPE_CHECKING:
    from webcare.models import User

LASTS = timedelta(hours=1)  # what was tried may be saved so long
WEEK, MONTH = timedelta(days=7), timedelta(days=30)
_SALT = "webcare.searches.tried"


@dataclass(frozen=True)
class Tried:
    """What came of it.

    found      the newest, as many as the platform gave
    count      in the last seven days; None where nobody knows
    per_month  how many are to be expected; None where nobody can tell
    cost       of those, in US dollars; None the same, and 0 where finding costs nothing
    proof      that this was tried, to be sent along when it is saved
    """

    found: tuple[Incoming, ...]
    count: int | None
    per_month: int | None
    cost: Decimal | None
    proof: str


def accounts() -> list[Account]:
    """Those that can listen: to words or to hashtags, with what they have."""
    able = Account.objects.filter(active=True).order_by("name", "pk")
    return [account for account in able if listens_to(account)]


def costs_at_most(tried: Iterable[Account]) -> Decimal:
    """What one trial on these costs at most, in US dollars, to the cent above."""
    most = max((account.connector_class.trial_costs for account in tried), default=0)
    return (Decimal(most) / MICRO).quantize(Decimal("0.01"), ROUND_UP)


def listens_to(account: Account) -> Capability | None:
    """To words, to hashtags only, or to nothing."""
    can = account.connector_class.capabilities(frozenset(account.features))
    return next((each for each in LISTENERS if each in can), None)


def phrase(account: Account, wanted: Wanted) -> str:
    """The query of this account's platform. Raises Unsearchable."""
    same = Account.objects.filter(kind=account.kind).exclude(handle="").order_by("pk")
    own = list(same.values_list("handle", flat=True))
    return account.connector_class.phrase(wanted, frozenset(account.features), own)


def try_out(account: Account, query: str, by: User) -> Tried:
    """Ask the platform once. It counts for the budget, and stops where that ends. Raises
    ConnectorError."""
    connector = account.connect()
    trial = connector.try_out(query)
    polling.note_contact(account)
    found = []
    for raw in trial.raws:
        try:
            found += [item for item in connector.parse(raw) if isinstance(item, Incoming)]
        except Unreadable:
            continue
    newest = tuple(sorted(found, key=lambda item: item.created_at, reverse=True))
    month = expected(trial.count, [item.created_at for item in newest], timezone.now())
    cost = None if month is None else Decimal(month * trial.price) / MICRO
    shown = tuple(item for item in newest if is_find(item))
    proof = signing.dumps([account.pk, query, by.pk], salt=_SALT)
    return Tried(shown, trial.count, month, cost if trial.price else Decimal(0), proof)


def was_tried(proof: str, account: Account, query: str, by: User) -> bool:
    """Whether this person tried this very query of this account lately."""
    try:
        said = signing.loads(proof, salt=_SALT, max_age=LASTS)
    except signing.BadSignature:
        return False
    return bool(said == [account.pk, query, by.pk])


def expected(count: int | None, moments: Iterable[datetime], now: datetime) -> int | None:
    """How many in a month, from those of a week, or else from how close the newest came."""
    if count is not None:
        return round(count * (MONTH / WEEK))
    oldest = min(moments, default=None)
    known = len(list(moments))
    if oldest is None or known < 2:
        return None
    return round(known * (MONTH / max(now - oldest, timedelta(minutes=1))))
