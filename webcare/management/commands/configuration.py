from typing import Any

from django.core.management.base import BaseCommand

from webcare.configuration import PAGE, page


class Command(BaseCommand):
    help = "Write docs/configuration.md from webcare/env.py."
    requires_system_checks = []  # noqa: RUF012

    def handle(self, *args: Any, **options: Any) -> None:
        PAGE.write_text(page(), encoding="utf-8")
