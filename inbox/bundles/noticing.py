"""Conversations that are alike, found as messages come in and kept as proposals.

Each new conversation is compared with a bounded number of others: the newest, those that stand in
the same place, and those of the same citizen, all found by an index. Nothing of this happens while
a page is shown. What a colleague said is not the same stays so.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db import OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet
from django.db.models.expressions import RawSQL

from inbox.alone import NOTICING, alone
from inbox.bells import QUEUE, conversation_bell, ring
from inbox.bundles.likeness import LONGEST, Likeness, Told, likeness, words_of
from inbox.models import Author, Bundle, Bundled, Conversation, Message, SamePerson

log = logging.getLogger(__name__)

AT_A_TIME = 50  # conversations that are compared in one go
NEWEST = 300  # other conversations that each is compared with, whatever they are about
OF_ONE_PLACE, OF_ONE_AUTHOR, OF_ONE_POST = 50, 20, 50
WORDS_TRIED, OF_THESE_WORDS = 6, 50  # by which words more are looked for, and how many
BUNDLES_TRIED = 5  # the likest others, until one whose bundle may have it


def uncompared() -> QuerySet[Conversation]:
    """What nobody compared since the citizen last wrote, oldest first."""
    return Conversation.objects.filter(uncompared=True).order_by("pk")


def notice() -> None:
    """Compare what waits to be compared; by one process at a time."""
    with alone(NOTICING) as mine:
        after = 0
        while mine:
            rows = list(
                uncompared().filter(pk__gt=after).select_related("account", "author")[:AT_A_TIME]
            )
            if not rows:
                return
            after = rows[-1].pk
            _compare_all(rows)


def _compare_all(rows: Sequence[Conversation]) -> None:
    told = _Known(rows)
    for row in rows:
        try:
            with transaction.atomic():
                _give_way()
                # Claimed first: what comes in from now on is compared the next time.
                if Conversation.objects.filter(pk=row.pk, uncompared=True).update(uncompared=False):
                    _compare(row, told)
        except OperationalError:  # somebody is at work there; it is compared the next time
            log.info("Conversation %s is compared later", row.pk, exc_info=True)


def _give_way() -> None:
    """Who reads messages or answers goes first: sooner than PostgreSQL looks for a deadlock."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL lock_timeout = '500ms'")


def _compare(row: Conversation, known: _Known) -> None:
    mine = known.told(row)
    if not mine.words:
        return
    others = known.beside(row)
    apart = _kept_apart(row)
    found = [(likeness(mine, other), other.pk) for other in others if other.pk not in apart]
    alike = sorted((one for one in found if one[0].enough), key=lambda one: (-one[0].score, one[1]))
    if alike:
        _propose(row, alike[:BUNDLES_TRIED])


def _kept_apart(row: Conversation) -> set[int]:
    """Conversations of which a colleague said that they are not about the same as this one."""
    here = Bundled.objects.filter(conversation=row)
    out_of = here.filter(state=Bundled.State.OUT).values("bundle")
    within = here.exclude(state=Bundled.State.OUT).values("bundle")
    left = Bundled.objects.filter(bundle__in=within, state=Bundled.State.OUT)
    stayed = Bundled.objects.filter(bundle__in=out_of).exclude(state=Bundled.State.OUT)
    return {
        *left.values_list("conversation", flat=True),
        *stayed.values_list("conversation", flat=True),
    }


def _propose(row: Conversation, alike: Sequence[tuple[Likeness, int]]) -> None:
    """Beside the likest that is in a bundle, or in a new one with the likest of all."""
    if Bundled.objects.live().filter(conversation=row).exists():
        return
    pks = [pk for _found, pk in alike]
    homes = dict(
        Bundled.objects.live().filter(conversation__in=pks).values_list("conversation", "bundle")
    )
    found, likest = next((one for one in alike if one[1] in homes), alike[0])
    bundle_id = homes.get(likest)
    if bundle_id is None:
        bundle_id = Bundle.objects.create().pk
        _enter(bundle_id, likest, found)
    _enter(bundle_id, row.pk, found)
    recount(bundle_id)
    ring(QUEUE, conversation_bell(row.pk), conversation_bell(likest))


def _enter(bundle_id: int, conversation_id: int, found: Likeness) -> None:
    """Nothing happens when it came to be in a bundle meanwhile."""
    entry = Bundled(
        bundle_id=bundle_id,
        conversation_id=conversation_id,
        score=found.score,
        why=list(found.why),
    )
    Bundled.objects.bulk_create([entry], ignore_conflicts=True)


def forget_words(conversation: Conversation) -> None:
    """A citizen took words back there: what it shares with others stays, without quoting it."""
    for entry in Bundled.objects.filter(conversation=conversation):
        entry.why = [reason for reason in entry.why if reason["same"] != "words"]
        entry.save(update_fields=["why"])


