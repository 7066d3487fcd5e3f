"""``python -m tests.chaos``: every fault in turn, and the table of what became of each day."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.chaos.plant import Plant

if TYPE_CHECKING:
    from tests.chaos.day import Day
    from tests.chaos.faults import Fault


@dataclass
class Row:
    """One day, as the table shows it."""

    fault: str
    offered: int
    present: int
    asked: int
    placed: int
    duplicates: int
    for_a_person: int
    seconds: float | None
    left: str

    @property
    def good(self) -> bool:
        whole = self.present == self.offered and not self.left and not self.duplicates
        return whole and self.placed + self.for_a_person >= self.asked


HEADINGS = (
    "fault",
    "offered",
    "present",
    "asked",
    "placed",
    "twice",
    "person",
    "seconds",
    "verdict",
)


def main() -> int:
    options = _options()
    if os.environ.get("WEBCARE_ENVIRONMENT") == "production":
        return _say("Not in production.")
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that every process ends with us
    with tempfile.TemporaryDirectory(prefix="webcare-chaos-") as var:
        plant = Plant(Path(var))
        try:
            plant.open()
            rows = _days(plant, options)
        finally:
            plant.close()
    if not rows:
        return _say(f"No fault is called “{options.only}”.")
    if options.json:
        _print(json.dumps([{**asdict(row), "good": row.good} for row in rows]))
    return 0 if all(row.good for row in rows) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--messages", type=int, default=5000)
    parser.add_argument("--answers", type=int, default=500)
    parser.add_argument("--short", action="store_true", help="only the faults of `make test`")
    parser.add_argument("--only", default="", help="names, or parts of them, by commas")
    parser.add_argument("--json", action="store_true")
    return parser.parse_args()


def _days(plant: Plant, options: argparse.Namespace) -> list[Row]:
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "webcare.settings")
    django.setup()
    from tests.chaos.faults import FAULTS

    chosen = [
        fault
        for fault in FAULTS
        if any(part in fault.name for part in options.only.split(","))
        and (fault.short or not options.short)
    ]
    if not options.json:
        _print(_line(HEADINGS))
    rows = []
    for fault in chosen:
        rows.append(_day(plant, fault, options))
        if not options.json:
            _print(_shown(rows[-1]))
    return rows


def _day(plant: Plant, fault: Fault, options: argparse.Namespace) -> Row:
    from tests.chaos.day import Day, Unproved

    _begin(plant)
    day = Day(plant, options.messages, options.answers)
    left = ""
    try:
        fault.strike(day)
        day.until(lambda: not day.left(), "all to be whole")
    except (TimeoutError, Unproved) as error:
        left = f"{error}: {day.left() or 'all else is whole'}"
    return _row(day, fault, left)


def _row(day: Day, fault: Fault, left: str) -> Row:
    offered = sum(len(ids) for ids in day.offered.values())
    placed = day.placed()
    return Row(
        fault=fault.name,
        offered=offered,
        present=offered - len(day.missing()),
        asked=len(day.asked),
        placed=len(set(placed) & set(day.asked)),
        duplicates=sum(times - 1 for times in placed.values()),
        for_a_person=day.for_a_person().total(),
        seconds=None if day.healed is None else round(time.monotonic() - day.healed, 1),
        left=left,
    )


def _begin(plant: Plant) -> None:
    """A new town, connected and listening, with nothing of the day before."""
    from django.core.management import call_command
    from django.db import connection

    plant.stop_all()
    plant.start_redis()
    plant.clock.write_text("")
    plant.full.unlink(missing_ok=True)
    plant.control("POST", "reset", {})
    settings = {"rate_limit": 1_000_000, "usage_percent": 1}
    plant.control("POST", "settings", settings)
    # As Meta does under such a load; the faults of webhooks themselves say how they travel.
    plant.control("POST", "webhooks/behaviour", {"batch": 100})
    connection.close()
    call_command("flush", "--no-input", verbosity=0)
    _connect(plant)


def _connect(plant: Plant) -> None:
    from connectors import subscriptions
    from connectors.models import Account
    from webcare.demo.load import load

    load(plant.control("GET", "municipality"))
    plant.start_all()
    for account in Account.objects.all():
        _patiently(partial(subscriptions.check, account, repair=True))
    if broken := Account.objects.exclude(webhooks=Account.Webhooks.GOOD).first():
        raise RuntimeError(f"webhooks of {broken}: {broken.webhooks_detail}")


def _patiently(connect: Callable[[], object]) -> None:
    """A web server that has just begun may ask for a second try."""
    from connectors.base import ConnectorError

    for _ in range(2):
        try:
            connect()
        except ConnectorError:
            time.sleep(3)
        else:
            return
    connect()


def _shown(row: Row) -> str:
    verdict = "whole" if row.good else f"NOT WHOLE {row.left}"
    cells: tuple[Any, ...] = (
        *(row.fault, row.offered, row.present, row.asked, row.placed),
        *(row.duplicates, row.for_a_person, "-" if row.seconds is None else row.seconds, verdict),
    )
    return _line(cells)


def _line(cells: tuple[Any, ...]) -> str:
    first, *rest = cells
    return f"{first!s:44}" + "".join(f"{cell!s:>9}" for cell in rest[:-1]) + f"  {rest[-1]}"


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _say(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return 2


if __name__ == "__main__":
    sys.exit(main())
