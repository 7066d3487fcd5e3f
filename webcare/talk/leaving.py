"""Which terms go along in what leaves the house, such as a mail."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence

from inbox.models import Message
from webcare.talk.words import without_names

READ = 60  # conversations of each, to see how its words are written


def may_leave(found: Sequence[tuple[Collection[str], Sequence[int]]]) -> list[list[str]]:
    """Of each, those terms that are nobody's name: see ``words.without_names``. One query.

    found   terms, and the conversations in which they were found, the newest first
    """
    behind = {pk for _terms, conversations in found for pk in conversations[:READ]}
    said = Message.objects.filter(conversation__in=behind, incoming=True, deleted_at=None)
    texts: dict[int, list[str]] = defaultdict(list)
    for pk, text in said.order_by("pk").values_list("conversation", "text"):
        texts[pk or 0].append(text)
    return [
        without_names(terms, [text for pk in conversations[:READ] for text in texts[pk]])
        for terms, conversations in found
    ]
