from typing import Any

from django.core.management.base import BaseCommand

from webcare.talk import asking, finding, keeping


class Command(BaseCommand):
    help = "Reads again what every conversation is about, and works out what stands out."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{keeping.rebuild()} conversations read, {finding.find_all()} findings.")
        self.stdout.write(f"{asking.ask()} new questions.")
