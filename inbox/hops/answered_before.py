"""Who answered this before: departments that answered questions like it.

What is compared is roots of words, each weighing more the fewer questions have it. PostgreSQL's
search has no such weights, and would need an index of its own for nothing else.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import log

from django.db.models.fields.json import KeyTextTransform, KeyTransform

from inbox.models import Conversation, Forwarding
from routing.conditions import fold
from routing.models import Referral

MOST = 3  # suggestions
LATEST = 2_000  # answered questions that are looked at
ALIKE = 2  # roots in common that say something
COMMON = 0.2  # a root in more than this part of the questions says nothing …
FEW = 20  # … where there are at least so many questions
PLACE, KIND = 2.0, 0.5  # what the same neighbourhood and the same kind weigh
LONGEST = 4_000  # characters of the citizen's words that are looked at
_WORD = re.compile(r"[^\W\d_]{3,}")
_ENDINGS = re.compile(r"(?:tje|je|en|er|e|t|d)?s?$")
_DOUBLE = re.compile(r"([a-z])\1")
_LITTLE_WORDS = """
    aan als ben bent bij daar dan dat deze die dit doe doen doet dus een eens ene gaan gaat geen
    gemeente goed graag had heb hebben heeft het hier hij hoe hun iemand iets ons onze ook jij
    jullie kan kom komt kun kunnen kunt maar mag meer met mij mijn moet moeten naar niet niets nog
    nou over sinds snel staat steeds tegen toch tot uit uur van veel voor vraag waar waarom wanneer
    want was wat weer wel welke wie wij wil willen wilt word worden wordt zelf zien zijn zou zouden
    zullen the and for you
"""
_SAYS_NOTHING = frozenset(_LITTLE_WORDS.split())


@dataclass(frozen=True)
class Suggestion:
    """A department that answered ``count`` questions like this; ``example`` is the likest."""

    department: int
    name: str
    count: int
    example: str


@dataclass(frozen=True)
class _Answered:
    department: int
    name: str
    question: str
    words: str
    kind: str
    neighbourhood: str


def suggestions(conversation: Conversation, words: str) -> list[Suggestion]:
    """The likeliest departments, at most ``MOST``. One query.

    words  what the citizen wrote
    """
    wanted = roots(words[:LONGEST])
    if len(wanted) < ALIKE:
        return []
    return _best(_alike(conversation, wanted, _lately(conversation)))


def _lately(conversation: Conversation) -> list[_Answered]:
    """Questions of other conversations that a department answered, newest first."""
    messages = KeyTransform("messages", "referral__snapshot")
    first = KeyTextTransform("text", KeyTransform("0", messages))
    rows = Forwarding.objects.filter(
        referral__state=Referral.State.ANSWERED, referral__department__active=True
    ).exclude(conversation=conversation)
    found = rows.order_by("-pk").values_list(
        "referral__department",
        "referral__department__name",
        "referral__question",
        first,
        "conversation__kind",
        "conversation__neighbourhood",
    )
    return [
        _Answered(department, name, question, words or "", kind, place)
        for department, name, question, words, kind, place in found[:LATEST]
    ]


def _alike(
    conversation: Conversation, wanted: frozenset[str], lately: Sequence[_Answered]
) -> Iterable[tuple[float, _Answered]]:
    shared = [roots(one.question, one.words) & wanted for one in lately]
    weights = _weights(Counter(root for roots in shared for root in roots), len(lately))
    for one, common in zip(lately, shared, strict=True):
        telling = [weights[root] for root in common if root in weights]
        if len(telling) >= ALIKE:
            same_place = bool(one.neighbourhood) and (
                one.neighbourhood == conversation.neighbourhood
            )
            same_kind = bool(one.kind) and one.kind == conversation.kind
            yield sum(telling) + PLACE * same_place + KIND * same_kind, one


def _weights(seen: Mapping[str, int], number: int) -> dict[str, float]:
    """How much each root says; without those that say nothing."""
    most = number * COMMON if number >= FEW else number
    return {root: log(1 + number / count) for root, count in seen.items() if count <= most}


def _best(alike: Iterable[tuple[float, _Answered]]) -> list[Suggestion]:
    by_department: dict[int, list[tuple[float, _Answered]]] = defaultdict(list)
    for score, one in alike:
        by_department[one.department].append((score, one))
    ranked = sorted(
        by_department.values(), key=lambda those: sum(score for score, _one in those), reverse=True
    )
    return [_suggestion(those) for those in ranked[:MOST]]


def _suggestion(those: Sequence[tuple[float, _Answered]]) -> Suggestion:
    _score, likest = max(those, key=lambda pair: pair[0])
    return Suggestion(likest.department, likest.name, len(those), likest.question)


# Roots -------------------------------------------------------------------------------------------


@lru_cache(maxsize=2 * LATEST)
def roots(*texts: str) -> frozenset[str]:
    """The roots of the words that say something. Kept, for the same questions are read often."""
    words = _WORD.findall(fold("\n".join(texts)))
    return frozenset(_root(word) for word in words if word not in _SAYS_NOTHING)


@lru_cache(maxsize=20_000)
def _root(word: str) -> str:
    """Roughly: "bomen" and "boom" are "bom", "gesnoeid" and "snoeien" are "snoei"."""
    if word.startswith("ge") and len(word) > 6 and word.endswith(("d", "t", "en")):
        word = word[2:]
    if len(word) > 4:
        word = _ENDINGS.sub("", word)
    return _DOUBLE.sub(r"\1", word)
