"""The same words by several people: one of them stands in the stream, the others behind it."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import NullIf

from connectors.models import Account
from inbox.models import Find

WAITING = Find.State.WAITING


def regroup(account: Account, words: Iterable[str]) -> None:
    """Of what waits and says the same, what was found first stands in the stream.

    words   digests (``Find.words``) of which something came, went or changed

    In the account's turn. Two queries, that write only what is different.
    """
    asked = set(words) - {""}
    if not asked:
        return
    same = Find.objects.filter(account=account, words__in=asked)
    same.exclude(state=WAITING).exclude(same_as=None).update(same_as=None)
    alike = Find.objects.filter(account=account, state=WAITING, words=OuterRef("words"))
    first = alike.order_by("found_at", "created_at", "pk").values("pk")[:1]
    moved = (
        Q(same_as__isnull=True, first__isnull=False)
        | Q(same_as__isnull=False, first__isnull=True)
        | Q(same_as__lt=F("first"))
        | Q(same_as__gt=F("first"))
    )
    waiting = same.filter(state=WAITING).annotate(first=NullIf(Subquery(first), F("pk")))
    waiting.filter(moved).update(same_as=F("first"))


def strays(account: Account) -> set[str]:
    """Words of what waits behind something that does not, so that nobody sees it."""
    behind = Find.objects.filter(account=account, state=WAITING, same_as__isnull=False)
    return set(behind.exclude(same_as__state=WAITING).values_list("words", flat=True))
