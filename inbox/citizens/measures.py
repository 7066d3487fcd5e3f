"""Carrying out on the platform what was decided about a citizen, and ending it in time.

Doing it twice is doing it once, so after doubt it is simply done again: see ``inbox.acts``.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from connectors import polling
from connectors.base import Capability, ConnectorError, Reason, Restraint
from inbox.actions.restraining import QUIET_KEY, began, lift, over
from inbox.bells import show
from inbox.models import Author, Conversation, Event, Measure
from inbox.outbox import backoff
from inbox.refusals import Refused
from inbox.standing import tell

State = Measure.State
ASKED = (State.WAITING, State.ENDING)
MOST_TRIES = 12
MOST_AT_ONCE = 200
WAITS = (Reason.THROTTLED, Reason.BUDGET)
AGAIN = timedelta(days=1)  # when a platform is asked anew to lift what it would not


def anyone_quiet() -> bool:
    """Whether anybody is muted here; asked of the database once a minute at most."""
    found = cache.get(QUIET_KEY)
    if found is None:
        found = Author.objects.filter(quiet_until__gt=timezone.now()).exists()
        cache.set(QUIET_KEY, found, 60)
    return bool(found)


def due(now: datetime) -> QuerySet[Measure]:
    """What the platform may be asked now, of accounts that work."""
    return Measure.objects.filter(
        state__in=ASKED,
        not_before__lte=now,
        author__account__active=True,
        author__account__state="ok",
    )


def end_expired() -> None:
    """Lift what lasted as long as was said."""
    expired = Measure.objects.filter(state=State.STANDS, until__lte=timezone.now())
    for measure in expired.select_related("conversation")[:MOST_AT_ONCE]:
        with suppress(Refused):  # a colleague was first
            lift(measure, None)


def carry_out(measure_id: int) -> None:
    """Ask the platform, when nobody else does."""
    measure = _claim(measure_id)
    if measure is None:
        return
    undo, account = measure.state == State.ENDING, measure.author.account
    restraint = Restraint(Capability(measure.what), measure.author.external_id, undo)
    try:
        account.connect().restrain(restraint)
    except ConnectorError as error:
        if undo and error.reason is Reason.TARGET_GONE:  # nobody left to let in
            _done(measure)
        else:
            _not_done(measure, polling.weigh(account, error))
    else:
        polling.note_contact(account)
        _done(measure)


def _claim(measure_id: int) -> Measure | None:
    now = timezone.now()
    lease = timedelta(seconds=settings.SEND_LEASE_SECONDS)
    if not due(now).filter(pk=measure_id).exists():
        return None
    # Compared on the row itself, so that two workers cannot both win.
    mine = Measure.objects.filter(pk=measure_id, state__in=ASKED, not_before__lte=now)
    if not mine.update(not_before=now + lease, tries=F("tries") + 1):
        return None
    known = Measure.objects.select_related("author__account__app", "conversation", "by", "ended_by")
    return known.get(pk=measure_id)


@transaction.atomic
def _done(measure: Measure) -> None:
    _lock(measure)
    now = Measure.objects.filter(pk=measure.pk, state=measure.state)
    if measure.state == State.WAITING:
        if now.exists():
            began(measure)
    elif now.update(state=State.ENDED, ended_at=timezone.now(), problem="", detail=""):
        over(measure, measure.ended_by)
    show(measure.conversation_id)


@transaction.atomic
def _not_done(measure: Measure, error: ConnectorError) -> None:
    if error.reauthorise:
        polling.note_failure(measure.author.account, error, rest=False)
    _lock(measure)
    now = Measure.objects.filter(pk=measure.pk, state=measure.state)
    told = {"problem": error.reason.value, "detail": error.detail[:500]}
    waits = error.reauthorise or error.reason in WAITS
    if waits or not (error.permanent or measure.tries >= MOST_TRIES):
        wait = error.retry_after or backoff(measure.tries)
        tries = max(measure.tries - 1, 0) if waits else measure.tries
        now.update(not_before=timezone.now() + wait, tries=tries, **told)
    elif measure.state == State.ENDING:
        # It stands after all, and says why; the clock asks again.
        until = max(measure.until or timezone.now(), timezone.now() + AGAIN)
        now.update(state=State.STANDS, ended_by=None, until=until, **told)
        _tell(measure, error, undo=True)
    else:
        now.update(state=State.FAILED, **told)
        _tell(measure, error, undo=False)


def _tell(measure: Measure, error: ConnectorError, *, undo: bool) -> None:
    by = measure.ended_by if undo else measure.by
    data = {"what": measure.what, "undo": undo, "reason": error.reason.value}
    tell(measure.conversation, Event.Verb.RESTRAINT_FAILED, by, **data)
    show(measure.conversation_id)


def _lock(measure: Measure) -> Conversation:
    return Conversation.objects.select_for_update().get(pk=measure.conversation_id)
