"""Carrying out what colleagues want done with a message on its platform.

Doing it twice is doing it once, so after doubt it is simply done again.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from connectors import polling
from connectors.base import Capability, ConnectorError, Deed, Reason
from inbox import attachments
from inbox.models import Act, Conversation, Event, Message
from inbox.outbox import backoff
from inbox.standing import settle, tell

MOST_TRIES = 12
VERBS = {
    ("hide", False): Event.Verb.HIDDEN,
    ("hide", True): Event.Verb.SHOWN,
    ("like", False): Event.Verb.LIKED,
    ("like", True): Event.Verb.UNLIKED,
    ("delete", False): Event.Verb.REMOVED,
}
# The platform works, and so will this.
WAITS = (Reason.THROTTLED, Reason.BUDGET)


def due(now: datetime) -> QuerySet[Act]:
    """What may be done now, of accounts that work."""
    return Act.objects.filter(
        state=Act.State.WAITING,
        not_before__lte=now,
        message__account__active=True,
        message__account__state="ok",
    )


def perform(act_id: int) -> None:
    """Do it, when nobody else does."""
    act = _claim(act_id)
    if act is None:
        return
    deed = Deed(Capability(act.act), act.message.newest_id, act.undo)
    try:
        act.message.account.connect().perform(deed)
    except ConnectorError as error:
        if act.act == Capability.DELETE.value and error.reason is Reason.TARGET_GONE:
            _done(act)
        else:
            _not_done(act, polling.weigh(act.message.account, error))
    else:
        polling.note_contact(act.message.account)
        _done(act)


def _claim(act_id: int) -> Act | None:
    now = timezone.now()
    lease = timedelta(seconds=settings.SEND_LEASE_SECONDS)
    if not due(now).filter(pk=act_id).exists():
        return None
    # Compared on the row itself, so that two workers cannot both win.
    mine = Act.objects.filter(pk=act_id, state=Act.State.WAITING, not_before__lte=now)
    if not mine.update(not_before=now + lease, tries=F("tries") + 1):
        return None
    return Act.objects.select_related("message__account__app", "by").get(pk=act_id)


@transaction.atomic
def _done(act: Act) -> None:
    row = _lock(act)
    waiting = Act.objects.filter(pk=act.pk, state=Act.State.WAITING)
    if not waiting.update(state=Act.State.DONE, reason="", detail=""):
        return
    message = Message.objects.get(pk=act.message_id)
    if act.act == Capability.HIDE.value:
        message.hidden, message.hidden_at = not act.undo, timezone.now()
        message.save(update_fields=["hidden", "hidden_at"])
    elif act.act == Capability.DELETE.value:
        _remove(message)
    tell(row, VERBS[act.act, act.undo], act.by, message=message.pk)
    settle(row)


def _remove(message: Message) -> None:
    if message.deleted_at:
        return
    message.text = ""
    message.deleted_at = message.observed_at = timezone.now()
    message.save(update_fields=["text", "deleted_at", "observed_at"])
    attachments.forget(message)


@transaction.atomic
def _not_done(act: Act, error: ConnectorError) -> None:
    if error.reauthorise:
        polling.note_failure(act.message.account, error, rest=False)
    row = _lock(act)
    waits = error.reauthorise or error.reason in WAITS
    told = {"reason": error.reason.value, "detail": error.detail[:500]}
    waiting = Act.objects.filter(pk=act.pk, state=Act.State.WAITING)
    if not waits and (error.permanent or act.tries >= MOST_TRIES):
        waiting.update(state=Act.State.FAILED, **told)
        data = {"act": act.act, "undo": act.undo, "reason": error.reason.value}
        tell(row, Event.Verb.ACT_FAILED, act.by, message=act.message_id, **data)
    else:
        wait = error.retry_after or backoff(act.tries)
        tries = max(act.tries - 1, 0) if waits else act.tries
        waiting.update(not_before=timezone.now() + wait, tries=tries, **told)
    settle(row)


def _lock(act: Act) -> Conversation:
    return Conversation.objects.select_for_update().get(messages=act.message_id)
