"""Blocking people and moving what they write to spam (Graph API, "moderate_conversations")."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from connectors.simulator.graph.errors import invalid
from connectors.simulator.graph.nodes import Json
from connectors.simulator.world import Platform, World

ACTIONS = {
    "facebook": {
        "BAN_USER": ("block", False),
        "UNBAN_USER": ("block", True),
        "BLOCK_USER": ("block_letters", False),
        "UNBLOCK_USER": ("block_letters", True),
        "MOVE_TO_SPAM": ("spam", False),
    },
    "instagram": {
        "BLOCK_USER": ("block_letters", False),
        "UNBLOCK_USER": ("block_letters", True),
        "MOVE_TO_SPAM": ("spam", False),
    },
}


def moderate(world: World, platform: Platform, parameters: Mapping[str, str]) -> Json:
    """``user_ids`` is a list of ``{"id": …}``, ``actions`` a list of words. Raises GraphError."""
    people = [str(each.get("id", "")) for each in _list(parameters, "user_ids")]
    known = ACTIONS[platform]
    for action in _list(parameters, "actions"):
        if action not in known:
            raise invalid(f"Param actions[0] must be one of {{{', '.join(known)}}}")
        what, undo = known[action]
        for person in people:
            if world.person(platform, person) is None:
                raise invalid("Param user_ids: no such user")
            world.restrain(platform, what, person, undo=undo)
    return {"success": True}


def _list(parameters: Mapping[str, str], name: str) -> list[Any]:
    try:
        given = json.loads(parameters.get(name, ""))
    except ValueError:
        given = None
    if not isinstance(given, list) or not given:
        raise invalid(f"The parameter {name} is required")
    return given
