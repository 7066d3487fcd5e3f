"""One simulator for all tests, as new before each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from connectors.simulator.graph.subscriptions import FIELDS
from connectors.simulator.testing import Simulator
from tests.browser.chromium import opened
from tests.simulator.callback import Callback, listening
from tests.simulator.subscribing import TOKEN, register
from tests.simulator.web import Town, Web

DATA = Path(__file__).resolve().parents[2].parent / "shared" / "data"


browser = pytest.fixture(scope="package")(opened)


@pytest.fixture
def town(simulator: Simulator) -> Town:
    return Town(simulator)


@pytest.fixture
def x(town: Town) -> Web:
    """X API v2, as the municipality."""
    return Web(f"{town.simulator.x}/2", town.accounts["x"]["access_token"])


@pytest.fixture
def graph(town: Town) -> Web:
    """The Graph API, as the Page."""
    token = town.accounts["facebook"]["page_token"]
    return Web(f"{town.simulator.facebook}/v26.0", query={"access_token": token})


@pytest.fixture
def instagram(town: Town) -> Web:
    """The Graph API on Instagram's host, as the account."""
    return Web(f"{town.simulator.instagram}/v26.0", town.accounts["instagram"]["page_token"])


@pytest.fixture
def page(town: Town) -> str:
    return str(town.accounts["facebook"]["page_id"])


@pytest.fixture
def mentions(town: Town) -> str:
    return f"/users/{town.accounts['x']['user_id']}/mentions"


@pytest.fixture
def shared_data() -> Path:
    """The platforms' own specifications and samples, beside the project."""
    if not DATA.is_dir():
        pytest.skip("the reference material is not here")
    return DATA


@pytest.fixture
def callback(town: Town, graph: Web, page: str) -> Iterator[Callback]:
    """Subscribed to everything of both."""
    with listening(TOKEN) as listener:
        for about in FIELDS:
            assert register(town, listener, about).json() == {"success": True}
        fields = ",".join(FIELDS["page"])
        path = f"/{page}/subscribed_apps"
        assert graph.post(path, data={"subscribed_fields": fields}).json() == {"success": True}
        yield listener
