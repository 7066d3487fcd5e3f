"""What signals would have said of the last weeks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from webcare.warnings.looking_back import look_back
from webcare.warnings.showing import Shown


class Command(BaseCommand):
    help = "Go through the last weeks and leave the signals that would have been given then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=30)
        parser.add_argument("--minutes", type=int, default=15, help="between two looks")

    def handle(self, *args: Any, **options: Any) -> None:
        end = timezone.now()
        for row in look_back(end - timedelta(days=options["days"]), end, options["minutes"]):
            one, at = Shown(row), timezone.localtime(row.noticed_at)
            self.stdout.write(f"{at:%Y-%m-%d %H:%M}  {one.headline}: {one.sentence}")
