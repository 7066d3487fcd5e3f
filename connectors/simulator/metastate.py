"""What only Meta keeps: who is subscribed, reviews, and what apps were granted."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass
class Callback:
    """Where an app wants to hear of one object, ``page`` or ``instagram``."""

    object: str
    url: str
    verify_token: str
    fields: list[str]


@dataclass
class Rating:
    """Whether a review recommends the Page. ``stars`` is 0 since Meta asks for yes or no."""

    positive: bool
    stars: int = 0


@dataclass
class Grant:
    """What somebody allowed an app in the dialog, until it is exchanged for a token."""

    code: str
    host: str
    redirect_uri: str
    scopes: list[str]
    pages: list[str]
    at: int


@dataclass
class MetaState:
    """Saved with the world.

    callbacks   by object
    subscribed  fields by Page or Instagram account
    ratings     by the id of the post with the words
    grants      by code
    blocked     ids of people who no longer want messages
    owned       threads that belong to another app, to its id
    ads         advertised copy to the post it was made from
    private     posts elsewhere that the municipality may not look at
    hashtags    asked for by the municipality's account: first when, in milliseconds
    """

    callbacks: dict[str, Callback] = field(default_factory=dict)
    subscribed: dict[str, list[str]] = field(default_factory=dict)
    ratings: dict[str, Rating] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    blocked: list[str] = field(default_factory=list)
    owned: dict[str, str] = field(default_factory=dict)
    ads: dict[str, str] = field(default_factory=dict)
    private: list[str] = field(default_factory=list)
    hashtags: dict[str, int] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @staticmethod
    def read(data: dict[str, Any]) -> MetaState:
        """The state ``as_dict`` wrote. Raises KeyError or TypeError for anything else."""
        return MetaState(
            callbacks={name: Callback(**each) for name, each in data["callbacks"].items()},
            subscribed=data["subscribed"],
            ratings={name: Rating(**each) for name, each in data["ratings"].items()},
            grants={name: Grant(**each) for name, each in data["grants"].items()},
            blocked=data["blocked"],
            owned=data["owned"],
            ads=data["ads"],
            private=data["private"],
            hashtags=data.get("hashtags", {}),
        )
