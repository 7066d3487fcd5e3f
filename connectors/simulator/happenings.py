"""What changes in the world, for whoever tells subscribers of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Kind = Literal[
    "written",
    "edited",
    "removed",
    "hidden",
    "unhidden",
    "reacted",
    "unreacted",
    "rated",
    "shared",
    "direct",
    "direct_edited",
    "direct_removed",
    "direct_read",
    "direct_reacted",
    "direct_unreacted",
    "postback",
]


@dataclass(frozen=True)
class Happening:
    """One change.

    subject  the Post, DirectMessage or Rating it is about, as it is now
    by       id of the person who did it, empty when the platform did
    details  what the subject does not tell, such as the reaction
    """

    kind: Kind
    platform: str
    subject: Any
    by: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)


Listener = Callable[[Happening], None]
