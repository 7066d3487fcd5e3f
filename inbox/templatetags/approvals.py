"""Why a colleague checks an answer, in words."""

from __future__ import annotations

from django import template
from django.utils.translation import gettext as _

from inbox.approving import asks_again
from inbox.models import Conversation, Outbound

register = template.Library()
Asked = Outbound.Asked


@register.filter
def asked_because(outbound: Outbound, conversation: Conversation) -> str:
    """Of an answer that is to be checked."""
    if outbound.asked == Asked.NEWCOMER:
        return _("Answers of %(name)s are checked first.") % {"name": outbound.by}
    return _rule(conversation)


@register.filter
def asks_because(asked: str, conversation: Conversation) -> str:
    """Of an answer that is being written: ``asked`` is what ``inbox.approving.asks`` says."""
    if asked == Asked.NEWCOMER:
        return _("A colleague checks your answers before they go.")
    return _rule(conversation)


@register.filter
def has_to_be_checked(outbound: Outbound, conversation: Conversation) -> bool:
    """Whether it would be to be checked when it is sent again."""
    return bool(asks_again(outbound, conversation))


def _rule(conversation: Conversation) -> str:
    if not conversation.four_eyes:
        return _("A rule asks that a colleague checks the answer.")
    return _("Rule “%(rule)s” asks that a colleague checks each answer.") % {
        "rule": conversation.four_eyes
    }
