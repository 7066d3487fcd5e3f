"""Rules: applying them, changing them, trying them before, and counting what they did."""

from routing.rules.applying import route
from routing.rules.editing import (
    Changed,
    Gone,
    Refused,
    move,
    remove,
    restore,
    save,
    switch,
)
from routing.rules.plan import Plan

__all__ = [
    "Changed",
    "Gone",
    "Plan",
    "Refused",
    "move",
    "remove",
    "restore",
    "route",
    "save",
    "switch",
]
