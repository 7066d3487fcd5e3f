"""What a search finds, in short."""

from __future__ import annotations

from typing import Any

from connectors.models import Account, Arrival
from inbox.models import Find
from tests.inbox.pigeon.post import arrives, says

REFUSE = "Overal ligt afval naast de containers in de wijk"


def found(number: str, text: str = REFUSE, **more: Any) -> dict[str, Any]:
    return says(number, text, **{"form": "found", "found_by": "afval", "allows": [], **more})


def finds(account: Account, *items: dict[str, Any]) -> Arrival:
    return arrives(account, *items)


def find(number: str) -> Find:
    return Find.objects.get(external_id=number)
