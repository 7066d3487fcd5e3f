"""The starter corpus: messages invented for this project. See starter/README.md."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from routing.classifier.corpus import Example, read_examples, read_words
from routing.classifier.training import Trained, train
from routing.classifier.wordlist import ProductWord

FOLDER = Path(__file__).parent / "starter"
DEPARTMENTS = (
    "afval-reiniging",
    "belastingen",
    "burgerzaken",
    "communicatie",
    "economie",
    "handhaving",
    "onderwijs",
    "openbare-ruimte",
    "sport-cultuur",
    "vergunningen",
    "verkeer-parkeren",
    "werk-inkomen",
    "wonen",
    "zorg-jeugd",
)


def messages() -> list[Example]:
    """What to learn from."""
    return _examples("messages.csv")


def held_out() -> list[Example]:
    """What was never learned or tuned on: to measure with, and for nothing else."""
    return _examples("held_out.csv")


def words() -> list[ProductWord]:
    """Product words of the departments."""
    return read_words(_lines("words.csv"), DEPARTMENTS)


@cache
def trained() -> Trained:
    """A classifier of the starter corpus. Takes half a minute the first time, per process."""
    return train(messages(), words())


def _examples(name: str) -> list[Example]:
    return read_examples(_lines(name), DEPARTMENTS)


def _lines(name: str) -> list[str]:
    return (FOLDER / name).read_text(encoding="utf-8").splitlines(keepends=True)
