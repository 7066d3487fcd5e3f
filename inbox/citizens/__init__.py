"""One citizen as all our accounts know them: their profiles, and what they and we said.

A number that holds on the whole platform makes two profiles one person by itself. All else that
does is a colleague's word (``SamePerson``): a name never is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Case, Min, Q, QuerySet, Value, When
from django.utils import timezone

from inbox.models import Author, Conversation, Measure, Message, Pledge, SamePerson
from inbox.querysets import ConversationQuerySet
from inbox.workflow import Status

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

LATELY = timedelta(days=30)
MOST_PROFILES = 20
MOST_ROUNDS = 5  # from one profile to the next
COUNTED = 99  # beyond this nobody needs to know how many

OPEN_FIRST = Case(
    When(status=Status.OPEN, then=Value(0)),
    When(status=Status.REFERRED, then=Value(1)),
    default=Value(2),
)


@dataclass(frozen=True)
class Known:
    """What is known of a citizen, as far as this colleague may see it.

    profiles   the one that was asked for first
    since      when the first conversation began
    lately     how many messages they wrote in the last 30 days, at most ``COUNTED``
    """

    profiles: Sequence[Author]
    since: datetime | None
    lately: int


def profiles(author: Author) -> list[Author]:
    """This profile, and every other that is the same person: a few queries, and never many rows."""
    known = {author.pk: author}
    new: list[Author] = [author]
    for _round in range(MOST_ROUNDS):
        found = _same_number(new, known) | _linked(new, known)
        new = list(found.select_related("account").order_by("pk")[: MOST_PROFILES - len(known)])
        known |= {each.pk: each for each in new}
        if not new or len(known) >= MOST_PROFILES:
            break
    return list(known.values())


def _same_number(new: Iterable[Author], known: Iterable[int]) -> QuerySet[Author]:
    """Of other accounts of a platform that gives a person one number everywhere."""
    same = Q(pk=None)
    for each in new:
        if each.account.connector_class.global_people:
            same |= Q(account__kind=each.account.kind, external_id=each.external_id)
    return Author.objects.filter(same).exclude(pk__in=[*known])


def _linked(new: Sequence[Author], known: Iterable[int]) -> QuerySet[Author]:
    links = SamePerson.objects.standing()
    from_one = links.filter(one__in=new).values("other")
    from_other = links.filter(other__in=new).values("one")
    return Author.objects.filter(Q(pk__in=from_one) | Q(pk__in=from_other)).exclude(pk__in=[*known])


def conversations(who: Sequence[Author], user: User | AnonymousUser) -> ConversationQuerySet:
    """Theirs that this colleague may see, those that wait first, then the newest."""
    visible: ConversationQuerySet = Conversation.objects.visible_to(user)
    return visible.filter(author__in=[each.pk for each in who]).order_by(
        OPEN_FIRST, "-created_at", "-pk"
    )


def known(author: Author, user: User | AnonymousUser) -> Known:
    who = profiles(author)
    theirs = conversations(who, user)
    since = theirs.order_by().aggregate(since=Min("created_at"))["since"]
    wrote = Message.objects.filter(
        conversation__in=theirs.order_by().values("pk"),
        incoming=True,
        created_at__gte=timezone.now() - LATELY,
    )
    return Known(who, since, len(wrote.order_by().values_list("pk", flat=True)[:COUNTED]))


def promised_to(who: Sequence[Author], user: User | AnonymousUser) -> QuerySet[Pledge]:
    """What we promised them, what still has to be kept first and by its day."""
    theirs = conversations(who, user).order_by().values("pk")
    first = Case(When(outcome="", then=Value(0)), default=Value(1))
    promised = Pledge.objects.filter(conversation__in=theirs)
    return promised.select_related("by", "settled_by").order_by(first, "until", "-pk")


def measured_on(who: Sequence[Author]) -> QuerySet[Measure]:
    """What holds now about any of their profiles."""
    standing = Measure.objects.standing().filter(author__in=[each.pk for each in who])
    return standing.select_related("author__account")


def links(who: Sequence[Author]) -> QuerySet[SamePerson]:
    """What colleagues said of these profiles, also what was taken back; the newest first."""
    pks = [each.pk for each in who]
    said = SamePerson.objects.filter(Q(one__in=pks) | Q(other__in=pks))
    return said.select_related("one__account", "other__account", "by", "undone_by")
