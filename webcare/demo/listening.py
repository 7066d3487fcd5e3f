"""What the demo municipality listens to, and what citizens say there."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from connectors.base import Wanted
from connectors.http import Session
from connectors.models import Account, Search
from inbox import actions
from inbox.searches import trying
from routing.models import Department
from webcare.models import User

LISTENING = Path(__file__).with_name("listening.toml")


def begin(outside: str) -> None:
    """Once: what was said first, for a hashtag is asked after every quarter of an hour only.
    ``outside`` is the address of the simulator."""
    if Search.objects.exists():
        return
    plan = tomllib.loads(LISTENING.read_text(encoding="utf-8"))
    session = Session(f"{outside}/control/")
    for said in plan["post"]:
        session.post("posts", json={"platform": "x", **said})
    for said in plan["photo"]:
        session.post("photos", json=said)
    load(plan["search"])


def load(searches: list[dict[str, Any]]) -> None:
    """As Lena made them, with what Meta gives an app after review."""
    lena = User.objects.get(username="lena")
    for one in searches:
        account = Account.objects.get(kind=one["kind"])
        needed = one.get("feature", "")
        if needed and needed not in account.features:
            account.features = [*account.features, needed]
            account.save(update_fields=["features"])
        wanted = Wanted(**{name: _as_asked(said) for name, said in one["wanted"].items()})
        plan = actions.Plan(
            name=one["name"],
            query=trying.phrase(account, wanted),
            wanted=one["wanted"],
            reason=one["reason"],
            department=Department.objects.filter(slug=one["department"]).first(),
        )
        actions.save_search(account, plan, lena)


def _as_asked(said: Any) -> Any:
    return tuple(said) if isinstance(said, list) else said
