"""Make a new version of the classifier."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routing import classifier, learning
from routing.classifier import starter
from routing.learning import training
from routing.management.files import BAD_INPUT, reading
from routing.models import Trained

FIGURES = {
    "accuracy": "accuracy",
    "top-3 accuracy": "top3_accuracy",
    "macro-F1": "macro_f1",
    "share it would assign": "share_assigned",
    "accuracy within that share": "accuracy_assigned",
}


class Command(BaseCommand):
    help = (
        "Learn routing from the examples in the database; when there are none, from the starter "
        "corpus. The new version is used when it is better on messages that were kept apart."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--file", type=Path, help="CSV of examples to take over first")
        parser.add_argument("--replace", action="store_true", help="in place of other files")
        parser.add_argument(
            "--to", type=Path, help="write the classifier to this file and leave the database alone"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["to"]:
                self.write(options["file"], options["to"])
            else:
                self.train(options["file"], replace=options["replace"])
        except (training.Busy, training.TooLittle) as told:
            raise CommandError(str(told), returncode=BAD_INPUT) from told

    def train(self, path: Path | None, *, replace: bool) -> None:
        if path:
            with reading(path) as lines:
                learning.load_examples(lines, replace=replace)
        self.stdout.write("Learning; this takes a minute …")
        made = training.train()
        self.left_out(made.report["left_out"])
        self.stdout.write(_told(made))

    def write(self, path: Path | None, to: Path) -> None:
        """A classifier of this file, or of the starter corpus, without a database."""
        examples = starter.messages()
        if path:
            with reading(path) as lines:
                examples = classifier.read_examples(lines, starter.DEPARTMENTS)
        made = classifier.train(examples, starter.words())
        self.left_out(made.left_out)
        try:
            to.write_bytes(classifier.dumps(made.classifier))
        except OSError as error:
            raise CommandError(f"{to}: {error.strerror}") from error
        self.stdout.write("Measured on examples left out in turn:")
        self.stdout.write(made.report.as_text())

    def left_out(self, departments: dict[str, int]) -> None:
        for department, count in departments.items():
            self.stderr.write(f"Not learned: {department} has only {count} examples.")


def _told(made: Trained) -> str:
    """What it is worth, and whether it is used."""
    figures = [f"  {name:<28}{made.report[key]:8.3f}" for name, key in FIGURES.items()]
    used = "is used from now on" if made.active else "is kept, and not used"
    lines = [
        f"Version {made.number}, of {made.examples} messages, {used}. {made.why}",
        f"Measured on {made.report['n']} messages it had not seen:",
        *figures,
    ]
    return "\n".join(lines)
