"""The keys that this person has."""

from __future__ import annotations

from typing import Any

from django import template

from inbox.keys import GROUPS, Group

register = template.Library()


@register.simple_tag(takes_context=True)
def keys(context: Any) -> list[Group]:
    """Without those for what they may not do."""
    user = context["request"].user
    mine = [
        Group(
            group.title,
            tuple(key for key in group.keys if not key.permission or user.has_perm(key.permission)),
        )
        for group in GROUPS
    ]
    return [group for group in mine if group.keys]
