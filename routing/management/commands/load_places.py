"""Take over the streets and neighbourhoods of the municipality."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from routing import learning
from routing.management.files import reading
from routing.rules.overview import without_place


class Command(BaseCommand):
    help = "Replace all places by those of a CSV file (columns straat, buurt, wijk)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        with reading(options["file"]) as lines:
            done = learning.load_places(lines)
        self.stdout.write(f"Took over {done.added} places; {done.replaced} made way.")
        for rule in without_place():
            self.stderr.write(f"Rule “{rule}” names a place that is not in this list.")
