"""Who may."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation
from inbox.refusals import Refused

if TYPE_CHECKING:
    from webcare.models import User

WORK = "inbox.work_conversation"


def allowed(by: User, conversation: Conversation, permission: str = WORK) -> None:
    """Raises Refused for who may not work there."""
    visible = Conversation.objects.visible_to(by).filter(pk=conversation.pk)
    if not (by.has_perm(permission) and visible.exists()):
        raise Refused(_("This is not yours to do."))
