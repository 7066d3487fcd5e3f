"""What a state means, asked for where it stands."""

from __future__ import annotations

from typing import Any

from django import template

from webcare.explaining.states import STATES

register = template.Library()


@register.inclusion_tag("explaining/_state.html")
def explain(key: str, one: Any = "") -> dict[str, Any]:
    """A question mark that opens what ``key`` means, such as "answer.uncertain"; nothing where
    nobody wrote it down. ``one`` tells several on a page apart."""
    state = STATES.get(key)
    return {"state": state, "name": f"explain-{state.anchor}-{one}" if state else ""}
