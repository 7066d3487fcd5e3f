"""How long deciding takes, part by part."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from itertools import islice, product

from routing.classifier import Classifier
from routing.danger import danger
from routing.gazetteer import Gazetteer, Place
from routing.language import language

MANY = 1000  # messages the figures are for
STREETS = 5000  # as many as a large municipality has
_FIRST = (
    "Berken", "Linden", "Eiken", "Iepen", "Kastanje", "Vlinder", "Merel", "Zwaluw", "Reiger",
    "Kievit", "Molen", "Kerk", "School", "Haven", "Markt", "Dijk", "Veld", "Beek", "Duin", "Horst",
)  # fmt: skip
_MIDDLE = ("", "hoek", "kamp", "berg", "dal", "broek", "wijk", "bos", "hof", "stee", "rode", "loo")
_LAST = (
    "straat", "laan", "weg", "plein", "singel", "kade", "gracht", "pad", "dreef", "steeg", "hof",
    "plantsoen", "akker", "erf", "ring", "dreven", "oord", "burg", "poort", "tuin", "park", "zoom",
)  # fmt: skip


def timed(classifier: Classifier, texts: Sequence[str], places: Gazetteer | None) -> str:
    """What a thousand of these cost, in seconds of one processor. Each text is read once only.

    ``places``: None for a list of invented streets.
    """
    found = places or invented()
    parts: dict[str, Callable[[], object]] = {
        "danger": lambda: [danger(text) for text in texts],
        "language": lambda: [language(text) for text in texts],
        "place": lambda: [found.find(text) for text in texts],
        "department and kind": lambda: classifier.judge(texts),
    }
    for part in (danger, language, found.find):
        part("Er ligt een boom om.")  # what is read from disk once, is not counted
    seconds = {name: _seconds(part) * MANY / len(texts) for name, part in parts.items()}
    return "\n".join(
        [
            f"Seconds of processor time for {MANY} messages (measured on {len(texts)}):",
            *(f"  {name:<28}{took:8.2f}" for name, took in seconds.items()),
            f"  {'in all':<28}{sum(seconds.values()):8.2f}",
        ]
    )


def invented() -> Gazetteer:
    """Five thousand streets in a hundred neighbourhoods."""
    return Gazetteer(islice(_places(), STREETS))


def _places() -> Iterator[Place]:
    for number, (first, middle, last) in enumerate(product(_FIRST, _MIDDLE, _LAST)):
        yield Place(f"{first}{middle}{last}", f"Buurt {number % 100}", f"Wijk {number % 10}")


def _seconds(part: Callable[[], object]) -> float:
    began = time.process_time()
    part()
    return time.process_time() - began
