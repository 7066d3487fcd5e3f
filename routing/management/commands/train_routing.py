"""Make a classifier from examples."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from routing.classifier import (
    BadCorpus,
    TooLittle,
    Trained,
    dumps,
    read_examples,
    read_words,
    starter,
    train,
)


class Command(BaseCommand):
    help = "Learn routing from examples; from the starter corpus when no file is given."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--examples", type=Path, help="CSV; columns text, department, kind")
        parser.add_argument("--words", type=Path, help="CSV; columns word, department")
        parser.add_argument("--to", type=Path, required=True, help="where to write the classifier")
        parser.add_argument("--seed", type=int, default=0)

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            trained = self.train(options)
            stored = dumps(trained.classifier)
            options["to"].write_bytes(stored)
        except (OSError, UnicodeDecodeError, BadCorpus, TooLittle) as error:
            raise CommandError(str(error)) from error
        for department, count in trained.left_out.items():
            self.stderr.write(f"Not learned: {department} has only {count} examples.")
        self.stdout.write("Measured on examples left out in turn:")
        self.stdout.write(trained.report.as_text())
        self.stdout.write(f"Kept {len(stored) / 1e6:.1f} MB in {options['to']}.")

    def train(self, options: dict[str, Any]) -> Trained:
        examples, words = starter.messages(), starter.words()
        if options["examples"]:
            with options["examples"].open(encoding="utf-8-sig", newline="") as lines:
                examples = read_examples(lines, starter.DEPARTMENTS)
        if options["words"]:
            with options["words"].open(encoding="utf-8-sig", newline="") as lines:
                words = read_words(lines, starter.DEPARTMENTS)
        return train(examples, words, options["seed"])
