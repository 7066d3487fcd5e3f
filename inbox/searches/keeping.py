"""What saved searches found, kept beside the inbox while bodies are read.

Bodies of one account are read one after the other (``inbox.ingest.turns``), and a find is taken in
in such a turn as well. So a message stands in the inbox or in the stream, and never in both. Where
a person has one number on the whole platform, so has a message: what one account of ours found, and
another has as well, is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q, QuerySet
from django.utils import timezone

from connectors.base import Form, Incoming
from connectors.models import Account, Search
from inbox.models import Find, Message, Post
from inbox.searches import finds
from inbox.searches.repeats import regroup

FoundBy = Find.searches.through


def is_find(item: Incoming) -> bool:
    """Whether nothing but a search brought it: it does not concern us by itself."""
    return item.form is Form.FOUND and bool(item.found_by) and not item.private


def keep(account: Account, items: Sequence[Incoming]) -> None:
    """Put these in the stream. What no search is listened for any more is left behind, and what
    stands at the address of a post of our own, or in the inbox by another account of ours. Four
    queries, and those that write."""
    if not items:
        return
    searches = _searches(account, {item.found_by for item in items})
    ours = _ours(account, items)
    known_there = _elsewhere(account, items)
    wanted = {
        item.external_id: item
        for item in items
        if item.found_by in searches
        and item.external_id not in known_there
        and not (item.permalink and item.permalink in ours)
    }
    if not wanted:
        return
    known = Find.objects.filter(account__in=sharing(account), external_id__in=wanted)
    rows = {find.external_id: find for find in known.order_by("-pk")}
    changed = set[str]()
    for find in rows.values():
        changed |= _follow(find, account, wanted[find.external_id])
    fresh = [finds.of(account, item) for name, item in wanted.items() if name not in rows]
    rows |= {find.external_id: find for find in _made(fresh)}
    regroup(account, [*changed, *(find.words for find in fresh)])
    found = {(rows[one.external_id].pk, one.found_by) for one in items if one.external_id in rows}
    FoundBy.objects.bulk_create(
        [
            FoundBy(find_id=find, search_id=searches[query])
            for find, query in sorted(found)
            if query in searches
        ],
        ignore_conflicts=True,
    )


def came_in(account: Account, stored: Iterable[Message]) -> None:
    """These messages are in the inbox now, whoever brought them: they wait in no stream."""
    if not account.connector_class.listens:
        return
    homes = {
        message.external_id: message.conversation_id
        for message in stored
        if message.incoming and message.conversation_id
    }
    found = Find.objects.filter(account__in=sharing(account), external_id__in=homes)
    waiting = found.exclude(state=Find.State.TAKEN).select_related("account")
    for find in waiting if homes else ():
        # The words are the conversation's from now on.
        Find.objects.filter(pk=find.pk).update(
            state=Find.State.TAKEN,
            conversation=homes[find.external_id],
            by=None,
            at=timezone.now(),
            text="",
            words="",
            person="",
            handle="",
            permalink="",
            said={},
        )
        regroup(find.account, [find.words])


def is_gone(account: Account, external_ids: Iterable[str]) -> None:
    """The platform no longer has these; then neither do we."""
    names = list(external_ids)
    if names and account.connector_class.listens:
        gone = Find.objects.filter(account__in=sharing(account), external_id__in=names)
        going = list(gone.exclude(state=Find.State.TAKEN).select_related("account"))
        Find.objects.filter(pk__in=[find.pk for find in going]).delete()
        for find in going:
            regroup(find.account, [find.words])


def sharing(account: Account) -> QuerySet[Account]:
    """The accounts of ours of which a message with the same number is the same message: this one,
    or all of its platform."""
    everywhere = account.connector_class.global_people
    which = Q(kind=account.kind) if everywhere else Q(pk=account.pk)
    return Account.objects.filter(which).order_by("pk")


def _searches(account: Account, queries: set[str]) -> dict[str, int]:
    saved = Search.objects.filter(account=account, query__in=queries)
    return dict(saved.values_list("query", "pk"))


def _elsewhere(account: Account, items: Iterable[Incoming]) -> set[str]:
    """Those that another account of ours has in the inbox."""
    names = [item.external_id for item in items]
    others = Message.objects.filter(account__in=sharing(account), external_id__in=names)
    others = others.filter(incoming=True).exclude(account=account).exclude(conversation=None)
    return {name for name in others.values_list("external_id", flat=True) if name}


def _ours(account: Account, items: Iterable[Incoming]) -> set[str]:
    addresses = {item.permalink for item in items} - {""}
    posts = Post.objects.filter(account=account, permalink__in=addresses)
    return set(posts.values_list("permalink", flat=True))


def _follow(find: Find, account: Account, item: Incoming) -> set[str]:
    """It was found again, perhaps in other words: the digests of both then."""
    if find.account_id != account.pk or find.state == Find.State.TAKEN or item.outdated:
        return set()
    newer, before = finds.of(account, item), find.words
    if (find.text, find.said, find.person) == (newer.text, newer.said, newer.person):
        return set()
    if not item.author.unknown:
        find.person, find.handle = newer.person, newer.handle
    find.text, find.said, find.words = newer.text, newer.said, newer.words
    find.same_as = find.same_as if find.words == before else None
    find.save(update_fields=["text", "said", "words", "same_as", "person", "handle"])
    return {before, find.words}


def _made(fresh: Sequence[Find]) -> list[Find]:
    """Saved, as found at one moment: of those, what was written first comes first."""
    now = timezone.now()
    for find in fresh:
        find.found_at = now
    return Find.objects.bulk_create(fresh)
