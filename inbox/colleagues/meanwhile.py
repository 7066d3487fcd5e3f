"""What was said or decided while somebody wrote: it stops the sending once, and is shown.

``Conversation.version`` is the primary key of the newest Event that counts, or of a later one: who
acts names the version they saw, and everything after it happened meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from inbox.models import Conversation, Event, Message
from inbox.refusals import Refused

# What may change what somebody is about to say: words, ours or theirs, and whose turn it is.
COUNTS = (
    Event.Verb.RECEIVED,
    Event.Verb.EDITED,
    Event.Verb.DELETED,
    Event.Verb.REPLIED,
    Event.Verb.TO_CHECK,
    Event.Verb.SENT_BACK,
    Event.Verb.TAKEN_BACK,
    Event.Verb.BY_HAND,
    Event.Verb.NATIVE,
    Event.Verb.GREETED,
    Event.Verb.REMOVED,
    Event.Verb.FAILED,
    Event.Verb.DROPPED,
    Event.Verb.REFERRED,
    Event.Verb.ANSWERED,
    Event.Verb.HANDED_BACK,
    Event.Verb.ASKED,
    Event.Verb.WITHDRAWN,
    Event.Verb.CLOSED,
    Event.Verb.REOPENED,
)
REWRITTEN = (Event.Verb.EDITED, Event.Verb.DELETED)
ADDED = _("Something was added while you wrote. Read it, then send again.")
CHANGED = _("The citizen changed the words while you wrote. Read them again first.")


@dataclass(frozen=True)
class News:
    """One thing that happened meanwhile; ``message`` the words it is about, None without."""

    event: Event
    message: Message | None


def note(events: Sequence[Event]) -> None:
    """Raise the version of the conversations that these were just appended to, all locked."""
    counting = [event for event in events if event.verb in COUNTS]
    if not counting:
        return
    newest = max(event.pk for event in counting)
    changed = {event.conversation_id for event in counting}
    Conversation.objects.filter(pk__in=changed).update(version=newest)


def check(
    row: Conversation,
    version: int | None,
    said: str | Promise = ADDED,
    *,
    proposal: int | None = None,
) -> None:
    """Raises Refused when the locked conversation is no longer as it was at this version.

    said      the sentence, where it is not an answer that is stopped
    proposal  primary key of the Forwarding whose answer stood on that page: a department that spoke
              while the page was made is no news to who has its words there
    """
    if version is None or version == row.version:
        return
    events = list(_since(row, version).values_list("verb", "data__forwarding"))
    verbs = {verb for verb, of in events if (verb, of) != (Event.Verb.ANSWERED, proposal or 0)}
    if events and not verbs:
        return
    only_rewritten = said is ADDED and verbs and verbs <= set(REWRITTEN)
    raise Refused(CHANGED if only_rewritten else said)


def since(conversation: Conversation, version: int | None) -> list[News]:
    """What happened after this version, in order. Two queries; none when nothing did."""
    if version is None or version == conversation.version:
        return []
    events = list(_since(conversation, version).select_related("actor"))
    named = Q(pk__in=_numbers(events, "message"))
    named |= Q(outbound__in=_numbers(events, "outbound"))
    messages = conversation.messages.filter(named).select_related("outbound")
    by_message = {message.pk: message for message in messages}
    by_outbound = {one.outbound.pk: one for one in by_message.values() if hasattr(one, "outbound")}
    return [
        News(
            event,
            by_message.get(event.data.get("message", 0))
            or by_outbound.get(event.data.get("outbound", 0)),
        )
        for event in events
    ]


def _since(conversation: Conversation, version: int) -> QuerySet[Event]:
    return conversation.events.filter(pk__gt=version, verb__in=COUNTS).order_by("pk")


def _numbers(events: Sequence[Event], name: str) -> set[int]:
    return {event.data[name] for event in events if name in event.data}
