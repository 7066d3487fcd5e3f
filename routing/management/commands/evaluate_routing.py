"""How good the classifier is on a file of messages it has never seen."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routing.classifier import BadCorpus, Classifier, Example, NotTrusted, evaluate, loads, starter
from routing.classifier.corpus import read_rows


class Command(BaseCommand):
    help = "Judge the messages of a CSV file (columns text, department, kind) and compare."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, help="CSV; columns text and department")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--model", type=Path, help="a file of train_routing --to")

    def handle(self, *args: Any, **options: Any) -> None:
        classifier = self.classifier(options["model"])
        report = evaluate(classifier, self.examples(options["file"], classifier))
        if options["json"]:
            self.stdout.write(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
        else:
            self.stdout.write(report.as_text())

    def classifier(self, path: Path | None) -> Classifier:
        if path is None:
            self.stderr.write("Learning from the starter corpus; this takes a minute …")
            return starter.trained().classifier
        try:
            return loads(path.read_bytes())
        except (OSError, NotTrusted) as error:
            raise CommandError(str(error)) from error

    def examples(self, path: Path, classifier: Classifier) -> list[Example]:
        """The rows that can be read; the others are told, and left out."""
        try:
            with path.open(encoding="utf-8-sig", newline="") as lines:
                found, problems = read_rows(lines, classifier.department.labels)
        except (OSError, UnicodeDecodeError, BadCorpus) as error:
            raise CommandError(str(error)) from error
        if problems:
            self.stderr.write(f"Left out {len(problems)} rows:\n{BadCorpus(problems)}")
        if not found:
            raise CommandError("There is no row to evaluate on.")
        return list(found.values())
