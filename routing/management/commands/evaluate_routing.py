"""How good the classifier is on a file of messages it has never seen."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, transaction

from routing import known
from routing.classifier import BadCorpus, Classifier, Example, NotTrusted, evaluate, loads, starter
from routing.classifier.corpus import read_rows
from routing.management.files import BAD_INPUT, reading
from routing.models import Department


class Command(BaseCommand):
    help = (
        "Judge the messages of a CSV file (columns text, department, kind) and compare: with the "
        "version that is used; when nothing was trained, with one of the starter corpus."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; columns text and department")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--model", type=Path, help="a file of train_routing --to")

    def handle(self, *args: Any, **options: Any) -> None:
        with reading(options["file"]):
            pass  # a wrong path is told before a minute of learning
        classifier = self.classifier(options["model"])
        report = evaluate(classifier, self.examples(options["file"], classifier))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report.as_text())

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

    def examples(self, path: Path, classifier: Classifier) -> list[Example]:
        """The rows that can be read; the others are told, and left out."""
        with reading(path) as lines:
            found, problems = read_rows(lines, _names(classifier.department.labels))
        if problems:
            self.stderr.write(f"Left out {len(problems)} rows:\n{BadCorpus(problems)}")
        if not found:
            raise CommandError("There is no row to evaluate on.", returncode=BAD_INPUT)
        return list(found.values())


def _names(slugs: tuple[str, ...]) -> dict[str, str]:
    """Short names with the full ones, which may stand in the file too."""
    names = {slug: slug for slug in slugs}
    try:
        with transaction.atomic():
            rows = Department.objects.filter(slug__in=slugs).values_list("slug", "name")
            return names | dict(rows)
    except DatabaseError:
        return names
