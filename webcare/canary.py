"""The canary of the simulator: a second account of the municipality that writes on the clock.

On the real platforms a person or a service of the municipality does this, with an account of its
own: WEBCARE_CANARY_HANDLE.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.utils import timezone

from connectors.http import Session
from connectors.models import Account


def place() -> list[str]:
    """Write one test message to each channel that expects one; the platforms that got it.

    Raises ConnectorError.
    """
    session = Session(settings.CANARY_URL)
    kinds = Account.objects.working().values_list("kind", flat=True).distinct()
    placed = [(kind, who) for kind in sorted(kinds) for who in _canaries(kind)]
    for kind, who in placed:
        _write(session, kind, who)
    return [kind for kind, _ in placed]


def _canaries(kind: str) -> list[str]:
    names = [name.strip() for name in settings.CANARY_HANDLE.split(",") if name.strip()]
    return [
        who or first
        for first, colon, who in (name.partition(":") for name in names)
        if not colon or first == kind
    ]


def _write(session: Session, kind: str, who: str) -> None:
    post: dict[str, Any] = {
        "platform": kind,
        "author": who,
        "text": f"Webcare, {timezone.now():%Y-%m-%d %H:%M:%S}",
    }
    if kind == "instagram":  # where a citizen can only write under a post
        post["parent"] = _own_post(session, kind)
    elif kind == "x":
        post["text"] += " @" + Account.objects.filter(kind=kind).values_list("handle", flat=True)[0]
    session.post("posts", json=post).raise_for_status()


def _own_post(session: Session, kind: str) -> str:
    written = session.get(f"posts/{kind}").json()
    own = (one for one in written if one["municipality"] and not one["parent_id"])
    return next(str(one["id"]) for one in own if one.get("place", "page") == "page")
