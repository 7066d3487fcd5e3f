"""Findings as a page shows them: with words of citizens that this person may read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from inbox.models import Conversation
from routing.models import Department
from webcare.talk.models import Finding
from webcare.talk.quoting import is_rude, quotable
from webcare.talk.words import terms

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from webcare.models import User

EXAMPLES = 2  # of each finding
LONGEST = 220  # characters of an example


@dataclass(frozen=True)
class Place:
    """What a page looks at: one department, one neighbourhood, or all.

    slug, name   of the department; "" for none
    """

    department: Department | None = None
    neighbourhood: str = ""

    @property
    def name(self) -> str:
        return str(self.department) if self.department else self.neighbourhood

    @property
    def behind(self) -> Q:
        """Findings of it."""
        return Q(department=self.department, neighbourhood=self.neighbourhood)

    @property
    def query(self) -> dict[str, str]:
        """As addresses say it."""
        slug = self.department.slug if self.department else ""
        said = {"afdeling": slug, "wijk": self.neighbourhood}
        return {name: value for name, value in said.items() if value}


@dataclass(frozen=True)
class Example:
    """Words of a citizen, shortened."""

    conversation: int
    text: str


@dataclass(frozen=True)
class Shown:
    """A finding, with examples and the address of all that is behind it."""

    finding: Finding
    examples: Sequence[Example]
    address: str

    @property
    def times(self) -> float:
        """How many times what was expected; 0 where nothing was."""
        return self.finding.heard / self.finding.expected if self.finding.expected >= 1 else 0


def address_of(term: str, place: Place) -> str:
    return f"{reverse('talk_term')}?{urlencode({'woord': term, **place.query})}"


def show(
    user: User | AnonymousUser, found: Iterable[Finding], place: Place, *, examples: bool
) -> list[Shown]:
    """One query for all examples. Nobody reads in one what they may not read in the inbox."""
    rows = list(found)
    said = _said(user, [pk for row in rows for pk in row.conversations]) if examples else {}
    return [Shown(row, list(_examples(row, said)), address_of(row.term, place)) for row in rows]


def _said(user: User | AnonymousUser, pks: Sequence[int]) -> dict[int, list[str]]:
    visible = Conversation.objects.visible_to(user).filter(pk__in=pks)
    rows = quotable(visible)
    # With who wrote them: whoever reads no names reads none in the words either (``names``).
    whole = rows.select_related("author").only(
        "conversation", "text", "author__name", "author__handle"
    )
    found: dict[int, list[str]] = defaultdict(list)
    for row in whole.order_by("-created_at", "-pk"):
        if is_rude(row.text):
            continue
        found[row.conversation_id or 0].append(row.text)
    return found


def _examples(row: Finding, said: dict[int, list[str]]) -> Iterable[Example]:
    """The newest words that hold the term, each text once."""
    found: dict[str, Example] = {}
    for pk in row.conversations:
        text = next((text for text in said.get(pk, ()) if row.term in terms(text)), "")
        if text and len(found) < EXAMPLES:
            found.setdefault(text.casefold(), Example(pk, text))
    return found.values()
