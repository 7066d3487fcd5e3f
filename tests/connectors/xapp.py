"""The municipality's app at X."""

from __future__ import annotations

from connectors.x.gateway import XGateway
from tests.connectors.bench import Bench

NAMES = ("client_id", "client_secret", "consumer_secret")


def app_of(x: Bench) -> XGateway:
    """As an administrator registered it."""
    credentials = {name: x.account[name] for name in NAMES}
    return XGateway({**credentials, "bearer_token": x.account["app_bearer"]})
