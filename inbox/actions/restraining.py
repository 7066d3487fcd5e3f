"""Blocking, muting and reporting a citizen, with a reason and an end; and lifting it."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.db.models import F, Value
from django.db.models.functions import Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from connectors.base import RESTRAINTS
from connectors.bells import after_commit
from inbox.actions.locking import locked
from inbox.bells import show, wake
from inbox.models import Author, Conversation, Event, Measure
from inbox.refusals import Refused
from inbox.standing import tell

if TYPE_CHECKING:
    from webcare.models import User

State, What = Measure.State, Measure.What
QUIET_KEY = "anyone-quiet"  # in the cache: whether anybody is muted here
DAYS = (1, 7, 30, 90)  # nothing lasts for ever: who finds it too short decides again


def measures_for(author: Author) -> list[str]:
    """What can be done about this citizen: muting here always, and what their platform has."""
    account = author.account
    able = account.connector_class.capabilities(frozenset(account.features))
    return [What.QUIET.value, *(one.value for one in RESTRAINTS if one in able)]


def restrain(conversation: Conversation, what: str, reason: str, days: int, by: User) -> Measure:
    """Do this about the citizen of this conversation, for so many days."""
    reason = reason.strip()
    if not reason:
        raise Refused(_("Write why this is needed: the team lead reads it."))
    if what not in measures_for(conversation.author):
        raise Refused(_("The platform has no means for this. Mute the citizen here instead."))
    if days not in DAYS and what != What.SPAM:
        raise Refused(_("Choose for how long."))
    until = None if what == What.SPAM else timezone.now() + timedelta(days=days)
    with locked(conversation) as row:
        made = _made(row, what, reason[:300], until=until, by=by)
        if what == What.QUIET:
            began(made)
        else:
            wake("restrain", made.pk)
        show(row.pk)
    return made


def _made(row: Conversation, what: str, reason: str, **more: object) -> Measure:
    try:
        with transaction.atomic():
            return Measure.objects.create(
                author=row.author, conversation=row, what=what, reason=reason, **more
            )
    except IntegrityError as error:
        raise Refused(_("This holds for this citizen already.")) from error


def lift(measure: Measure, by: User | None) -> None:
    """End it: what is ours at once, what is the platform's as soon as that says yes."""
    now = timezone.now()
    with locked(measure.conversation) as row:
        holds = Measure.objects.filter(pk=measure.pk, state__in=[State.STANDS, State.WAITING])
        if measure.what == What.QUIET:
            found = holds.update(state=State.ENDED, ended_by=by, ended_at=now)
        else:
            ending = {"state": State.ENDING, "ended_by": by, "tries": 0, "problem": ""}
            # While it is being made, when that is over: else it could come after its end.
            found = holds.update(**ending, not_before=Greatest(F("not_before"), Value(now)))
        if not found:
            raise Refused(_("A colleague lifted this already."))
        if measure.what == What.QUIET:
            over(measure, by)
        else:
            wake("restrain", measure.pk)
        show(row.pk)


# Call these with the conversation locked ---------------------------------------------------------


def began(measure: Measure) -> None:
    """It stands from now on; what is reported was done with that."""
    now, done = timezone.now(), measure.what == What.SPAM
    Measure.objects.filter(pk=measure.pk).update(
        state=State.ENDED if done else State.STANDS,
        ended_at=now if done else None,
        problem="",
        detail="",
    )
    if measure.what == What.QUIET:
        quiet = {"quiet_from": now, "quiet_until": measure.until}
        _quiet(measure, **quiet)
    told = {"what": measure.what, "text": measure.reason}
    tell(measure.conversation, Event.Verb.RESTRAINED, measure.by, **told)


def _quiet(measure: Measure, **moments: datetime | None) -> None:
    Author.objects.filter(pk=measure.author_id).update(**moments)
    after_commit(partial(cache.delete, QUIET_KEY))


def over(measure: Measure, by: User | None) -> None:
    """It holds no more."""
    if measure.what == What.QUIET:
        _quiet(measure, quiet_from=None, quiet_until=None)
    tell(measure.conversation, Event.Verb.LIFTED, by, what=measure.what)
