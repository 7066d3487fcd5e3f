"""How good the classifier is on a file of messages it has never seen."""

import json
from argparse import ArgumentParser
from collections import Counter
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from routing import known
from routing.classifier import BadCorpus, Classifier, Example, NotTrusted, evaluate, loads, starter
from routing.classifier.corpus import contradictions, read_rows
from routing.classifier.table import Problem
from routing.management.files import BAD_INPUT, reading
from routing.management.timing import timed
from routing.models import Department, Place
from routing.places import Gazetteer


class Command(BaseCommand):
    help = (
        "Judge the messages of a CSV file (columns text, department, kind) and compare: with the "
        "version that is used; when nothing was trained, with one of the starter corpus."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; columns text and department")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument(
            "--time",
            action="store_true",
            help="also how long it takes to decide on 1,000 of them: danger, place and all",
        )
        parser.add_argument("--model", type=Path, help="a file of train_routing --to")

    def handle(self, *args: Any, **options: Any) -> None:
        with reading(options["file"]):
            pass  # a wrong path is told before a minute of learning
        classifier = self.classifier(options["model"])
        examples, remarks = self.examples(options["file"], classifier)
        report = evaluate(classifier, examples)
        if options["json"]:
            figures = {**report.as_json(), **remarks}
            self.stdout.write(json.dumps(figures, ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report.as_text())
        if options["time"]:
            texts = [example.text for example in examples]
            self.stderr.write(timed(classifier, texts, _places()))

    def classifier(self, path: Path | None) -> Classifier:
        if path is None:
            return self.active() or starter.trained().classifier
        try:
            return loads(path.read_bytes())
        except (OSError, NotTrusted) as error:
            raise CommandError(str(error), returncode=BAD_INPUT) from error

    def active(self) -> Classifier | None:
        """The version that is used. Where there is no database yet, nothing was trained."""
        try:
            with transaction.atomic():
                active = known.active()
        except DatabaseError:
            active = None
        if active is None:
            self.stderr.write("Nothing was trained: learning from the starter corpus first …")
            return None
        self.stderr.write(f"Version {active.number}:")
        return active.classifier

    def examples(
        self, path: Path, classifier: Classifier
    ) -> tuple[list[Example], dict[str, object]]:
        """The rows that can be read, and what is remarkable about the file.

        left_out        rows that cannot be read
        unknown_kinds   rows that count, but not for their kind or sentiment
        contradictions  rows that say something else of a text than an earlier one; they count
        not_learned     department → rows of it, which cannot but count as wrong
        """
        with reading(path) as lines:
            found, problems = read_rows(lines, _names(classifier.department.labels))
        partly = [problem for problem in problems if problem.row in found]
        gone = [problem for problem in problems if problem.row not in found]
        against = contradictions(found)
        missing = Counter(
            example.department
            for example in found.values()
            if example.department not in classifier.department.labels
        )
        self.tell("Left out %d rows:", gone)
        self.tell("Counted %d rows without their kind or sentiment:", partly)
        self.tell("Contradictions in %d rows, which count all the same:", against)
        for slug, rows in sorted(missing.items()):
            self.stderr.write(f"Not known to the classifier, so wrong: {slug} ({rows} rows)")
        if not found:
            raise CommandError("There is no row to evaluate on.", returncode=BAD_INPUT)
        return list(found.values()), {
            "left_out": len(gone),
            "unknown_kinds": len(partly),
            "contradictions": len(against),
            "not_learned": dict(sorted(missing.items())),
        }

    def tell(self, sentence: str, problems: list[Problem]) -> None:
        if problems:
            self.stderr.write(f"{sentence % len(problems)}\n{BadCorpus(problems)}")


def _names(labels: tuple[str, ...]) -> dict[str, str]:
    """Short names with the full ones, which may stand in the file too.

    Those the classifier knows and those that exist: who is never recognised is measured too.
    """
    names = {slug: slug for slug in labels}
    try:
        with transaction.atomic():
            rows = list(Department.objects.values_list("slug", "name"))
    except DatabaseError:
        rows = []
    return names | dict(rows or [(slug, slug) for slug in starter.DEPARTMENTS])


def _places() -> Gazetteer | None:
    """Those of the municipality, when they were loaded."""
    try:
        with transaction.atomic():
            return known.gazetteer() if Place.objects.exists() else None
    except DatabaseError:
        return None
