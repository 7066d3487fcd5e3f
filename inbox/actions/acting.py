"""Doing something with a message on its platform: hide, like, delete, or take that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from connectors.base import ACTS, Capability
from inbox.actions.locking import locked
from inbox.bells import show, wake
from inbox.models import Act, Message
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User


def act(message: Message, capability: Capability | str, by: User, *, undo: bool = False) -> Act:
    """Have this done on the platform. Asking twice is asking once."""
    try:
        wanted = Capability(capability)
    except ValueError as error:
        raise Refused(_("This cannot be done with this message.")) from error
    if message.conversation is None:
        raise Refused(_("This cannot be done with this message."))
    with locked(message.conversation) as row:
        message.refresh_from_db()
        if not can(message, wanted, undo=undo):
            raise Refused(_("This cannot be done with this message."))
        waiting = message.acts.filter(act=wanted.value, state=Act.State.WAITING).first()
        if waiting and waiting.undo != undo:
            raise Refused(_("This is being done already."))
        asked = waiting or Act.objects.create(message=message, act=wanted.value, undo=undo, by=by)
        wake("perform", asked.pk)
        show(row.pk)
    return asked


def can(message: Message, capability: Capability, *, undo: bool = False) -> bool:
    """Whether the platform lets us do this with this message, as far as we know."""
    if not message.external_id or message.deleted_at or capability not in ACTS:
        return False
    if _is_private(message) or not _is_for(message, capability, undo=undo):
        return False  # no platform lets us do anything with what is private
    account = message.account
    return capability in account.connector_class.capabilities(frozenset(account.features))


def _is_for(message: Message, capability: Capability, *, undo: bool) -> bool:
    """Ours can be deleted, for good; theirs hidden and liked, where the platform said no other."""
    if capability is Capability.DELETE:
        return not message.incoming and not undo
    allowed = undo or message.allows is None or capability.value in message.allows
    return message.incoming and allowed


def _is_private(message: Message) -> bool:
    in_private = message.conversation is not None and message.conversation.private
    return in_private or message.way == Capability.PRIVATE_REPLY.value
