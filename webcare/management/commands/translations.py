from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from webcare import translations


class Command(BaseCommand):
    help = "The texts of the interface: update the catalogue, compile it, or check it."
    requires_system_checks = []  # noqa: RUF012

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("what", choices=["update", "compile", "check"])

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        match what:
            case "update":
                translations.update()
            case "compile":
                translations.compile_catalog()
            case "check":
                if found := translations.problems():
                    raise CommandError("The translation is not complete:\n  " + "\n  ".join(found))
