"""The history of conversations, as figures look at it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from inbox.models import Conversation, Hop
from inbox.promises.history import pasts
from webcare.figures.counting import Told
from webcare.figures.models import Case

NOW = (
    *("account_id", "private", "department_id", "kind", "urgent"),
    *("neighbourhood", "district", "sentiment"),
)


def read(pks: Sequence[int]) -> dict[int, Told]:
    """By primary key, those that are there. Six queries, or seven where a department was asked
    something."""
    rows = Conversation.objects.filter(pk__in=pks).select_related("account")
    known = {row.pk: row for row in rows.order_by()}
    told, hops, then = pasts(list(known)), _hops(known), _then(known)
    return {
        pk: Told(
            past=told[pk],
            closed_through=row.closed_through,
            hops=hops[pk],
            now=_now(row),
            then=then[pk],
        )
        for pk, row in known.items()
    }


def _now(row: Conversation) -> dict[str, Any]:
    return {
        "conversation": row.pk,
        "channel": row.account.kind,
        **{name: getattr(row, name) for name in NOW},
    }


def _hops(pks: Iterable[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    rows = Hop.objects.filter(conversation__in=pks).order_by("conversation", "number")
    for row in rows.values("conversation", "at", "how", "went_to"):
        found[row["conversation"]].append(dict(row))
    return found


def _then(pks: Iterable[int]) -> dict[int, dict[int, dict[str, Any]]]:
    """As each case was counted last, by number."""
    found: dict[int, dict[int, dict[str, Any]]] = defaultdict(dict)
    rows = Case.objects.filter(conversation__in=pks).order_by()
    for row in rows.values("conversation", "number", *NOW):
        found[row["conversation"]][row["number"]] = {name: row[name] for name in NOW}
    return found
