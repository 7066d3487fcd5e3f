"""Count every conversation anew."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from webcare.figures import keeping


class Command(BaseCommand):
    help = (
        "Count the figures of every conversation anew, by the norms of when each was asked. "
        "The figures of conversations that are gone stay as they are."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        done = keeping.rebuild()
        self.stdout.write(f"{done} conversations counted")
