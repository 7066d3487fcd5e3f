"""The post office: webhooks on their way to whoever subscribed, with everything that goes wrong.

What a platform sends is a parcel; parcels to one address may travel in one request. Several
threads deliver over connections that stay open.
"""

from __future__ import annotations

import heapq
import random
import threading
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from http.client import HTTPException  # noqa: TID251 - as a platform that calls
from itertools import count
from typing import Any

from connectors.simulator.clock import now_ms
from connectors.simulator.wire import Wire

# (contents, whether to sign wrongly) to (headers, body)
Pack = Callable[[Sequence[Any], bool], tuple[dict[str, str], bytes]]

CONNECTIONS = 8
_LOG = 50
_SHUFFLE = 1.0  # seconds over which shuffled parcels are spread
_LONGEST_PAUSE = 60.0


@dataclass
class Behaviour:
    """How the post is delivered.

    duplicates       how often every request is made; 1 is once
    shuffle          out of order, within about a second
    delay_seconds    how late everything is
    batch            how many parcels travel in one request, where the platform does that
    wrong_signature  signed with another secret
    drop             lost without a trace
    hold             kept back until this is off again
    """

    duplicates: int = 1
    shuffle: bool = False
    delay_seconds: float = 0
    batch: int = 1
    wrong_signature: bool = False
    drop: bool = False
    hold: bool = False

    def change(self, changes: Mapping[str, Any]) -> None:
        """Apply ``changes``, all or none. Raises ValueError naming the one at fault."""
        kinds = {each.name: each.type for each in fields(self)}
        for name, value in changes.items():
            yes_no = isinstance(value, bool)
            if name not in kinds or yes_no != (kinds[name] == "bool"):
                raise ValueError(f"webhooks: {name} is not right")
            if not yes_no and (not isinstance(value, (int, float)) or value < 0):
                raise ValueError(f"webhooks: {name} is a number, zero or more")
        for name, value in changes.items():
            setattr(self, name, value)


@dataclass(frozen=True)
class Parcel:
    """One event on its way.

    pack  makes headers and body of it, together with ``most`` - 1 others of the same ``route``
    route  what may travel together
    """

    platform: str
    url: str
    content: Any
    pack: Pack
    route: str = ""
    most: int = 1


@dataclass(order=True)
class _Due:
    """A parcel that waits. ``at`` is on the monotonic clock."""

    at: float
    number: int
    parcel: Parcel = field(compare=False)
    tries: int = field(default=0, compare=False)


@dataclass
class Counts:
    """What became of it all; every request counts, duplicates included."""

    sent: int = 0
    accepted: int = 0
    refused: int = 0
    dropped: int = 0
    given_up: int = 0
    last_error: str = ""


