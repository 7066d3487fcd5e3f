"""Subscribing a callback of ours to what Meta tells."""

from __future__ import annotations

from connectors.simulator.graph.subscriptions import FIELDS
from tests.simulator.callback import Callback
from tests.simulator.web import Response, Town, Web

TOKEN = "wij-zijn-het"


def app(town: Town) -> Web:
    """The Graph API with the app's own token."""
    facebook = town.accounts["facebook"]
    token = f"{facebook['app_id']}|{facebook['app_secret']}"
    return Web(f"{town.simulator.facebook}/v26.0", query={"access_token": token})


def register(town: Town, callback: Callback, about: str, **more: str) -> Response:
    form = {
        "object": about,
        "callback_url": callback.url,
        "verify_token": TOKEN,
        "fields": ",".join(FIELDS[about]),
    }
    path = f"/{town.accounts['facebook']['app_id']}/subscriptions"
    return app(town).post(path, data=form | more)
