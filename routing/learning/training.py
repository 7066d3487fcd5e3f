"""From examples to a version, used only when it is better on messages neither has seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from routing import known
from routing.classifier import (
    CORRECTION,
    Classifier,
    ProductWord,
    Report,
    TooLittle,
    better,
    dumps,
    evaluate,
    held_back,
)
from routing.classifier import Example as Learned
from routing.classifier import train as learn
from routing.learning.alone import Busy, alone
from routing.learning.examples import begin, written_by
from routing.learning.overview import FEWEST
from routing.learning.versions import chosen, keep
from routing.models import Example, Product, Trained

if TYPE_CHECKING:
    from webcare.models import User

__all__ = ["Busy", "TooLittle", "train", "train_when_needed"]


@dataclass(frozen=True)
class _Lesson:
    """What there is to learn from.

    held      kept apart, to compare versions on
    left_out  department → how many examples, of those that have too few to be recognised
    """

    learn: list[Learned]
    held: list[Learned]
    words: list[ProductWord]
    left_out: dict[str, int]


@dataclass(frozen=True)
class _Verdict:
    """Whether to use it and why. ``before``: the version it was compared with, and its accuracy."""

    use: bool
    why: str
    before: dict[str, Any]


def train(by: User | None = None) -> Trained:
    """A new version, used when it is better. Raises Busy and TooLittle. Takes a minute.

    ``by``: who asked for it; None for the clock.
    """
    with alone():
        if not Example.objects.exclude(origin=Example.Origin.CORRECTION).exists():
            begin()
        read = _state()
        lesson = _lesson()
        made = learn(lesson.learn, lesson.words)
        measured = evaluate(made.classifier, lesson.held) if lesson.held else made.report
        verdict = _compare(made.classifier, measured, lesson.held, by)
        extra = {"left_out": lesson.left_out, "read": read, "before": verdict.before}
        return keep(
            use=verdict.use,
            model=dumps(made.classifier),
            report={**measured.as_json(), **extra},
            examples=len(lesson.learn),
            why=verdict.why,
            by=by,
        )


def train_when_needed() -> Trained | None:
    """The same for the clock, when there is something new to learn from. Raises as ``train``."""
    last = Trained.objects.defer("model").first()
    if last and last.report.get("read") == _state() and known.active():
        return None
    return train()


def _state() -> dict[str, Any]:
    """Differs when the examples or the product words do."""
    examples = Example.objects.aggregate(n=Count("pk"), last=Max("pk"), at=Max("at"))
    words = Product.objects.aggregate(n=Count("pk"), last=Max("pk"))
    at = examples["at"].isoformat() if examples["at"] else ""
    return {**examples, "at": at, "words": words}


def _lesson() -> _Lesson:
    rows = Example.objects.filter(department__active=True).select_related("department")
    examples = [_learned(row) for row in rows]
    sizes = Counter(slug for slug, _key in {(each.department, each.key) for each in examples})
    left_out = {slug: size for slug, size in sorted(sizes.items()) if size < FEWEST}
    enough = [example for example in examples if example.department not in left_out]
    if len(sizes) - len(left_out) < 2:
        raise TooLittle(
            _("At least two departments need %(least)d examples each to learn from.")
            % {"least": FEWEST}
        )
    to_learn, held = held_back(enough)
    words = Product.objects.filter(department__active=True)
    named = words.exclude(department__slug__in=left_out).values_list("department__slug", "word")
    return _Lesson(to_learn, held, [ProductWord(*each) for each in named], left_out)


def _learned(row: Example) -> Learned:
    correction = row.origin == Example.Origin.CORRECTION
    return Learned(
        row.text,
        row.department.slug,
        row.kind,
        row.sentiment,
        CORRECTION if correction else 1.0,
        "" if correction else written_by(row),
    )


def _compare(new: Classifier, measured: Report, held: list[Learned], by: User | None) -> _Verdict:
    active = known.active()
    if active is None:
        return _Verdict(True, _("There was no version before it."), {})
    before: dict[str, Any] = {"number": active.number}
    if by is None and chosen(Trained.objects.defer("model").get(number=active.number)):
        return _Verdict(False, _("A colleague went back to version %(number)d.") % before, before)
    if not held:
        return _Verdict(True, _("There was nothing to compare it on."), before)
    right = evaluate(active.classifier, held).department.accuracy
    before["accuracy"] = round(right, 4)
    told = {**before, "new": _percent(measured.department.accuracy), "old": _percent(right)}
    use = better(new, active.classifier, held)
    if use:
        why = _("Right about %(new)s%% of new messages, version %(number)d about %(old)s%%.")
    else:
        why = _("Version %(number)d is right more often: %(old)s%%; this one %(new)s%%.")
    return _Verdict(use, why % told, before)


def _percent(part: float) -> str:
    return number_format(100 * part, decimal_pos=1)
