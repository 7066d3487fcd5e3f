"""Words on a conversation, to find it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Label
from inbox.refusals import Refused
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User


def label(conversation: Conversation, chosen: Label, by: User) -> None:
    """Put it on. Refused when it is no longer in use."""
    with locked(conversation) as row:
        if row.labels.filter(pk=chosen.pk).exists():
            return
        if not chosen.active:
            raise Refused(_("The label “%(name)s” is no longer in use.") % {"name": chosen})
        row.labels.add(chosen)
        tell(row, Event.Verb.LABELLED, by, label=chosen.name)
        show(row.pk)


def unlabel(conversation: Conversation, chosen: Label, by: User) -> None:
    """Take it off."""
    with locked(conversation) as row:
        if not row.labels.filter(pk=chosen.pk).exists():
            return
        row.labels.remove(chosen)
        tell(row, Event.Verb.UNLABELLED, by, label=chosen.name)
        show(row.pk)
