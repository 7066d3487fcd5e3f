"""What saved searches found, kept beside the inbox while bodies are read.

Bodies of one account are read one after the other (``inbox.ingest.turns``), and a find is taken in
in such a turn as well. So a message stands in the inbox or in the stream, and never in both.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import Q
from django.utils import timezone

from connectors.base import Form, Incoming
from connectors.models import Account, Search
from inbox.models import Find, Message, Post
from inbox.searches import finds

FoundBy = Find.searches.through


def is_find(item: Incoming) -> bool:
    """Whether nothing but a search brought it: it does not concern us by itself."""
    return item.form is Form.FOUND and bool(item.found_by) and not item.private


def keep(account: Account, items: Sequence[Incoming]) -> None:
    """Put these in the stream. What no search is listened for any more is left behind, and what
    stands at the address of a post of our own. Three queries, and those that write."""
    if not items:
        return
    searches = _searches(account, {item.found_by for item in items})
    ours = _ours(account, items)
    wanted = {
        item.external_id: item
        for item in items
        if item.found_by in searches and not (item.permalink and item.permalink in ours)
    }
    if not wanted:
        return
    known = Find.objects.filter(account=account, external_id__in=wanted)
    rows = {find.external_id: find for find in known}
    for find in rows.values():
        _follow(find, wanted[find.external_id])
    fresh = [finds.of(account, item) for name, item in wanted.items() if name not in rows]
    rows |= {find.external_id: find for find in _made(fresh)}
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
    waiting = Q(account=account, external_id__in=homes) & ~Q(state=Find.State.TAKEN)
    for find in Find.objects.filter(waiting) if homes else ():
        # The words are the conversation's from now on.
        Find.objects.filter(pk=find.pk).update(
            state=Find.State.TAKEN,
            conversation=homes[find.external_id],
            by=None,
            at=timezone.now(),
            text="",
            person="",
            handle="",
            said={},
        )


def is_gone(account: Account, external_ids: Iterable[str]) -> None:
    """The platform no longer has these; then neither do we."""
    names = list(external_ids)
    if names and account.connector_class.listens:
        gone = Find.objects.filter(account=account, external_id__in=names)
        gone.exclude(state=Find.State.TAKEN).delete()


def _searches(account: Account, queries: set[str]) -> dict[str, int]:
    saved = Search.objects.filter(account=account, query__in=queries)
    return dict(saved.values_list("query", "pk"))


def _ours(account: Account, items: Iterable[Incoming]) -> set[str]:
    addresses = {item.permalink for item in items} - {""}
    posts = Post.objects.filter(account=account, permalink__in=addresses)
    return set(posts.values_list("permalink", flat=True))


def _follow(find: Find, item: Incoming) -> None:
    """It was found again, perhaps in other words."""
    if find.state == Find.State.TAKEN or item.outdated:
        return
    newer = finds.of(find.account, item)
    if (find.text, find.said) != (newer.text, newer.said):
        find.text, find.said, find.words = newer.text, newer.said, newer.words
        find.save(update_fields=["text", "said", "words"])


def _made(fresh: Sequence[Find]) -> list[Find]:
    """Saved; what says the same as an earlier one stands behind that."""
    asked = {find.words for find in fresh} - {""}
    known = Find.objects.filter(words__in=asked, same_as=None).order_by("words", "pk")
    earlier = {find.words: find for find in known.distinct("words")} if asked else {}
    firsts, repeats = list[Find](), list[Find]()
    for find in sorted(fresh, key=lambda each: each.created_at):
        if find.words in earlier:
            find.same_as = earlier[find.words]
            repeats.append(find)
        else:
            firsts.append(find)
            earlier |= {find.words: find} if find.words else {}
    return [*Find.objects.bulk_create(firsts), *Find.objects.bulk_create(repeats)]
