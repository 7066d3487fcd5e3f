"""Where others may write to us without our being told, as our own timeline shows it.

X tells of answers to our posts and of who names us, not of an answer deeper in a thread that leaves
our name out; and of a quote only by webhook. So for a week after we wrote somewhere, recent search
is asked what came there. Asking in vain is free; asking our posts anew for their counts is not.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.x.payloads import Tweet, is_id
from connectors.x.progress import Mark, id_at
from connectors.x.reading import QUOTES, THREADS

WEEK = timedelta(days=7)  # recent search reaches no further
MOST = {THREADS: 300, QUOTES: 200}  # those where we wrote last stay
# How long to leave one alone once it was asked: where we wrote lately, and where longer ago.
YOUNG, OFTEN, SELDOM = timedelta(days=1), timedelta(minutes=5), timedelta(minutes=30)


@dataclass
class Place:
    """since  what has this id or a lower one is in
    last   our newest post there
    asked  when it was asked for, in seconds since 1970
    """

    since: int
    last: int
    asked: int = 0

    @classmethod
    def of(cls, stored: Any) -> Place | None:
        """As the cursor has it; None for what no cursor holds."""
        whole = isinstance(stored, list | tuple) and len(stored) == len(fields(cls))
        return cls(*map(int, stored)) if whole and all(map(is_id, stored)) else None

    def stored(self) -> list[str]:
        """Strings, for JSON's numbers are too small elsewhere."""
        return [str(value) for value in vars(self).values()]

    def is_due(self, now: datetime) -> bool:
        rest = OFTEN if self.last >= id_at(now - YOUNG) else SELDOM
        return not 0 <= now.timestamp() - self.asked < rest.total_seconds()


@dataclass
class Walk:
    """The places that are asked for together, and how far that came."""

    names: list[str]
    mark: Mark
    safe: int = 0


@dataclass
class Followed:
    """Places by kind and name.

    THREADS  the number of a thread we began; or of another's, "/", and whom we answered there
    QUOTES   the number of a post of ours
    """

    places: dict[str, dict[str, Place]] = field(default_factory=lambda: {kind: {} for kind in MOST})
    walks: dict[str, Walk] = field(default_factory=dict)

    @classmethod
    def of(cls, stored: Any) -> Followed:
        """As the cursor has it."""
        followed, known = cls(), stored if isinstance(stored, Mapping) else {}
        for kind, places in followed.places.items():
            places.update(_places(known.get(kind)))
            walk = known.get(f"{kind} walk")
            under_way = walk if isinstance(walk, Mapping) else {}
            if names := [name for name in under_way.get("names", ()) if name in places]:
                mark = Mark.of(under_way.get("mark"), datetime.now(UTC) - WEEK)
                followed.walks[kind] = Walk(names, mark, mark.safe)
        return followed

    def stored(self) -> dict[str, Any]:
        """For the cursor."""
        shown: dict[str, Any] = {
            kind: {name: place.stored() for name, place in places.items()}
            for kind, places in self.places.items()
        }
        for kind, walk in self.walks.items():
            shown[f"{kind} walk"] = {"names": walk.names, "mark": walk.mark.stored()}
        return shown

    # What we wrote -------------------------------------------------------------------------------

    def wrote(self, tweets: Iterable[Tweet], us: str) -> None:
        """These are ours. What is older than a week is left."""
        for tweet in sorted(tweets, key=lambda tweet: int(tweet.id)):
            self._at(QUOTES, tweet.id, tweet)
            if name := self._thread(tweet, us):
                self._at(THREADS, name, tweet)
        oldest = id_at(datetime.now(UTC) - WEEK)
        for kind, places in self.places.items():
            young = {name: place for name, place in places.items() if place.last > oldest}
            kept = sorted(young, key=lambda name: young[name].last)[-MOST[kind] :]
            self.places[kind] = {name: young[name] for name in kept}

    def _thread(self, tweet: Tweet, us: str) -> str:
        """All of a thread that we began, of another's what the citizen writes whom we answered;
        "" for what continues an answer of ours."""
        thread = tweet.conversation_id
        if not tweet.replied_to or thread in self.places[THREADS]:
            return thread
        citizen = tweet.in_reply_to_user_id
        return f"{thread}/{citizen}" if citizen not in {"", us} else ""

    def _at(self, kind: str, name: str, tweet: Tweet) -> None:
        place = self.places[kind].setdefault(name, Place(int(tweet.id), 0))
        place.last = max(place.last, int(tweet.id))
        if not place.asked:  # our timeline comes newest first, and in several pages
            place.since = min(place.since, int(tweet.id))

    # What was asked ------------------------------------------------------------------------------

    def due(self, kind: str) -> list[str]:
        """Names to ask for now, who waits longest first; not those of a walk under way."""
        now, under_way = datetime.now(UTC), self.walks.get(kind)
        places = self.places[kind]
        names = [name for name, place in places.items() if place.is_due(now)]
        names = [name for name in names if not under_way or name not in under_way.names]
        return sorted(names, key=lambda name: (places[name].asked, places[name].since))

    def begin(self, kind: str, names: Iterable[str]) -> Walk:
        """Ask for these together, from where the first of them came."""
        chosen = [*names]
        return Walk(chosen, Mark(min(self.places[kind][name].since for name in chosen)))

    def broke(self, kind: str, walk: Walk) -> None:
        """There is more; the next poll goes on with it."""
        self.walks[kind] = walk

    def end(self, kind: str, walk: Walk) -> None:
        """Everything that was listed when it began is in."""
        self.leave(kind, walk)
        for place in self._asked(kind, walk):
            place.since = max(place.since, walk.safe)

    def leave(self, kind: str, walk: Walk) -> None:
        """It was asked, and is left alone for a while."""
        self.walks.pop(kind, None)
        for place in self._asked(kind, walk):
            place.asked = int(time.time())

    def _asked(self, kind: str, walk: Walk) -> list[Place]:
        known = self.places[kind]
        return [known[name] for name in walk.names if name in known]


def _places(stored: Any) -> Iterator[tuple[str, Place]]:
    for name, value in stored.items() if isinstance(stored, Mapping) else ():
        place = Place.of(value)
        if place and all(map(is_id, str(name).split("/"))):
            yield str(name), place
