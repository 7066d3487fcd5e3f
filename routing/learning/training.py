"""From examples to a version, used only when it is better on messages neither has seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from routing import known
from routing.classifier import (
    CORRECTION,
    Classifier,
    Compared,
    ProductWord,
    TooLittle,
    compare,
    dumps,
    evaluate,
    held_back,
    pack,
    unpack,
)
from routing.classifier import Example as Learned
from routing.classifier import train as learn
from routing.learning import attempts
from routing.learning.alone import Busy, alone
from routing.learning.examples import begin, written_by
from routing.learning.overview import FEWEST
from routing.learning.versions import chosen, keep
from routing.models import Example, Product, Trained

if TYPE_CHECKING:
    from webcare.models import User

__all__ = ["Busy", "TooLittle", "train", "train_waiting", "train_when_needed"]


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
    """Whether to use it and why.

    against  the number of the version that was in use when they were compared, None without one
    before   that version and its figures, as far as they were compared
    """

    use: bool
    why: str
    against: int | None = None
    before: dict[str, Any] = field(default_factory=dict)


def train(by: User | None = None) -> Trained:
    """A new version, used when it is better. Raises Busy and TooLittle. Takes a minute.

    ``by``: who asked for it; None for the clock. How it went is kept as an attempt.
    """
    with alone(), attempts.noted(by, (TooLittle,)) as note:
        made = _train(by)
        note(_("Version %(number)d was made.") % {"number": made.number})
        return made


def _train(by: User | None) -> Trained:
    if not Example.objects.exclude(origin=Example.Origin.CORRECTION).exists():
        begin()
    read, active = _state(), _active()
    lesson = _lesson(active)
    made = learn(lesson.learn, lesson.words)
    measured = evaluate(made.classifier, lesson.held) if lesson.held else made.report
    verdict = _compare(made.classifier, active, lesson.held, by)
    extra = {"left_out": lesson.left_out, "read": read, "before": verdict.before}
    return keep(
        use=verdict.use,
        against=verdict.against,
        model=dumps(made.classifier),
        learned=pack(lesson.learn),
        report={**measured.as_json(), **extra},
        examples=len(lesson.learn),
        why=verdict.why,
        by=by,
    )


def train_when_needed() -> Trained | None:
    """The same for the clock, when there is something new to learn from. Raises as ``train``."""
    last = Trained.objects.defer("model", "learned").first()
    if last and last.report.get("read") == _state() and known.active():
        return None
    return train()


def train_waiting() -> Trained | None:
    """For the clock, every hour: where nothing was trained yet, and what was asked in vain."""
    if waiting := attempts.waiting():
        return train(waiting.by)
    return None if Trained.objects.exists() else train()


def _state() -> dict[str, Any]:
    """Differs when the examples or the product words do."""
    examples = Example.objects.aggregate(n=Count("pk"), last=Max("pk"), at=Max("at"))
    words = Product.objects.aggregate(n=Count("pk"), last=Max("pk"))
    at = examples["at"].isoformat() if examples["at"] else ""
    return {**examples, "at": at, "words": words}


def _active() -> Trained | None:
    return Trained.objects.defer("model").filter(active=True).first()


def _lesson(active: Trained | None) -> _Lesson:
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
    to_learn, held = held_back(enough, _learned_by(active, enough))
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


def _learned_by(active: Trained | None, examples: list[Learned]) -> frozenset[bytes]:
    """What the version in use learned. Where that was not kept, it may know every correction."""
    if active and not active.learned:
        return unpack(pack(each for each in examples if each.weight > 1))
    return unpack(bytes(active.learned)) if active else frozenset()


def _compare(
    new: Classifier, active: Trained | None, held: list[Learned], by: User | None
) -> _Verdict:
    if active is None:
        return _Verdict(True, _("There was no version before it."))
    number, before = active.number, {"number": active.number}
    old = known.read(active.pk)
    if old is None:
        return _Verdict(True, _("Version %(number)d cannot be read.") % before, number, before)
    if by is None and chosen(active):
        why = _("A colleague went back to version %(number)d.") % before
        return _Verdict(False, why, number, before)
    if not held:
        return _Verdict(True, _("There was nothing to compare it on."), number, before)
    return _verdict(number, compare(new, old, held))


def _verdict(number: int, compared: Compared) -> _Verdict:
    """What decides is what is told."""
    new, old = compared.new, compared.old
    if compared.is_better:
        why = _("Right about %(new)s%% of new messages, version %(number)d about %(old)s%%.")
    else:
        why = _("Version %(number)d is right more often: %(old)s%%; this one %(new)s%%.")
    places = 1 if new == old or round(100 * new, 1) != round(100 * old, 1) else 3
    told = {
        "number": number,
        "new": number_format(100 * new, decimal_pos=places),
        "old": number_format(100 * old, decimal_pos=places),
    }
    before = {"number": number, "right": round(old, 6), "new_right": round(new, 6)}
    return _Verdict(compared.is_better, why % told, number, before)
