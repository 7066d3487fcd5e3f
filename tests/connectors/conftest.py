"""The simulated platforms, over real HTTP, and a connector for each."""

from __future__ import annotations

from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest

from connectors import registry
from connectors.simulator.testing import Simulator
from tests.connectors.bench import Bench
from tests.connectors.server import Server


@pytest.fixture(params=[kind for kind, _ in registry.kinds()])
def bench(request: pytest.FixtureRequest, simulator: Simulator) -> Bench:
    """Each platform in turn: what a test with this fixture says, is the contract."""
    return Bench(request.param, simulator)


@pytest.fixture
def x(simulator: Simulator) -> Bench:
    return Bench("x", simulator)


@pytest.fixture
def facebook(simulator: Simulator) -> Bench:
    return Bench("facebook", simulator)


@pytest.fixture
def instagram(simulator: Simulator) -> Bench:
    return Bench("instagram", simulator)


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    """Stands for every platform."""
    server = Server()
    settings.X_API_URL = settings.META_GRAPH_URL = server.url
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
