"""Which questions are the same, by the words in them. Pure.

A question is a row of pieces of its words, the rare ones weighing more, so that "paspoort
verlengen" and "mijn paspoort verloopt" are near and typing mistakes matter little. Two questions
are the same from ``NEAR`` on, where the angle between them is small.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

NEAR = 0.5  # cosine
LEAST = 4  # citizens
SHORTEST, LONGEST = 4, 5  # letters of a piece, the spaces at its edges included


@dataclass(frozen=True)
class Asked:
    """A question as it was asked. ``terms`` as in ``words``."""

    conversation: int
    citizen: int
    terms: Sequence[str]


@dataclass(frozen=True)
class Group:
    """The same question.

    known    number of the known one that it is; None for a new one
    leader   place of who asks it most plainly; of a known one None
    members  places of all who ask it, in order
    """

    known: int | None
    leader: int | None
    members: tuple[int, ...]


def group(asked: Sequence[Asked], known: Sequence[Sequence[str]] = ()) -> list[Group]:
    """Those near a known question go there; of the others, what enough citizens ask is new.

    known   the terms of each known question
    """
    texts = [*(" ".join(terms) for terms in known), *(" ".join(one.terms) for one in asked)]
    if not asked or not any(texts):
        return []
    # Takes as long to import as all else that a web server does, for one command.
    from sklearn.feature_extraction.text import TfidfVectorizer

    rows = TfidfVectorizer(analyzer=_pieces, sublinear_tf=True).fit_transform(texts)
    anchors, questions = rows[: len(known)], rows[len(known) :]
    home = _nearest(questions, anchors)
    groups = [
        Group(number, None, tuple(np.flatnonzero(home == number).tolist()))
        for number in range(len(known))
        if (home == number).any()
    ]
    free = np.flatnonzero(home < 0)
    return [*groups, *_new(asked, questions[free], free)]


def _pieces(text: str) -> Iterator[str]:
    for word in text.split():
        padded = f" {word} "
        yield padded
        for size in range(SHORTEST, LONGEST + 1):
            for start in range(len(padded) - size + 1):
                yield padded[start : start + size]


def _nearest(questions: Any, anchors: Any) -> Any:
    """Of each question the known one that it is nearest to; -1 where none is near."""
    found = np.full(questions.shape[0], -1)
    if anchors.shape[0]:
        near = (questions @ anchors.T).toarray()
        best = near.argmax(axis=1)
        enough = near[np.arange(len(best)), best] >= NEAR
        found[enough] = best[enough]
    return found


def _new(asked: Sequence[Asked], rows: Any, places: Any) -> Iterator[Group]:
    """Whoever has most others near leads; then whoever has most of those that are left."""
    near = (rows @ rows.T).tocsr()
    near.data[near.data < NEAR] = 0
    near.eliminate_zeros()
    around = [set(near.indices[near.indptr[n] : near.indptr[n + 1]]) for n in range(len(places))]
    left = {n for n, others in enumerate(around) if len(others) >= LEAST}
    taken: set[int] = set()
    while left:
        leader = min(left, key=lambda n: (-len(around[n] - taken), n))
        members = around[leader] - taken
        left.discard(leader)
        if len(members) < LEAST:
            break
        if len({asked[places[n]].citizen for n in members}) < LEAST:
            continue
        taken |= members
        left -= members
        yield Group(None, int(places[leader]), tuple(sorted(int(places[n]) for n in members)))
