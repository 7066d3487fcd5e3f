"""Whether somebody acted on the danger that a citizen wrote of, and when it is over.

What counts is what colleagues did after danger was noticed last: who was on the conversation before
may have gone home, and a department that has its question may not have seen it.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from inbox.clocks import CLOCK_SKEW
from inbox.models import Conversation, Event
from inbox.refusals import Refused
from inbox.workflow import Status
from routing.conditions import About
from routing.danger import danger as danger_in
from routing.models import Rule

DANGER = 2  # its ``Conversation.rank``
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
    """Conversations in which danger was noticed and something waits, for us or at a department."""
    return Conversation.objects.filter(status__in=[Status.OPEN, Status.REFERRED], rank=DANGER)


def unseen(conversation: Conversation) -> bool:
    """Whether nobody acted on it yet. At most one query."""
    return unseen_rows(conversation).exists()


def unseen_rows(conversation: Conversation) -> QuerySet[Conversation]:
    """The conversation itself where nobody acted on it yet, else none."""
    if not conversation.danger:
        return Conversation.objects.none()
    return nobody_acted(Conversation.objects.filter(pk=conversation.pk))


def unseen_among(rows: Iterable[Conversation]) -> set[int]:
    """The primary keys of those on which nobody acted yet. One query, none without danger."""
    told = [row.pk for row in rows if row.danger]
    if not told:
        return set()
    found = nobody_acted(Conversation.objects.filter(pk__in=told))
    return set(found.values_list("pk", flat=True))


NOT_LOOKED_AT = _("Somebody may be in danger. Open it first.")


def check_looked_at(conversation: Conversation) -> None:
    """Raises Refused while nobody acted on it: one press on many silences no danger."""
    if unseen(conversation):
        raise Refused(NOT_LOOKED_AT)


def waits(conversation: Conversation, unanswered_since: datetime | None) -> bool:
    """Whether words that tell of danger wait for the webcare team, also while a department has the
    question. Two queries, none without danger.

    unanswered_since   when the first words were written that no answer of ours deals with
    """
    if not conversation.danger or unanswered_since is None:
        return False
    noticed = _noticed(conversation)
    if noticed is None:
        return True
    if unanswered_since > noticed.at + CLOCK_SKEW:
        return False  # that was answered; these are other words
    after = conversation.events.filter(_of_a_colleague(DEALT_WITH), pk__gt=noticed.pk)
    return not after.exists()


def is_over(conversation: Conversation) -> bool:
    """Whether it is closed, or the citizen wrote of danger in a case before this one.

    That words were taken back ends nothing by itself. Two queries at most, none without danger.
    """
    if not conversation.danger:
        return False
    if conversation.status == Status.CLOSED:
        return True
    noticed, since = _noticed(conversation), conversation.case_since
    if noticed is None or since is None:
        return False
    if since - noticed.at < timedelta(days=settings.NEW_CASE_DAYS):
        return False
    new = Q(created_at__gte=since) | Q(edited_at__gte=since)
    said = conversation.messages.filter(new, incoming=True, deleted_at=None)
    return not any(map(danger_in, said.values_list("text", flat=True)))


def end(conversation: Conversation) -> None:
    """It goes first no more; the history keeps what it was. Call it with the row locked."""
    conversation.danger, conversation.urgent = "", _is_urgent_by_rule(conversation)
    conversation.save(update_fields=["danger", "urgent", "updated_at"])


def _is_urgent_by_rule(conversation: Conversation) -> bool:
    """Whatever danger there is: the rule that sorted it says so, and asked for something else."""
    if conversation.rule is None:
        return False
    rule = Rule.objects.filter(pk=conversation.rule, urgent=True)
    return rule.exclude(conditions__about=About.DANGER).exists()


def _noticed(conversation: Conversation) -> Event | None:
    """The Event that says so, the newest one."""
    return conversation.events.filter(verb=Verb.DANGER).order_by("pk").last()


def _of_a_colleague(verbs: tuple[Event.Verb, ...]) -> Q:
    """Not what a machine did by itself, nor what was undone; what was typed on the platform is a
    person's."""
    found = Q(verb__in=verbs, actor__isnull=False, undone_by=None)
    return found | Q(verb=Verb.NATIVE) if verbs is ACTED else found
