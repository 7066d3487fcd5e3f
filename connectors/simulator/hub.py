"""What the parts of one running simulator share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from starlette.requests import Request

from connectors.simulator import clock
from connectors.simulator.delivery import Parcel, PostOffice
from connectors.simulator.faults import FaultBook
from connectors.simulator.graph.usage import Meter
from connectors.simulator.happenings import Happening
from connectors.simulator.post.mailroom import Mailroom
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
    """One outside world. ``world`` is replaced when the world is reset.

    base         ``http://host:port`` for addresses in what is sent, rather than answered
    mailroom     the mail servers; the mail itself is in the world
    subscribers  are told of every change in the world, to make webhooks of it
    """

    world: World
    faults: FaultBook = field(default_factory=FaultBook)
    limits: RateLimits = field(default_factory=RateLimits)
    streaming: Streaming = field(default_factory=Streaming)
    graph_calls: Meter = field(default_factory=Meter)
    post_office: PostOffice = field(default_factory=PostOffice)
    mailroom: Mailroom = field(default_factory=Mailroom)
    subscribers: list[Callable[[Hub, Happening], None]] = field(default_factory=list)
    base: str = "http://127.0.0.1:8100"

    def __post_init__(self) -> None:
        self.world.listeners.append(self._tell)

    def reset(self, at: int = 0) -> None:
        """Back to the municipality and its own posts; settings and faults as at the start."""
        revision = self.world.revision
        clock.set_ahead(0)
        self.post_office.reset()
        self.world = World()
        seed(self.world, at)
        self.world.revision += revision
        self.faults = FaultBook()
        self.limits = RateLimits()
        self.graph_calls = Meter()
        self.mailroom.reset()
        self.world.listeners.append(self._tell)

    def post(self, parcel: Parcel) -> None:
        """Send a webhook on its way, under the settings of this moment."""
        settings, office = self.world.settings, self.post_office
        office.retry_seconds = settings.webhook_retry_seconds
        office.retries = settings.webhook_retries
        office.timeout_seconds = settings.webhook_timeout_seconds
        office.send(parcel)

    def _tell(self, happening: Happening) -> None:
        if happening.platform in self.world.gone:
            return
        for subscriber in self.subscribers:
            subscriber(self, happening)


def hub_of(request: Request) -> Hub:
    hub: Hub = request.app.state.hub
    return hub


def base_of(request: Request) -> str:
    """``http://host:port`` as the caller addressed it."""
    return str(request.base_url).rstrip("/")
