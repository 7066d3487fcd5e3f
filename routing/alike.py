"""How alike texts are, by what the classifier learned to see in them: words, pairs and pieces."""

from __future__ import annotations

from collections.abc import Sequence

from routing import known

BLOCKS = 2  # words and pieces of words, each of length one


def alike(text: str, others: Sequence[str]) -> list[float] | None:
    """Of each other text how alike it is, from 0 to 1; None while nothing was learned."""
    active = known.active()
    if active is None or not others:
        return None
    vectoriser = active.classifier.vectoriser
    rows = vectoriser.matrix(vectoriser.find([text, *others]))
    shared = (rows[1:] @ rows[0].T).toarray().ravel() / BLOCKS
    return [float(one) for one in shared]
