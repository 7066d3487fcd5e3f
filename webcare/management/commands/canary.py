"""Write a test message on the simulator now. See ``webcare.canary``."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from connectors.base import ConnectorError
from webcare import canary


class Command(BaseCommand):
    help = "Write a test message to each channel of the simulator that expects one."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.CANARY_URL:
            raise CommandError("WEBCARE_CANARY_URL is empty: there is no simulator to write on.")
        try:
            placed = canary.place()
        except ConnectorError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(", ".join(placed) or "No channel expects a test message.")
