"""Whether somebody acted on the danger that a citizen wrote of.

What counts is what colleagues did after danger was noticed last: who was on the conversation before
may have gone home, and a department that has its question may not have seen it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from inbox.models import Conversation, Event
from inbox.workflow import Status

DANGER = 2  # its ``Conversation.rank``
CLOCK_SKEW = timedelta(minutes=5)  # between the platform's clock and ours
Verb = Event.Verb

# Of a colleague: somebody knows of it now.
ACTED = (
    *(Verb.CLAIMED, Verb.TAKEN_OVER, Verb.NOTED, Verb.REPLIED, Verb.REFERRED),
    *(Verb.REMARKED, Verb.CALMED, Verb.CLOSED),
)
# Of a colleague: the words need no other answer of the webcare team now.
DEALT_WITH = (Verb.REFERRED, Verb.REMARKED, Verb.CALMED)


def nobody_acted(rows: QuerySet[Conversation]) -> QuerySet[Conversation]:
    """Those of them on which no colleague did anything since danger was noticed last.

    noticed   primary key of the Event that says so; 0 where none does
    """
    danger = Event.objects.filter(conversation=OuterRef("pk"), verb=Verb.DANGER).order_by("-pk")
    newest = Coalesce(Subquery(danger.values("pk")[:1]), Value(0))
    since = Event.objects.filter(_of_a_colleague(ACTED), conversation=OuterRef("pk"))
    after = since.filter(pk__gt=OuterRef("noticed"))
    return rows.annotate(noticed=newest).filter(~Exists(after))


def in_danger() -> QuerySet[Conversation]:
    """Conversations that are not closed and in which danger was noticed."""
    open_ones = [Status.OPEN, Status.REFERRED, Status.ANSWERED]
    return Conversation.objects.filter(status__in=open_ones, rank=DANGER)


def unseen(conversation: Conversation) -> bool:
    """Whether nobody acted on it yet. At most one query."""
    if not conversation.danger:
        return False
    return nobody_acted(Conversation.objects.filter(pk=conversation.pk)).exists()


def waits(conversation: Conversation, unanswered_since: datetime | None) -> bool:
    """Whether words that tell of danger wait for the webcare team, also while a department has the
    question. Two queries, none without danger.

    unanswered_since   when the first words were written that no answer of ours deals with
    """
    if not conversation.danger or unanswered_since is None:
        return False
    noticed = conversation.events.filter(verb=Verb.DANGER).order_by("pk").last()
    if noticed is None:
        return True
    if unanswered_since > noticed.at + CLOCK_SKEW:
        return False  # that was answered; these are other words
    after = conversation.events.filter(_of_a_colleague(DEALT_WITH), pk__gt=noticed.pk)
    return not after.exists()


def _of_a_colleague(verbs: tuple[Event.Verb, ...]) -> Q:
    """Not what a machine did by itself; what was typed on the platform is a person's."""
    found = Q(verb__in=verbs, actor__isnull=False)
    return found | Q(verb=Verb.NATIVE) if verbs is ACTED else found