def recount(bundle_id: int) -> None:
    """Bring the number of a bundle in line with what is in it."""
    number = Bundled.objects.live().filter(bundle=bundle_id).count()
    Bundle.objects.filter(pk=bundle_id).update(number=number)


class _Known:
    """What conversations say, looked up once for all that are compared in one go."""

    def __init__(self, rows: Sequence[Conversation]) -> None:
        self.rows = rows
        since = min(row.created_at for row in rows) - LONGEST
        # A colleague said that these profiles are one person.
        self._linked = _linked({row.author_id for row in rows})
        lately = Conversation.objects.filter(created_at__gte=since)
        newest = list(
            Conversation.objects.filter(pk__lte=rows[-1].pk)
            .order_by("-pk")
            .values_list("pk", "created_at")[:NEWEST]
        )
        near = [pk for row in rows for pk in self._near(row, lately)]
        pks = {*(pk for pk, _at in newest), *near, *(row.pk for row in rows)}
        if len(newest) == NEWEST and newest[-1][1] > since:  # a busy day: there are more
            pks |= _with_these_words([row.pk for row in rows], since)
        found = Conversation.objects.filter(pk__in=pks).select_related("account", "author")
        said = _said(pks, since)
        self._told = {row.pk: _told(row, said[row.pk], self._linked) for row in found}

    def _near(self, row: Conversation, lately: QuerySet[Conversation]) -> Iterable[int]:
        """Alike for another reason than that they are new."""
        others = lately.exclude(pk=row.pk).order_by("-created_at").values_list("pk", flat=True)
        if row.neighbourhood:
            yield from others.filter(neighbourhood=row.neighbourhood)[:OF_ONE_PLACE]
        if row.post_id:
            yield from others.filter(post=row.post_id)[:OF_ONE_POST]
        # One platform may know a person by the same number on each of our accounts.
        same = {"author__external_id": row.author.external_id, "account__kind": row.account.kind}
        yield from others.filter(**same)[:OF_ONE_AUTHOR]
        if linked := self._linked[row.author_id]:
            yield from others.filter(author__in=linked)[:OF_ONE_AUTHOR]

    def told(self, row: Conversation) -> Told:
        return self._told[row.pk]

    def beside(self, row: Conversation) -> list[Told]:
        """All others; what is newer than it is compared with it in its own turn."""
        return [told for pk, told in self._told.items() if pk != row.pk]


def _linked(authors: set[int]) -> dict[int, dict[int, tuple[str, str]]]:
    """The other profiles of these people, as (platform, number), by author and then by author."""
    linked: dict[int, dict[int, tuple[str, str]]] = defaultdict(dict)
    said = SamePerson.objects.standing().filter(Q(one__in=authors) | Q(other__in=authors))
    for both in said.select_related("one__account", "other__account"):
        linked[both.one_id][both.other_id] = _identity(both.other)
        linked[both.other_id][both.one_id] = _identity(both.one)
    return linked


def _identity(author: Author) -> tuple[str, str]:
    return author.account.kind, author.external_id


def _with_these_words(pks: Sequence[int], since: datetime) -> set[int]:
    """Conversations that use words of these, found by the index on words."""
    found: set[int] = set()
    for said in _said(pks, since).values():
        words = sorted(words_of("\n".join(said)).values(), key=len, reverse=True)[:WORDS_TRIED]
        heard = Message.objects.filter(incoming=True, deleted_at=None, created_at__gte=since)
        heard = heard.annotate(
            wanted=SearchQuery(" or ".join(words), config="dutch", search_type="websearch"),
            kept=RawSQL("inbox_message.search", [], SearchVectorField()),
        ).filter(kept=F("wanted"), conversation__isnull=False)
        rows = heard.order_by("-pk").values_list("conversation", flat=True)
        found |= {pk for pk in rows[:OF_THESE_WORDS] if pk is not None}
    return found


def _said(pks: Iterable[int], since: datetime) -> dict[int, list[str]]:
    said: dict[int, list[str]] = defaultdict(list)
    heard = Message.objects.filter(
        conversation__in=pks, incoming=True, deleted_at=None, created_at__gte=since
    )
    for conversation, text in heard.order_by("created_at", "pk").values_list(
        "conversation", "text"
    ):
        if conversation is not None:
            said[conversation].append(text)
    return said


def _told(
    row: Conversation, said: Sequence[str], linked: dict[int, dict[int, tuple[str, str]]]
) -> Told:
    others = linked.get(row.author_id, {}).values()
    return Told(
        pk=row.pk,
        at=row.created_at,
        words=words_of("\n".join(said)),
        authors=frozenset({(row.account.kind, row.author.external_id), *others}),
        thread=("", "") if row.private else (row.account.kind, row.thread_id),
        post=row.post_id,
        place=row.neighbourhood,
    )
