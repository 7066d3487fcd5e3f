"""What the page of learning shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import BooleanField, Count, ExpressionWrapper, Max, Q
from django.utils.translation import gettext as _

from routing.learning import attempts
from routing.learning.alone import is_busy
from routing.learning.disagreeing import disagreements
from routing.models import Attempt, Department, Example, Place, Product, Trained

FEWEST = 20  # examples without which a department is not recognised
VERSIONS_SHOWN = 30


@dataclass(frozen=True)
class Version:
    """A version and its figures: parts of one, None where they were not measured.

    share, named          the part that gets a department, or a kind, without a person
    within, named_within  how often that is right
    """

    row: Trained
    usable: bool
    accuracy: float | None
    top3: float | None
    share: float | None
    within: float | None
    kind: float | None
    named: float | None
    named_within: float | None


@dataclass(frozen=True)
class Taught:
    """A department and its examples. ``corrections`` is how many of them colleagues gave."""

    department: Department
    examples: int
    corrections: int

    @property
    def too_few(self) -> bool:
        """Whether it is not recognised."""
        return self.examples < FEWEST


def versions() -> list[Version]:
    """The newest first. One query."""
    kept = ExpressionWrapper(~Q(model=b""), output_field=BooleanField())
    rows = Trained.objects.defer("model", "learned").select_related("by").annotate(kept=kept)
    return [_version(row, usable=row.kept) for row in rows[:VERSIONS_SHOWN]]


def overview() -> dict[str, Any]:
    """All that the page says. A constant number of queries."""
    departments = taught()
    corrected = Example.objects.filter(origin=Example.Origin.CORRECTION)
    return {
        "versions": versions(),
        "taught": departments,
        "too_few": [each for each in departments if each.too_few],
        "fewest": FEWEST,
        "corrections": sum(each.corrections for each in departments),
        "last_correction": corrected.aggregate(at=Max("at"))["at"],
        "examples": sum(each.examples for each in departments),
        "words": Product.objects.count(),
        "known_places": Place.objects.count(),
        "disagreements": disagreements,  # asked for only where they are shown
        **_attempt(),
    }


def trouble() -> str:
    """What is wrong with learning, in a few words; "" when nothing is."""
    if Trained.objects.filter(active=True).exclude(problem="").exists():
        return _("The version in use cannot be read")
    now = _attempt()
    return _("The last training failed") if now["broken"] or now["cut_off"] else ""


def _attempt() -> dict[str, Any]:
    """The attempt to train that nothing began, else the newest, and where it stands. Three queries.

    busy     it is being trained now
    waits    it was asked for, and no worker has begun yet
    cut_off  it was begun and never ended: the process is gone
    broken   it failed, as nobody foresaw
    nothing  there was not enough to learn from
    """
    busy, last = is_busy(), attempts.waiting() or Attempt.objects.select_related("by").first()
    outcome = last.outcome if last and not busy else ""
    return {
        "busy": busy,
        "attempt": last,
        "waits": outcome == Attempt.Outcome.WAITING,
        "cut_off": outcome == Attempt.Outcome.BUSY,
        "broken": outcome == Attempt.Outcome.FAILED,
        "nothing": outcome == Attempt.Outcome.NOTHING,
    }


def taught() -> list[Taught]:
    """Each active department with its examples. Two queries."""
    of_colleagues = Count("pk", filter=Q(origin=Example.Origin.CORRECTION))
    rows = Example.objects.order_by().values("department").annotate(n=Count("pk"), c=of_colleagues)
    numbers = {row["department"]: (row["n"], row["c"]) for row in rows}
    active = Department.objects.filter(active=True)
    return [Taught(department, *numbers.get(department.pk, (0, 0))) for department in active]


def lacking() -> str:
    """Why nothing can be learned now, in a sentence; "" when it can."""
    departments = taught()
    if len(departments) < 2:
        return _("There are not two departments to choose from yet.")
    begun = Example.objects.exclude(origin=Example.Origin.CORRECTION).exists()
    if begun and sum(not each.too_few for each in departments) < 2:
        return _("At least two departments need %(least)d examples each to learn from.") % {
            "least": FEWEST
        }
    return ""


def _version(row: Trained, *, usable: bool) -> Version:
    report, kind = row.report, row.report.get("kind") or {}
    return Version(
        row,
        usable,
        report.get("accuracy"),
        report.get("top3_accuracy"),
        report.get("share_assigned"),
        report.get("accuracy_assigned"),
        kind.get("accuracy"),
        kind.get("share_named"),
        kind.get("accuracy_named"),
    )
