"""Citizens as the account gets to know them: only once they wrote to it in private.

Meta docs, "User profile API" of Messenger and of Instagram.
"""

from __future__ import annotations

from connectors.simulator.graph.errors import GraphError
from connectors.simulator.graph.nodes import Context, Kind, Node, always, of
from connectors.simulator.municipality import is_municipality
from connectors.simulator.world import Person, World


def person_node(world: World, identity: str) -> Node | None:
    """The person with this id, who wrote in private. Raises GraphError (230) on Instagram."""
    person = world.person("facebook", identity)
    if person and not is_municipality("facebook", identity) and _wrote(world, person):
        return Node(MESSENGER_USER, person)
    person = world.person("instagram", identity)
    if person is None or is_municipality("instagram", identity):
        return None
    if not _wrote(world, person):
        raise GraphError(230)
    return Node(INSTAGRAM_USER, person)


def _wrote(world: World, person: Person) -> bool:
    return world.mail.acted(person.platform, person.id) > 0


def _first_name(context: Context, person: Person) -> str:
    return person.name.split(" ")[0]


def _last_name(context: Context, person: Person) -> str | None:
    return person.name.partition(" ")[2] or None


def _picture(context: Context, person: Person) -> str:
    return f"{context.base}/avatar/{person.platform}/{person.handle}.svg"


MESSENGER_USER = Kind(
    name="MessengerUser",
    defaults=("first_name", "last_name", "profile_pic", "id"),
    fields={
        "id": of(lambda person: person.id),
        "name": of(lambda person: person.name),
        "first_name": _first_name,
        "last_name": _last_name,
        "profile_pic": _picture,
    },
    edges={},
)
INSTAGRAM_USER = Kind(
    name="IGBusinessScopedID",
    defaults=("name", "username", "id"),
    fields={
        "id": of(lambda person: person.id),
        "name": of(lambda person: person.name),
        "username": of(lambda person: person.handle),
        "profile_pic": _picture,
        "follower_count": always(0),
        "is_verified_user": always(False),
        "is_user_follow_business": always(True),
        "is_business_follow_user": always(False),
    },
    edges={},
)
