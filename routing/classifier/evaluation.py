"""How good a classifier is, on messages it has never seen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from routing.classifier.classifier import Classifier, Guess, Opinion
from routing.classifier.corpus import Example
from routing.decide import SURE


@dataclass(frozen=True)
class Scores:
    """How often one question was answered rightly. Rates are from 0 to 1.

    top3       the right answer is among the first three
    macro_f1   the mean over the labels that are right somewhere, so that small ones count too
    f1         label → F1
    confusion  right label → answered label → how often
    """

    n: int
    accuracy: float
    top3: float
    macro_f1: float
    f1: dict[str, float]
    confusion: dict[str, dict[str, int]]


@dataclass(frozen=True)
class Report:
    """What ``evaluate`` measured.

    share            part of the messages that would be assigned without a person
    accuracy_within  how often that was right; 1 when none was
    kind, sentiment  None when the examples or the classifier do not have them; of the first guess
    kind_share       part of the messages whose kind is sure enough to be written down: routing
                     leaves the others without one
    kind_within      how often that was right; 1 when none was
    """

    department: Scores
    share: float
    accuracy_within: float
    kind: Scores | None = None
    sentiment: Scores | None = None
    kind_share: float = 0.0
    kind_within: float = 1.0

    def as_json(self) -> dict[str, Any]:
        """For machines: plain values; the figures on departments at the top."""
        return {
            **_plain(self.department),
            "share_assigned": round(self.share, 4),
            "accuracy_assigned": round(self.accuracy_within, 4),
            "kind": self._kind() if self.kind else None,
            "sentiment": _plain(self.sentiment) if self.sentiment else None,
        }

    def _kind(self) -> dict[str, Any]:
        return {
            **(_plain(self.kind) if self.kind else {}),
            "share_named": round(self.kind_share, 4),
            "accuracy_named": round(self.kind_within, 4),
        }

    def as_text(self) -> str:
        """For people, on a terminal."""
        named = [
            f"  {'share that gets a kind':<28}{self.kind_share:8.3f}",
            f"  {'accuracy within that share':<28}{self.kind_within:8.3f}",
        ]
        lines = [
            "Department",
            *_lines(self.department),
            f"  {'share it would assign':<28}{self.share:8.3f}",
            f"  {'accuracy within that share':<28}{self.accuracy_within:8.3f}",
            *_table(self.department),
        ]
        for name, scores, more in (
            ("Kind", self.kind, named),
            ("Sentiment", self.sentiment, []),
        ):
            if scores:
                lines += ["", name, *_lines(scores), *more, *_table(scores)]
        return "\n".join(lines)


def evaluate(classifier: Classifier, examples: Sequence[Example]) -> Report:
    """Judge the texts and compare. Raises ValueError without examples."""
    if not examples:
        raise ValueError("There are no examples to evaluate on.")
    opinions = classifier.judge([example.text for example in examples])
    return compare(examples, opinions)


def compare(examples: Sequence[Example], opinions: Sequence[Opinion]) -> Report:
    """What the opinions on the examples are worth."""
    pairs = list(zip(examples, opinions, strict=True))
    assigned = [(e, o) for e, o in pairs if o.confident]
    right = sum(o.departments[0].label == e.department for e, o in assigned)
    kinds = [(e.kind, o.kinds[0]) for e, o in pairs if e.kind and o.kinds]
    named = [(kind, guess) for kind, guess in kinds if guess.probability >= SURE]
    return Report(
        scores([(e.department, _labels(o.departments)) for e, o in pairs]),
        len(assigned) / len(pairs),
        right / len(assigned) if assigned else 1.0,
        _optional([(e.kind, _labels(o.kinds)) for e, o in pairs]),
        _optional([(e.sentiment, _labels((o.sentiment,))) for e, o in pairs if o.sentiment]),
        len(named) / len(kinds) if kinds else 0.0,
        sum(kind == guess.label for kind, guess in named) / len(named) if named else 1.0,
    )


def scores(answers: Sequence[tuple[str, Sequence[str]]]) -> Scores:
    """From (right label, answered labels with the likeliest first)."""
    table = Counter((right, given[0]) for right, given in answers)
    confusion: dict[str, dict[str, int]] = {}
    for (right, given), times in sorted(table.items()):
        confusion.setdefault(right, {})[given] = times
    f1 = {label: _f1(label, table) for label in confusion}
    n = len(answers)
    return Scores(
        n,
        sum(right == given[0] for right, given in answers) / n,
        sum(right in given[:3] for right, given in answers) / n,
        sum(f1.values()) / len(f1),
        f1,
        confusion,
    )


def _optional(answers: list[tuple[str, Sequence[str]]]) -> Scores | None:
    known = [(right, given) for right, given in answers if right and given]
    return scores(known) if known else None


def _labels(guesses: Sequence[Guess]) -> tuple[str, ...]:
    return tuple(guess.label for guess in guesses)


def _f1(label: str, table: Counter[tuple[str, str]]) -> float:
    hits = table[label, label]
    right = sum(times for (there, _given), times in table.items() if there == label)
    given = sum(times for (_there, said), times in table.items() if said == label)
    return 2 * hits / (right + given)


def _plain(figures: Scores) -> dict[str, Any]:
    values = asdict(figures)
    values["top3_accuracy"] = values.pop("top3")
    values["f1"] = {label: round(value, 4) for label, value in figures.f1.items()}
    return {k: round(v, 4) if isinstance(v, float) else v for k, v in values.items()}


def _lines(figures: Scores) -> list[str]:
    named = {
        "accuracy": figures.accuracy,
        "top-3 accuracy": figures.top3,
        "macro-F1": figures.macro_f1,
    }
    return [f"  {'n':<28}{figures.n:8d}"] + [f"  {k:<28}{v:8.3f}" for k, v in named.items()]


def _table(figures: Scores) -> list[str]:
    """The confusion table: a row for what is right, a column for what was answered."""
    given = {label for row in figures.confusion.values() for label in row}
    labels = sorted(given | set(figures.confusion))
    title = "right, and what was answered"
    wide = max(len(title) - 4, *map(len, labels))
    heads = "".join(f"{number:>5}" for number in range(1, len(labels) + 1))
    lines = ["", f"  {title:<{wide + 4}}{heads}      F1"]
    for number, label in enumerate(labels, start=1):
        row = figures.confusion.get(label, {})
        cells = "".join(f"{row.get(answer, 0) or '·':>5}" for answer in labels)
        f1 = f"{figures.f1[label]:8.3f}" if label in figures.f1 else "       –"
        lines.append(f"  {number:>2}. {label:<{wide}}{cells}{f1}")
    return lines
