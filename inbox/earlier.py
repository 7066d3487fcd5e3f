"""What we answered before to a question like this one, from our own database and nowhere else.

PostgreSQL finds the questions that share at least two telling words with this one; of the newest of
those is looked how alike they are, by those words and by what the classifier sees. Only what was
placed, by a person, where the reader may look. What was said in private is never offered for what
everybody reads, and names and numbers of the other citizen are taken out.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import combinations
from math import log
from typing import TYPE_CHECKING

from django.contrib.postgres.search import SearchQuery
from django.db.models import Exists, OuterRef

from connectors.base import Capability
from inbox.canned.variables import fill, values_of
from inbox.hops.answered_before import roots
from inbox.models import Conversation, Message, Outbound
from inbox.searching.plain import plain
from inbox.searching.stored import Stored
from inbox.signing import unsigned
from inbox.workflow import Sending
from routing.alike import alike
from routing.redaction import HANDLE, marks, redact
from routing.same import key

if TYPE_CHECKING:
    from webcare.models import User

MOST = 5  # shown
NEWEST = 300  # questions that share words, of which is looked how alike they are
LOOKED_AT = 40  # the likest of those, of which the answers are read
WORDS = 10  # of the question that are looked for, the longest
LEAST = 0.25  # how alike a question has to be to be shown
SHORTEST = 20  # characters of an answer that says something
LONGEST = 2_000  # characters of a question that are read
_WORD = re.compile(r"[^\W\d_]{3,}")
_IN_PUBLIC = (Capability.REPLY.value, Capability.COLD_REPLY.value)


@dataclass(frozen=True)
class Earlier:
    """An answer of ours to a question like this one.

    pk      of the sending of it
    asked   the question it answered, without who asked
    text    the answer, with this citizen's name where the other's stood
    share   how alike the questions are, in hundredths
    words   those that both have
    times   how often we answered so
    """

    pk: int
    conversation: int
    asked: str
    text: str
    by: str
    at: datetime
    share: int
    words: list[str]
    times: int


@dataclass(frozen=True)
class _Question:
    conversation: int
    text: str
    at: datetime
    names: tuple[str, str]
    share: float
    words: list[str]


def earlier(conversation: Conversation, by: User) -> list[Earlier]:
    """The likest first, at most ``MOST``. Five queries, whatever the size of the inbox."""
    heard = conversation.messages.filter(incoming=True, deleted_at=None).order_by("-created_at")
    asked = "\n".join(reversed(heard.values_list("text", flat=True)[:3]))[:LONGEST]
    telling = _telling(asked)
    if len(telling) < 2:
        return []
    questions = _likest(asked, telling, _found(conversation, by, list(telling.values())))
    return _answered(conversation, by, questions)


def _telling(text: str) -> dict[str, str]:
    """The words that say something by their roots, the longest ones."""
    words = sorted(set(_WORD.findall(plain(text).lower())), key=lambda word: (-len(word), word))
    found = {root: word for word in reversed(words) for root in roots(word)}
    return dict(sorted(found.items(), key=lambda pair: -len(pair[1]))[:WORDS])


def _found(conversation: Conversation, by: User, words: list[str]) -> list[_Question]:
    """Questions with at least two of these words, of conversations that were answered."""
    pairs = " | ".join(f"('{one}' & '{other}')" for one, other in combinations(words, 2))
    visible = Conversation.objects.visible_to(by).exclude(pk=conversation.pk)
    if not conversation.private:
        visible = visible.filter(private=False)
    placed = Outbound.objects.filter(
        conversation=OuterRef("conversation"), state=Sending.SENT, by__isnull=False
    )
    rows = (
        Message.objects.filter(incoming=True, deleted_at=None, conversation__in=visible)
        .alias(said=Stored("text"))
        .filter(Exists(placed), said=SearchQuery(pairs, config="dutch", search_type="raw"))
        .order_by("-pk")
        .values_list("conversation", "text", "created_at", "author__name", "author__handle")
    )
    return [
        _Question(where, text[:LONGEST], at, (name or "", handle or ""), 0.0, [])
        for where, text, at, name, handle in rows[:NEWEST]
    ]


def _likest(asked: str, telling: dict[str, str], questions: list[_Question]) -> list[_Question]:
    shared = [roots(one.text) & telling.keys() for one in questions]
    weights = _weights(telling, shared)
    whole = sum(weights.values())
    learned = alike(asked, [one.text for one in questions])
    ranked = []
    for place, (one, common) in enumerate(zip(questions, shared, strict=True)):
        share = sum(weights[root] for root in common) / whole
        if learned:
            share = (share + learned[place]) / 2
        if len(common) > 1 and share >= LEAST:
            words = sorted(telling[root] for root in common)
            ranked.append(_Question(one.conversation, one.text, one.at, one.names, share, words))
    ranked.sort(key=lambda one: -one.share)
    return ranked[:LOOKED_AT]


def _weights(telling: dict[str, str], shared: Sequence[frozenset[str]]) -> dict[str, float]:
    """How much each word says: the more, the fewer questions have it."""
    seen = Counter(root for common in shared for root in common)
    return {root: log(1 + (1 + len(shared)) / (1 + seen[root])) for root in telling}


def _answered(conversation: Conversation, by: User, questions: list[_Question]) -> list[Earlier]:
    answers = _answers(conversation, [one.conversation for one in questions])
    values = values_of(conversation, by)
    found: dict[str, Earlier] = {}
    times: Counter[str] = Counter()
    seen: set[int] = set()
    for one in questions:
        answer = next((each for each in answers[one.conversation] if each[1] >= one.at), None)
        if answer is None or answer[0].pk in seen or len(answer[2]) < SHORTEST:
            continue
        outbound, at, said = answer
        seen.add(outbound.pk)
        text = _for_this_one(said, one.names, values, conversation)
        times[key(text)] += 1
        found.setdefault(key(text), _earlier(one, outbound, at, text, conversation))
    return [replace(one, times=times[same]) for same, one in list(found.items())[:MOST]]


def _earlier(
    one: _Question, outbound: Outbound, at: datetime, text: str, conversation: Conversation
) -> Earlier:
    asked = redact(one.text, one.names, [conversation.account.handle])
    share, who = round(100 * min(one.share, 1)), str(outbound.by)
    return Earlier(outbound.pk, one.conversation, asked, text, who, at, share, one.words, times=1)


def _answers(
    conversation: Conversation, conversations: Sequence[int]
) -> dict[int, list[tuple[Outbound, datetime, str]]]:
    """What was placed in each of these conversations, with when and the whole text, in order."""
    rows = Outbound.objects.filter(
        conversation__in=conversations,
        state=Sending.SENT,
        by__isnull=False,
        message__deleted_at=None,
    )
    if not conversation.private:
        rows = rows.filter(way__in=_IN_PUBLIC)
    sent = list(rows.select_related("message", "by").order_by("pk"))
    following = {one.after_id: one for one in sent}
    found: dict[int, list[tuple[Outbound, datetime, str]]] = defaultdict(list)
    for one in sent:
        if not one.after_id:
            text = unsigned(" ".join(_parts(one, following)))
            found[one.conversation_id].append((one, one.message.created_at, text))
    return found


def _parts(first: Outbound, following: dict[int | None, Outbound]) -> list[str]:
    part: Outbound | None = first
    texts = []
    while part:
        texts.append(part.message.text)
        part = following.get(part.pk)
    return texts


def _for_this_one(
    said: str, names: tuple[str, str], values: dict[str, str], conversation: Conversation
) -> str:
    """With this citizen's name for the other's; what else was taken out has to be filled in."""
    text = redact(said, names, [conversation.account.handle])
    name, *others = marks()
    text = text.replace(name, "{{naam}}").replace(HANDLE, "{{handle}}")
    for mark in others:
        text = text.replace(mark, f"{{{{{mark.strip('[]')}}}}}")
    return fill(text, values)
