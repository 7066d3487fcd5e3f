"""Take over messages, or product words, from a CSV file."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from routing import learning
from routing.management.files import reading


class Command(BaseCommand):
    help = "Take over examples from a CSV file (columns text, department, kind, sentiment)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--replace", action="store_true", help="in place of all that came from files"
        )
        parser.add_argument(
            "--words", action="store_true", help="product words (columns word, department)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        take = learning.load_words if options["words"] else learning.load_examples
        with reading(options["file"]) as lines:
            done = take(lines, replace=options["replace"])
        what = "product words" if options["words"] else "messages"
        self.stdout.write(f"Took over {done.added} {what}; {done.replaced} made way.")
        self.stdout.write("manage.py train_routing learns from them.")
