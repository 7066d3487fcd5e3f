"""What is usual, learned anew from all messages of the last weeks."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from webcare.warnings.learning import learn


class Command(BaseCommand):
    help = "Learn anew what is usual at each hour of the week. The clock does it every night."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{learn()} series")
