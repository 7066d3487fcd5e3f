"""The canned answers of the demo municipality."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

from connectors.models import Account
from inbox.canned.editing import save
from inbox.models import Canned
from routing.models import Department
from webcare.models import User

CANNED = Path(__file__).with_name("canned.toml")
OWNER = "lena"


def load() -> None:
    """None where there is one already: somebody works with them."""
    owner = User.objects.filter(username=OWNER).first()
    if owner is None or Canned.objects.exists():
        return
    for plan in tomllib.loads(CANNED.read_text(encoding="utf-8"))["canned"]:
        _canned(plan, owner)


def _canned(plan: dict[str, Any], owner: User) -> None:
    row = Canned(
        title=plan["title"],
        shortcut=plan["shortcut"],
        text=plan["text"],
        kind=plan.get("kind", ""),
        language=plan.get("language", "nl"),
        owner=owner,
        review_by=timezone.localdate() + timedelta(days=plan["review"]),
    )
    departments = Department.objects.filter(slug__in=plan.get("departments", ()))
    channels = Account.objects.filter(kind__in=plan.get("channels", ()))
    save(row, list(departments), list(channels), owner)
