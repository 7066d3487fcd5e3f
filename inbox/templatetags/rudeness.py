"""Which words stay folded until somebody wants to read them."""

from __future__ import annotations

from django import template

from inbox.citizens.rudeness import is_rude
from inbox.models import Conversation

register = template.Library()


@register.filter
def folds(text: str | None, conversation: Conversation) -> bool:
    """Whether these words are abusive; never where somebody may be in danger."""
    return bool(text) and not conversation.danger and is_rude(str(text))
