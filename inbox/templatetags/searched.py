"""What a search found, in the thread."""

from __future__ import annotations

from django import template

from inbox.models import Message, Note

register = template.Library()


@register.filter
def is_found(row: Message | Note, found: str) -> bool:
    """Whether a search led to this message or note: ``found`` is as in "message-12"."""
    return found == f"{row._meta.model_name}-{row.pk}"
