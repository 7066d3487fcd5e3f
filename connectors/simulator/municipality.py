"""Gemeente Voorbeeld: its accounts and its credentials.

Both are fixed and plainly not real, so that a demo finds them again after a reset.
"""

from __future__ import annotations

from typing import Any

from connectors.simulator.world import Person, Platform, Token, World

NAME = "Gemeente Voorbeeld"
X_ID = "1400000000000000001"
PAGE_ID = "100200300400500"
INSTAGRAM_ID = "17841400000000001"
USER_ID = "100200300400001"  # the official who administers the Page
LIBRARY_ID = "100200300400600"  # another Page of the same official
LIBRARY_NAME = "Bibliotheek Voorbeeld"
LIBRARY_HANDLE = "bibliotheekvoorbeeld"
APP_ID = "900000000000001"
INSTAGRAM_APP_ID = "900000000000002"
CLIENT_ID = "sim-x-client"
CLIENT_SECRET = "sim-x-client-secret"  # noqa: S105 - of nothing real, like those below
CONSUMER_SECRET = "sim-x-consumer-secret"  # noqa: S105
APP_BEARER = "sim-x-app-bearer"
PAGE_TOKEN = "sim-fb-page-token"  # noqa: S105
USER_TOKEN = "sim-fb-user-token"  # noqa: S105
INSTAGRAM_TOKEN = "sim-ig-page-token"  # noqa: S105
APP_SECRETS: dict[Platform, str] = {
    "facebook": "sim-fb-app-secret",
    "instagram": "sim-ig-app-secret",
}
IDS: dict[Platform, str] = {"x": X_ID, "facebook": PAGE_ID, "instagram": INSTAGRAM_ID}
HANDLES: dict[Platform, str] = {
    "x": "GemVoorbeeld",
    "facebook": "gemeentevoorbeeld",
    "instagram": "gemeentevoorbeeld",
}


def municipality(world: World, platform: Platform) -> Person:
    """The municipality's own account. Raises KeyError in a world that was never seeded."""
    person = world.person(platform, IDS[platform])
    if person is None:
        raise KeyError(platform)
    return person


def is_municipality(platform: Platform, person_id: str) -> bool:
    return IDS[platform] == person_id


def newest(world: World, kind: str) -> Token:
    """The last token of this kind that was handed out."""
    return [token for token in world.tokens.values() if token.kind == kind][-1]


def credentials(world: World) -> dict[str, dict[str, Any]]:
    """What an administrator copies into the channel settings."""
    return {
        "x": {
            "user_id": X_ID,
            "handle": HANDLES["x"],
            "client_id": CLIENT_ID,
            "client_secret": CLIENT_SECRET,
            "consumer_secret": CONSUMER_SECRET,
            "app_bearer": APP_BEARER,
            "access_token": newest(world, "access").value,
            "refresh_token": newest(world, "refresh").value,
        },
        "facebook": {
            "page_id": PAGE_ID,
            "name": NAME,
            "page_token": PAGE_TOKEN,
            "user_token": USER_TOKEN,
            "app_id": APP_ID,
            "app_secret": APP_SECRETS["facebook"],
        },
        "instagram": {
            "ig_id": INSTAGRAM_ID,
            "username": HANDLES["instagram"],
            "page_token": INSTAGRAM_TOKEN,
            "app_id": INSTAGRAM_APP_ID,
            "app_secret": APP_SECRETS["instagram"],
        },
    }
