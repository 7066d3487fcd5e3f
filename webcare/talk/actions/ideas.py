"""What a colleague says that becomes of an idea."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inbox.actions.locking import locked
from inbox.bells import show
from inbox.models import Conversation, Event, Message
from inbox.refusals import Refused
from inbox.standing import tell
from routing.models import Department
from webcare.talk.actions.allowed import allowed
from webcare.talk.models import Idea

if TYPE_CHECKING:
    from webcare.models import User

State = Idea.State


@dataclass(frozen=True)
class Followed:
    """What becomes of it: see ``Idea``."""

    state: str
    person: User | None = None
    department: Department | None = None
    reason: str = ""
    next_step: str = ""
    next_on: date | None = None
    told: Message | None = None


def follow(conversation: Conversation, what: Followed, by: User, *, seen: int) -> Idea:
    """Note it. ``seen``: the version that was on the screen, 0 for none. Raises Refused."""
    allowed(by, conversation)
    _check(conversation, what)
    with locked(conversation) as row:
        idea, _made = Idea.objects.select_for_update().get_or_create(conversation=row)
        if idea.version != seen:
            raise Refused(_("A colleague changed this meanwhile. Look at it again."))
        for name in vars(what):
            setattr(idea, name, getattr(what, name))
        if what.state != State.TAKEN_UP:
            idea.person = idea.department = None
        if what.state != State.NOT_NOW:
            idea.reason = ""
        idea.version, idea.by, idea.at = seen + 1, by, timezone.now()
        idea.save()
        who = str(idea.person or idea.department or "")
        said = idea.reason or idea.next_step
        tell(row, Event.Verb.IDEA, by, state=idea.state, to=who, text=said)
        show(row.pk)
    return idea


def _check(conversation: Conversation, what: Followed) -> None:
    if what.state not in State.values:
        raise Refused(_("Choose what becomes of the idea."))
    if what.state == State.TAKEN_UP and not (what.person or what.department):
        raise Refused(_("Say who takes it up: a colleague or a department."))
    if what.state == State.NOT_NOW and not what.reason.strip():
        raise Refused(_("Say why not now: the citizen may ask."))
    if what.told and (what.told.conversation_id != conversation.pk or what.told.incoming):
        raise Refused(_("Choose an answer of ours in this conversation."))
