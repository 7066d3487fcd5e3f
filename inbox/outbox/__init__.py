"""The way out: each answer is placed at most once by a machine, and in order per conversation.

    queued ──claim──▶ sending ──▶ sent
      ▲                 │ │
      │ transient       │ └──▶ failed      the platform refused: a person changes something
      └─────────────────┤
                        └────▶ uncertain   crash or timeout in flight: look before repeating
                                 │
                                 ├─ found          ▶ sent
                                 ├─ surely absent  ▶ queued
                                 └─ cannot tell    ▶ a person decides

No lock is held while a platform is called: a claim is a compare-and-swap on the state.

    line.py      writing an answer and its sending
    delivery.py  claiming one, and calling the platform
    outcome.py   what the platform said, and what that asks for
    doubt.py     looking whether a doubtful answer stands there
"""

from inbox.outbox.delivery import claim, deliver, outgoing
from inbox.outbox.doubt import MOST_SEARCHES, doubt_the_lost, reconcile, to_search
from inbox.outbox.line import place_in_line
from inbox.outbox.outcome import (
    MOST_ATTEMPTS,
    backoff,
    placed,
    refused,
    stop_following,
    wake_next,
)

__all__ = [
    "MOST_ATTEMPTS",
    "MOST_SEARCHES",
    "backoff",
    "claim",
    "deliver",
    "doubt_the_lost",
    "outgoing",
    "place_in_line",
    "placed",
    "reconcile",
    "refused",
    "stop_following",
    "to_search",
    "wake_next",
]
