"""What only X keeps: webhooks and subscriptions, consents, uploads and the bill."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Webhook:
    """Where an app wants to hear of things. ``created_at`` is in milliseconds."""

    id: str
    url: str
    created_at: int
    valid: bool = True


@dataclass
class Subscription:
    """One kind of event an app wants; moments in milliseconds. Empty is not given."""

    id: str
    event_type: str
    user_id: str
    at: int
    changed_at: int
    direction: str = ""
    tag: str = ""
    webhook_id: str = ""


@dataclass
class Consent:
    """What the municipality allowed an app, until it is exchanged for a token."""

    code: str
    challenge: str
    redirect_uri: str
    scopes: list[str]
    at: int


@dataclass
class Upload:
    """Media that arrives in parts. Not saved."""

    id: str
    mime: str
    size: int
    category: str
    parts: dict[int, bytes] = field(default_factory=dict)


@dataclass
class Bill:
    """What the app used, in millionths of a dollar; None is no limit.

    billed  what was paid for on ``day`` (UTC), as ``kind:id``; again on that day is free
    posts   posts read, by day
    """

    credit: int | None = None
    spend_cap: int | None = None
    post_cap: int | None = None
    spent: int = 0
    day: str = ""
    billed: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)


@dataclass
class XState:
    """Saved with the world.

    callbacks  the redirect addresses registered for the app; none is any
    legacy     webhooks with an Account Activity subscription
    closed     ids of people who take no direct messages from us
    events     how many webhook events were made
    """

    webhooks: dict[str, Webhook] = field(default_factory=dict)
    subscriptions: dict[str, Subscription] = field(default_factory=dict)
    legacy: list[str] = field(default_factory=list)
    consents: dict[str, Consent] = field(default_factory=dict)
    callbacks: list[str] = field(default_factory=list)
    closed: list[str] = field(default_factory=list)
    bill: Bill = field(default_factory=Bill)
    events: int = 0
    uploads: dict[str, Upload] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"uploads": {}}

    @staticmethod
    def read(data: dict[str, Any]) -> XState:
        """The state ``as_dict`` wrote. Raises KeyError or TypeError for anything else."""
        return XState(
            webhooks={name: Webhook(**each) for name, each in data["webhooks"].items()},
            subscriptions={
                name: Subscription(**each) for name, each in data["subscriptions"].items()
            },
            legacy=data["legacy"],
            consents={name: Consent(**each) for name, each in data["consents"].items()},
            callbacks=data["callbacks"],
            closed=data["closed"],
            bill=Bill(**data["bill"]),
            events=data["events"],
        )