class PostOffice:
    """Delivers parcels until it is closed. All methods may be called from any thread.

    Tried again after ``retry_seconds``, twice as long, and so on, ``retries`` times.
    """

    def __init__(self) -> None:
        self.behaviour = Behaviour()
        self.counts = Counts()
        self.retry_seconds = 1.0
        self.retries = 6
        self.timeout_seconds = 10.0
        self.log: deque[dict[str, Any]] = deque(maxlen=_LOG)
        self._ever: list[tuple[int, Parcel]] = []
        self._waiting: list[_Due] = []
        self._under_way = 0
        self._epoch = 0
        self._numbers = count()
        self._work = threading.Condition()
        self._threads: list[threading.Thread] = []
        self._closed = False

    def send(self, parcel: Parcel) -> None:
        """Take ``parcel`` in; it leaves at once, unless the behaviour is otherwise."""
        with self._work:
            if self.behaviour.drop:
                self.counts.dropped += 1
                return
            self._ever.append((now_ms(), parcel))
            self._take_in(parcel)
            self._open()
            self._work.notify()

    def replay(self, since: int = 0) -> int:
        """Send everything from ``since`` (ms) on once more; how much that is."""
        with self._work:
            again = [parcel for at, parcel in self._ever if at >= since]
            for parcel in again:
                self._take_in(parcel)
            self._open()
            self._work.notify_all()
        return len(again)

    def behave(self, changes: Mapping[str, Any]) -> None:
        """Change the behaviour from now on. Raises ValueError."""
        with self._work:
            self.behaviour.change(changes)
            self._work.notify_all()

    def reset(self) -> None:
        """Forget every parcel and behave again."""
        with self._work:
            self._epoch += 1
            self._under_way = 0
            self._waiting.clear()
            self._ever.clear()
            self.log.clear()
            self.counts, self.behaviour = Counts(), Behaviour()

    def close(self) -> None:
        """Stop delivering."""
        with self._work:
            self._closed = True
            self._work.notify_all()

    def shown(self) -> dict[str, Any]:
        """``{sent, accepted, refused, waiting, …, behaviour, log}``, the log newest first."""
        with self._work:
            return {
                **asdict(self.counts),
                "waiting": len(self._waiting) + self._under_way,
                "behaviour": asdict(self.behaviour),
                "log": list(self.log)[::-1],
            }

    def _take_in(self, parcel: Parcel) -> None:
        for _ in range(max(1, int(self.behaviour.duplicates))):
            spread = random.uniform(0, _SHUFFLE) if self.behaviour.shuffle else 0  # noqa: S311
            at = time.monotonic() + self.behaviour.delay_seconds + spread
            heapq.heappush(self._waiting, _Due(at, next(self._numbers), parcel))

    def _open(self) -> None:
        if not self._threads:
            self._threads = [
                threading.Thread(target=self._deliver, daemon=True) for _ in range(CONNECTIONS)
            ]
            for thread in self._threads:
                thread.start()

    def _deliver(self) -> None:
        wire = Wire()
        while (taken := self._next()) is not None:
            epoch, together = taken
            self._settle(epoch, together, self._carry(wire, together))
        wire.close()

    def _next(self) -> tuple[int, list[_Due]] | None:
        """What is due, as many as may travel together; None when closed."""
        with self._work:
            while not self._closed:
                now = time.monotonic()
                if self._waiting and not self.behaviour.hold and self._waiting[0].at <= now:
                    together = self._together(now)
                    self._under_way += len(together)
                    return self._epoch, together
                free = not self._waiting or self.behaviour.hold
                self._work.wait(None if free else self._waiting[0].at - now)
        return None

    def _together(self, now: float) -> list[_Due]:
        first = heapq.heappop(self._waiting)
        room = min(first.parcel.most, max(1, int(self.behaviour.batch)))
        together, aside = [first], list[_Due]()
        while self._waiting and self._waiting[0].at <= now and len(together) < room > len(aside):
            each = heapq.heappop(self._waiting)
            same = (each.parcel.url, each.parcel.route) == (first.parcel.url, first.parcel.route)
            (together if same else aside).append(each)
        for each in aside:
            heapq.heappush(self._waiting, each)
        return together

    def _carry(self, wire: Wire, together: list[_Due]) -> str:
        """Make one request; empty, or what went wrong."""
        parcel = together[0].parcel
        contents = [each.parcel.content for each in together]
        headers, body = parcel.pack(contents, self.behaviour.wrong_signature)
        try:
            status = wire.post(parcel.url, headers, body, self.timeout_seconds)
        except (OSError, HTTPException, ValueError) as error:
            return f"{type(error).__name__}: {error}"[:200]
        return "" if status == 200 else f"HTTP {status}"

    def _settle(self, epoch: int, together: list[_Due], error: str) -> None:
        with self._work:
            if epoch != self._epoch:
                return
            self._under_way -= len(together)
            self.counts.sent += len(together)
            self.counts.refused += len(together) if error else 0
            self.counts.accepted += 0 if error else len(together)
            self.counts.last_error = error or self.counts.last_error
            self._note(together, error)
            for each in together if error else ():
                self._again(each)

    def _note(self, together: list[_Due], error: str) -> None:
        parcel = together[0].parcel
        self.log.append(
            {
                "platform": parcel.platform,
                "url": parcel.url,
                "parcels": len(together),
                "try": together[0].tries + 1,
                "outcome": error or "accepted",
                "content": parcel.content,
            }
        )

    def _again(self, due: _Due) -> None:
        if due.tries >= self.retries:
            self.counts.given_up += 1
            return
        pause = min(self.retry_seconds * 2**due.tries, _LONGEST_PAUSE)
        later = _Due(time.monotonic() + pause, due.number, due.parcel, due.tries + 1)
        heapq.heappush(self._waiting, later)
        self._work.notify()
