"""How well spikes are found: over a made-up year with spikes that we know of."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from webcare.warnings.simulating.scoring import Found, Score, delay, score, share
from webcare.warnings.simulating.watching import watch
from webcare.warnings.simulating.year import A_WEEK, make
from webcare.warnings.spikes import Sensitivity


class Command(BaseCommand):
    help = "Simulate weeks with planted spikes; print precision, recall, delay and false alarms."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--weeks", type=int, default=52)
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--a-week", type=int, default=A_WEEK, help="people who write in a week")
        parser.add_argument("--least", type=int, default=Sensitivity().least)
        parser.add_argument("--false-alarms", type=float, default=Sensitivity().false_alarms)

    def handle(self, *args: Any, **options: Any) -> None:
        year = make(options["weeks"], options["seed"], options["a_week"])
        sensitivity = Sensitivity(least=options["least"], false_alarms=options["false_alarms"])
        told = score(year.planted, watch(year, sensitivity), options["weeks"])
        self._print(told, options)

    def _print(self, told: Score, options: dict[str, Any]) -> None:
        self.stdout.write(
            f"{told.weeks} weeks, seed {options['seed']}, {options['a_week']} people a week\n"
            f"planted {len(told.found)}, recall {told.recall:.0%}, precision {told.precision:.0%}\n"
            f"false alarms {len(told.false)}, {told.false_a_week:.2f} a week\n"
        )
        for name, groups in (
            ("size", told.by(lambda one: one.size)),
            ("kind", told.by(lambda one: one.kind)),
            ("length", told.by(lambda one: one.length)),
            ("size and kind", told.by(lambda one: f"{one.size}, {one.kind}")),
        ):
            self.stdout.write(f"\n{name:<26}{'planted':>8}{'found':>8}{'recall':>8}{'minutes':>9}")
            for key, found in sorted(groups.items()):
                self.stdout.write(self._row(key, found))
        self.stdout.write("\nfalse alarms: where")
        scopes = [one.scope.value for one in told.false]
        for scope in sorted(set(scopes)):
            self.stdout.write(f"  {scope:<24}{scopes.count(scope):>8}")

    def _row(self, key: str, found: list[Found]) -> str:
        times, number = delay(found), sum(one.minutes is not None for one in found)
        said = "–" if times is None else f"{times:.0f}"
        return f"  {key:<24}{len(found):>8}{number:>8}{share(found):>8.0%}{said:>9}"
