"""Fitting one linear model on shared features, and turning its scores into chances.

A linear support vector machine, for the department helped by a naive Bayes model: what the first
does not know from a few examples, the second still counts. Both are linear, so the sum is too.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from routing.classifier.classifier import Head
from routing.classifier.features import Floats

MOST_SHARP = 30.0
NEAR_ENOUGH = 0.01  # with scikit-learn's 0.0001 it takes half again as long, and is right as often


def fit(
    rows: Any,
    answers: Sequence[str],
    weights: Floats,
    *,
    penalty: float,
    bayes: float,
    seed: int,
) -> Head:
    """A head with sharpness 1. ``bayes``: the part of naive Bayes in it, 0 for none."""
    # Only training needs these; they take a second and 100 MB, which who judges does not pay.
    from sklearn.naive_bayes import ComplementNB
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=penalty, random_state=seed, dual=True, tol=NEAR_ENOUGH)
    machine.fit(rows, answers, sample_weight=weights)
    found, bias = machine.coef_.T, machine.intercept_
    if len(machine.classes_) == 2:  # scikit-learn keeps one column for two labels
        found, bias = np.hstack([-found, found]), np.concatenate([-bias, bias])
    if bayes:
        counted = ComplementNB(alpha=0.1).fit(rows, answers, sample_weight=weights)
        found = found + bayes * counted.feature_log_prob_.T
    # What speaks for all answers alike decides nothing, and would be told as a reason.
    found = found - found.mean(axis=1, keepdims=True)
    # As precise as they are stored, so that a classifier does not change when it is kept.
    rounded = found.astype(np.float16).astype(np.float32)
    labels = tuple(str(label) for label in machine.classes_)
    return Head(labels, rounded, bias.astype(np.float32), 1.0)


def sharpness(scores: Floats, right: NDArray[np.intp]) -> float:
    """What to multiply scores with so that, seen over all, the chances come true."""

    def surprise(sharp: float) -> float:
        powers = scores.astype(np.float64) * sharp
        powers -= powers.max(axis=1, keepdims=True)
        chosen = powers[np.arange(len(right)), right]
        return float((np.log(np.exp(powers).sum(axis=1)) - chosen).mean())

    from scipy.optimize import minimize_scalar

    return float(minimize_scalar(surprise, bounds=(0.1, MOST_SHARP), method="bounded").x)


def threshold(chances: Floats, right: NDArray[np.bool_], wanted: float) -> float:
    """The lowest chance from which ``wanted`` of the answers are right, with margin.

    ``chances``: of the first answer of each message, ``right``: whether it was so. The margin is
    that of the number of messages: the lower end of Wilson's interval, one side, 95 %. Above 1, so
    never reached, when that many were not right.
    """
    order = np.argsort(-chances, kind="stable")
    n = np.arange(1, len(order) + 1)
    lower = _wilson(np.cumsum(right[order]) / n, n)
    enough = np.flatnonzero(lower >= wanted)
    return float(chances[order[enough[-1]]]) if len(enough) else 1.01


def _wilson(rate: NDArray[np.float64], n: NDArray[np.int_]) -> NDArray[np.float64]:
    z = 1.645
    spread = z * np.sqrt(rate * (1 - rate) / n + z**2 / (4 * n**2))
    lower: NDArray[np.float64] = (rate + z**2 / (2 * n) - spread) / (1 + z**2 / n)
    return lower
