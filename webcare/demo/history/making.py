"""Making a history, day by day, so that little is kept in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from connectors.models import Account
from connectors.simulator import municipality
from connectors.simulator.seed import seed as seed_world
from connectors.simulator.world import World
from inbox.models import Bundle, Conversation, Message
from inbox.promises import reckon_all
from webcare.demo.history import own
from webcare.demo.history.planted import HERE
from webcare.demo.history.plot import Plot
from webcare.demo.history.season import Question
from webcare.demo.history.signals import forget_half_told, replay
from webcare.demo.history.town import Town
from webcare.demo.load import load, logins
from webcare.figures import keeping as figures
from webcare.figures.models import Changed
from webcare.models import User
from webcare.talk import asking, finding
from webcare.talk import keeping as talk

USUAL = 2.35  # messages in a conversation, until enough were made to know
ENOUGH = 300
ROWS = 4000  # messages that are kept in memory


class Refused(Exception):
    """No history is made here; says why in a sentence."""


@dataclass(frozen=True)
class Made:
    """What a history came to."""

    conversations: int
    messages: int
    rows: int


def refusal() -> str:
    """Why this installation is no demo, "" for one."""
    if settings.ENV.production:
        return "This installation is for production: no invented people come into it."
    known = {(kind, number) for kind, number in municipality.IDS.items()}
    accounts = Account.objects.values_list("kind", "external_id")
    if strange := sorted(kind for kind, number in accounts if (kind, number) not in known):
        return (
            f"This installation has a channel that is not of the demo ({', '.join(strange)}): "
            "no invented people come into it."
        )
    if accounts:
        return ""
    people = {login.username for login in logins()}
    if User.objects.exclude(username__in=people).exists():
        return "People work here who are not of the demo: no invented people come into it."
    return ""


def make(
    months: int,
    messages: int,
    *,
    until: datetime,
    seed: int = 1,
    again: bool = False,
    signals: bool = True,
    say: Callable[[str], None] = print,
) -> Made:
    """Make a history of so many messages, in and out, that ends ``until`` (UTC). Raises Refused.

    again    instead of the one that is there
    signals  also what early warning would have said of the events; takes half a minute
    """
    if because := refusal():
        raise Refused(because)
    if own.exists():
        if not again:
            raise Refused(
                "There is a history already. With --again another one takes its place; "
                "all other rows stay."
            )
        say("Taking the earlier history away …")
        own.forget()
    load_town()
    begun = timezone.now()
    town = Town(months, until, seed, messages)
    made = _Maker(town, say).make()
    bring_up_to_date(say)
    if signals:
        say("Looking as early warning would have …")
        replay(town.events, until)
        forget_half_told(begun)
    return made


def load_town() -> None:
    """Departments, people and channels of the demo, where they are not there yet."""
    world = World()
    seed_world(world)
    load(municipality.credentials(world))


class _Maker:
    def __init__(self, town: Town, say: Callable[[str], None]) -> None:
        self.town, self.say = town, say
        self.conversations = self.messages = self.rows = 0
        days = max((town.season.last - town.season.first).days, 1)
        self.usual = town.messages / USUAL / days
        self.to_come = {one.slug: one.size * self.usual for one in town.events}
        self.weight = town.season.whole

    def make(self) -> Made:
        month = 0
        for day in self.town.season.days:
            if day.month != month:
                month = day.month
                self.say(f"{day:%Y-%m}: {self.messages} messages so far …")
            for question in self._questions(day):
                self.messages += Plot(self.town, question, self.usual).play()
                self.conversations += 1
                if len(self.town.tables[Message].lines) >= ROWS:
                    self._write()
        self._write()
        for bundle in self.town.bundles.values():
            Bundle.objects.filter(pk=bundle.pk).update(number=bundle.number)
        return Made(self.conversations, self.messages, self.rows)

    def _questions(self, day: date) -> list[Question]:
        town, weight = self.town, self.town.season.weight(day)
        of_events = town.season.of_events(day, self.usual, town.dice)
        left = self.town.messages - self.messages - self._expected(day) * self._each
        number = town.dice.count(left / self._each * weight / max(self.weight, weight))
        self.weight -= weight
        found = [*town.season.ordinary(day, number, town.dice), *of_events]
        return sorted(found, key=lambda one: one.at)

    @property
    def _each(self) -> float:
        """Messages in a conversation."""
        return self.messages / self.conversations if self.conversations > ENOUGH else USUAL

    def _expected(self, day: date) -> float:
        """Conversations that events still bring."""
        town = self.town
        return sum(
            self.to_come[one.slug] for one in town.events if one.ends.astimezone(HERE).date() >= day
        )

    @transaction.atomic
    def _write(self) -> None:
        self.rows += self.town.write()
        waiting, self.town.unsettled = self.town.unsettled, []
        reckon_all(list(Conversation.objects.filter(pk__in=waiting).order_by("pk")))


def bring_up_to_date(say: Callable[[str], None]) -> None:
    """What is kept of conversations beside them, and what the database knows of its tables."""
    _analyze()  # before anything reads them: of empty tables it chooses the wrong index
    say("Counting the figures …")
    newest = Changed.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    figures.rebuild()
    Changed.objects.filter(pk__lte=newest).delete()  # all of that was counted just now
    say("Reading what they talk about …")
    talk.rebuild()
    finding.find_all()
    asking.ask()
    _analyze()


def _analyze() -> None:
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
