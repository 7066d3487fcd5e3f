"""Muting people and their direct messages (X API docs, "Mutes", "Block DMs"; OpenAPI 2.166)."""

from __future__ import annotations

from connectors.simulator.municipality import X_ID
from connectors.simulator.x.problems import invalid, target_gone
from connectors.simulator.x.render import Json
from connectors.simulator.x.serving import Call, field
from connectors.simulator.x.timelines import checked_id


def mute(call: Call) -> Json:
    """POST /2/users/:id/muting."""
    _own(call, "id")
    _restrain(call, "mute", field(call, "target_user_id"), undo=False)
    return {"data": {"muting": True}}


def unmute(call: Call) -> Json:
    """DELETE /2/users/:source_user_id/muting/:target_user_id."""
    _own(call, "id")
    _restrain(call, "mute", call.path("target_user_id"), undo=True)
    return {"data": {"muting": False}}


def muting(call: Call) -> Json:
    """GET /2/users/:id/muting."""
    _own(call, "id")
    people = [
        call.view.user(person)
        for identity in call.world.restrained.get("x mute", [])
        if (person := call.world.person("x", identity))
    ]
    return (
        {"data": people, "meta": {"result_count": len(people)}}
        if people
        else {"meta": {"result_count": 0}}
    )


def block_letters(call: Call) -> Json:
    """POST /2/users/:id/dm/block."""
    _restrain(call, "block_letters", call.path("id"), undo=False)
    return {"data": {"blocked": True}}


def unblock_letters(call: Call) -> Json:
    """POST /2/users/:id/dm/unblock."""
    _restrain(call, "block_letters", call.path("id"), undo=True)
    return {"data": {"blocked": False}}


def _own(call: Call, name: str) -> None:
    if call.path(name) != X_ID:
        raise invalid("The `id` query parameter must be the authenticating user", {})


def _restrain(call: Call, what: str, identity: str, *, undo: bool) -> None:
    if call.world.person("x", checked_id(identity, "id")) is None:
        raise target_gone()
    call.world.restrain("x", what, identity, undo=undo)
