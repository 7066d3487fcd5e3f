"""What routing learns from a conversation that a colleague sorted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from inbox.models import Conversation
from inbox.sorting.cases import words
from routing import learning
from routing.redaction import redact

if TYPE_CHECKING:
    from webcare.models import User

# Whose word on the kind is a person's: a rule is one that somebody wrote beforehand.
_SAID_BY_PEOPLE = (Conversation.By.PERSON, Conversation.By.RULE)


def learn(row: Conversation, by: User) -> None:
    """Learn from how it is sorted now; what was learned from it before makes way.

    What a machine guessed of the kind teaches nothing. Who wrote it stays out.
    """
    if row.department is None:
        learning.forget([_source(row.pk)])
        return
    known = row.decision.get("kind", {}).get("by", "")
    learning.correct(
        redact("\n".join(words([row])[row.pk]), [row.author.name, row.author.handle]),
        row.department,
        row.kind if known in _SAID_BY_PEOPLE else "",
        by,
        _source(row.pk),
    )


def unlearn(conversations: Iterable[int]) -> None:
    """Learn no more from these: a citizen changed words in them or took them back."""
    learning.forget(_source(pk) for pk in conversations)


def _source(pk: int) -> str:
    return f"gesprek:{pk}"
