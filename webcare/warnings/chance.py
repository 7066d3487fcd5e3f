"""How likely so many people are. Pure.

People do not write evenly: on some days all of them have something to say. So their number is not a
Poisson number but one whose mean itself varies (a Gamma), which makes it a negative binomial.
"""

from __future__ import annotations

from math import exp, lgamma, log, log1p

ENOUGH = 1e-12  # of the sum so far: what is still to come adds nothing


def at_least(seen: int, mean: float, size: float) -> float:
    """The chance of ``seen`` or more, where ``mean`` is usual with variance mean + mean² / size."""
    if seen <= 0:
        return 1.0
    if mean <= 0:
        return 0.0
    if seen <= mean:  # the long way round would add up nearly everything
        return max(0.0, 1.0 - sum(exp(_log(number, mean, size)) for number in range(seen)))
    total = term = exp(_log(seen, mean, size))
    number, step = seen, mean / (mean + size)
    while term > total * ENOUGH:
        term *= (number + size) / (number + 1) * step
        number += 1
        total += term
    return min(1.0, total)


def none(mean: float, size: float) -> float:
    """The chance that nobody writes at all."""
    return exp(-size * log1p(mean / size)) if mean > 0 else 1.0


def _log(number: int, mean: float, size: float) -> float:
    ways = lgamma(number + size) - lgamma(size) - lgamma(number + 1)
    return ways + size * -log1p(mean / size) + number * (log(mean) - log(mean + size))
