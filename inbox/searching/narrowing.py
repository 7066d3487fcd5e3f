"""What the operators of a search narrow to. Of one operator that is said twice, either will do;
of “is:”, “voor:” and “na:” each has to be so.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import reduce
from operator import and_, or_
from typing import TYPE_CHECKING, Any

from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from connectors import registry
from connectors.models import Account
from inbox.models import Conversation, Label, Mention, Message
from inbox.searching import operators as op
from inbox.searching import people, queries
from inbox.searching.dates import day
from inbox.searching.operators import spelled
from inbox.searching.parsing import Asked
from inbox.searching.plain import has_words
from inbox.searching.states import in_a_note, sent_elsewhere, states
from inbox.workflow import Status
from routing.models import Department

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from inbox.querysets import ConversationQuerySet
    from webcare.models import User

EACH = (op.IS, op.BEFORE, op.AFTER, op.ON)  # all of these have to be so


class NotKnown(Exception):
    """A value that an operator does not know. ``str()`` is a sentence for the screen."""


@dataclass(frozen=True)
class Search:
    """Who searches, and when."""

    user: User | AnonymousUser
    now: datetime

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


def narrowed(
    conversations: ConversationQuerySet, asked: Asked, user: User | AnonymousUser, now: datetime
) -> tuple[ConversationQuerySet, list[str]]:
    """The conversations that fit all that was said, and what was said that nobody knows."""
    search, problems = Search(user, now), []
    fits: dict[tuple[str, bool], list[Q]] = {}
    for said in asked.said:
        try:
            fit = NARROW[said.operator](said.value, search)
        except NotKnown as problem:
            problems.append(str(problem))
        else:
            fits.setdefault((said.operator, said.without), []).append(fit)
    for (operator, without), each in fits.items():
        if without:
            conversations = conversations.exclude(reduce(or_, each))
        else:
            conversations = conversations.filter(reduce(and_ if operator in EACH else or_, each))
    return conversations, problems


def _channel(value: str, search: Search) -> Q:
    said = spelled(value)
    kinds = [kind for kind, label in registry.kinds() if said in {spelled(kind), spelled(label)}]
    if kinds:
        return Q(account__kind__in=kinds)
    named = _named(value, Account.objects.all(), "name", "handle")
    if not named:
        raise NotKnown(_("There is no channel “%(value)s”.") % {"value": value})
    return Q(account__in=named)


def _department(value: str, search: Search) -> Q:
    if spelled(value) in op.NO_DEPARTMENT:
        return Q(department=None)
    named = _named(value, Department.objects.all(), "slug", "name")
    if not named:
        raise NotKnown(_("There is no department “%(value)s”.") % {"value": value})
    return Q(department__in=named)


def _who(value: str, search: Search) -> Q:
    said = spelled(value)
    if said in op.ME:
        return Q(assignee=search.user.pk)
    if said in op.NOBODY:
        return Q(assignee=None)
    named = _named(value, get_user_model().objects.all(), "username", "first_name", "last_name")
    if not named:
        raise NotKnown(_("There is no colleague “%(value)s”.") % {"value": value})
    return Q(assignee__in=named)


def _mentions(value: str, search: Search) -> Q:
    if spelled(value) in op.ME:
        return in_a_note(Mention.objects.filter(user=search.user.pk))
    named = _named(value, get_user_model().objects.all(), "username", "first_name", "last_name")
    if not named:
        raise NotKnown(_("There is no colleague “%(value)s”.") % {"value": value})
    return in_a_note(Mention.objects.filter(user__in=named))


def _sent_to(value: str, search: Search) -> Q:
    to = op.WHERE.get(spelled(value))
    if to is None:
        raise NotKnown(_("We do not know “doorverwezen:%(value)s”.") % {"value": value})
    return sent_elsewhere(to)


def _named(value: str, rows: Any, *fields: str) -> list[int]:
    """Those that are called so, else those of whose names a word begins so. One query."""
    said = spelled(value)
    exact, begins = [], []
    for pk, *names in rows.values_list("pk", *fields):
        spelled_names = [spelled(name) for name in [*names, " ".join(names)]]
        if said in spelled_names:
            exact.append(pk)
        if any(f"-{name}".find(f"-{said}") >= 0 for name in spelled_names):
            begins.append(pk)
    return exact or (begins if said else [])


def _from(value: str, search: Search) -> Q:
    if not people.may_find_people(search.user):
        raise NotKnown(_("You cannot search for the names of citizens."))
    if not has_words(value):
        raise NotKnown(_("“%(value)s” is not a name.") % {"value": value})
    return Q(author__in=people.found(search.user, queries.name(value)))


def _status(value: str, search: Search) -> Q:
    status = op.STATUSES.get(spelled(value))
    if status is None:
        raise NotKnown(_("There is no status “%(value)s”.") % {"value": value})
    if status in {Status.OPEN, op.SNOOZED}:  # those that sleep have a list of their own
        asleep = states(search.now, None)[op.SNOOZED]
        return asleep if status == op.SNOOZED else Q(status=Status.OPEN) & ~asleep
    return Q(status=status) if status else Q()


def _kind(value: str, search: Search) -> Q:
    kind = op.KINDS.get(spelled(value))
    if kind is None:
        raise NotKnown(_("There is no kind “%(value)s”.") % {"value": value})
    return Q(kind=kind)


def _is(value: str, search: Search) -> Q:
    state = op.STATES.get(spelled(value))
    if state is None:
        raise NotKnown(_("We do not know “is:%(value)s”.") % {"value": value})
    return states(search.now, search.user.pk)[state]


def _language(value: str, search: Search) -> Q:
    said = spelled(value)
    code = op.LANGUAGES.get(said, said)
    if len(code) != 2:
        raise NotKnown(_("We do not know the language “%(value)s”.") % {"value": value})
    return Q(language=code)


def _neighbourhood(value: str, search: Search) -> Q:
    return Q(neighbourhood__icontains=value) | Q(district__icontains=value)


def _label(value: str, search: Search) -> Q:
    if spelled(value) in op.NO_LABEL:
        return Q(labels=None)
    named = _named(value, Label.objects.all(), "slug", "name")
    if not named:
        raise NotKnown(_("There is no label “%(value)s”.") % {"value": value})
    worn = Conversation.labels.through.objects.filter(label__in=named)
    return Q(pk__in=worn.values("conversation"))


def _said_between(since: date | None, until: date | None) -> Q:
    """Conversations in which something was said from the one day to the other, that one not."""
    said = Message.objects.filter(conversation=OuterRef("pk"))
    if since:
        said = said.filter(created_at__gte=_midnight(since))
    if until:
        said = said.filter(created_at__lt=_midnight(until))
    return Q(Exists(said))


def _midnight(of: date) -> datetime:
    return timezone.make_aware(datetime.combine(of, time.min))


def _day(value: str, search: Search) -> date:
    found = day(value, search.today)
    if found is None:
        raise NotKnown(
            _("“%(value)s” is not a day we understand. Write 18-11 or vandaag.") % {"value": value}
        )
    return found


def _before(value: str, search: Search) -> Q:
    return _said_between(None, _day(value, search))


def _after(value: str, search: Search) -> Q:
    return _said_between(_day(value, search), None)


def _on(value: str, search: Search) -> Q:
    asked = _day(value, search)
    return _said_between(asked, asked + timedelta(days=1))


NARROW: dict[str, Callable[[str, Search], Q]] = {
    op.CHANNEL: _channel,
    op.DEPARTMENT: _department,
    op.WHO: _who,
    op.MENTIONS: _mentions,
    op.SENT_TO: _sent_to,
    op.FROM: _from,
    op.STATUS: _status,
    op.KIND: _kind,
    op.IS: _is,
    op.LANGUAGE: _language,
    op.NEIGHBOURHOOD: _neighbourhood,
    op.LABEL: _label,
    op.BEFORE: _before,
    op.AFTER: _after,
    op.ON: _on,
}
