"""``manage.py demo_history``: months of a believable past for the demo."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from django.utils import timezone

from webcare.demo.history import making, own
from webcare.demo.history.planted import HERE, planted

LONGEST = 36  # months
HOUR = timedelta(hours=1)


class Command(BaseCommand):
    help = "Fill the demo with an invented past: see docs/insight/history.md."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--months", type=int, default=14, help="How long. 14 by default.")
        parser.add_argument(
            "--messages", type=int, default=50_000, help="In and out. 50000 by default."
        )
        parser.add_argument("--seed", type=int, default=1, help="The same gives the same town.")
        parser.add_argument(
            "--until", help="Its last day, such as 2026-11-20; now when it is left out."
        )
        parser.add_argument(
            "--again", action="store_true", help="Instead of the one that was made before."
        )

        parser.add_argument(
            "--without-signals",
            action="store_true",
            help="Leave out what early warning would have said of the events.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        months, messages = options["months"], options["messages"]
        if not 1 <= months <= LONGEST or messages < 1:
            raise CommandError(f"From 1 to {LONGEST} months, and at least one message.")
        until = _end(options["until"])
        self._prepare()
        begun = time.monotonic()
        try:
            made = making.make(
                months,
                messages,
                until=until,
                seed=options["seed"],
                again=options["again"],
                signals=not options["without_signals"],
                say=self.say,
            )
        except making.Refused as refused:
            raise CommandError(str(refused)) from refused
        took = time.monotonic() - begun
        self.say(
            f"{made.messages} messages in {made.conversations} conversations, {made.rows} rows "
            f"in {took:.0f} seconds."
        )
        for event in planted(months, until):
            begins = event.begins.astimezone(HERE)
            self.say(f"  {begins:%Y-%m-%d %H:%M}  {event.title} ({event.kind})")
        self.say(f"Fingerprint: {own.digest()}")

    def _prepare(self) -> None:
        """Where there was no demo yet the database is empty."""
        if not connection.introspection.table_names():
            self.say("Preparing the database …")
            call_command("migrate", verbosity=0)

    def say(self, line: str) -> None:
        self.stdout.write(f"  {line}")
        self.stdout.flush()


def _end(text: str | None) -> datetime:
    """The end of that day here, or the hour that began last. Raises CommandError."""
    now = timezone.now()
    if text is None:
        return now.replace(minute=0, second=0, microsecond=0)
    try:
        day = date.fromisoformat(text)
    except ValueError as error:
        raise CommandError("--until is a day such as 2026-11-20.") from error
    end = datetime.combine(day + timedelta(days=1), datetime.min.time(), HERE).astimezone(UTC)
    return min(end, now.replace(minute=0, second=0, microsecond=0))
