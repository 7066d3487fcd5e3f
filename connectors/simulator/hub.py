"""What the parts of one running simulator share."""

from __future__ import annotations

from dataclasses import dataclass, field

from starlette.requests import Request

from connectors.simulator.faults import FaultBook
from connectors.simulator.seed import seed
from connectors.simulator.world import World
from connectors.simulator.x.limits import RateLimits


@dataclass
class Streaming:
    """The stream of citizens: whether it runs, and the seconds between two of them."""

    running: bool = False
    every: float = 60
    seed: int = 1


@dataclass
class Hub:
    """One outside world. ``world`` is replaced when the world is reset."""

    world: World
    faults: FaultBook = field(default_factory=FaultBook)
    limits: RateLimits = field(default_factory=RateLimits)
    streaming: Streaming = field(default_factory=Streaming)
    graph_calls: int = 0

    def reset(self, at: int = 0) -> None:
        """Back to the municipality and its own posts; settings and faults as at the start."""
        revision = self.world.revision
        self.world = World()
        seed(self.world, at)
        self.world.revision += revision
        self.faults = FaultBook()
        self.limits = RateLimits()


def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def base_of(request: Request) -> str:
    """``http://host:port`` as the caller addressed it."""
    return str(request.base_url).rstrip("/")
