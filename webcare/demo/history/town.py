"""All that a conversation is written with: channels, people, departments, places and tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Permission
from django.db.models import Q
from django.utils import translation

from connectors.models import Account
from inbox.care import elsewhere
from inbox.models import (
    Author,
    Bundle,
    BundleAnswer,
    Bundled,
    Conversation,
    Delivery,
    Event,
    Forwarding,
    Hop,
    Label,
    Message,
    Note,
    Outbound,
    Post,
)
from inbox.promises.reckoning import sentence
from routing.agreed import agreed, case_of
from routing.models import Answer, Department, Place, Referral, Rule
from routing.promises import Promise
from webcare.demo.history.dice import Dice, Weighted
from webcare.demo.history.grammar import Template
from webcare.demo.history.planted import Planted, beginning, planted
from webcare.demo.history.season import Season
from webcare.demo.history.shifts import Clock, Team, part
from webcare.demo.history.tables import Table
from webcare.demo.history.topics import grammar, profile, words
from webcare.models import Team as TeamOfPeople
from webcare.models import User
from webcare.roles import give_role

PREFIX = "geschiedenis-"  # of every number that a row of a history has on its platform
URGENT_RULE = "Gevaar"
MODELS = (
    *(Author, Post, Conversation, Message, Outbound, Referral, Answer, Forwarding, Event, Hop),
    *(Note, Bundle, BundleAnswer, Bundled, Delivery),
)
SUMMER = (7, 8)
MONTH = timedelta(days=30.4)
WEEK_OF_SERVICE = 2400  # minutes


@dataclass
class Colleague:
    """Somebody of the webcare team. At work from ``since`` until ``until``."""

    user: User
    weight: float
    evening: bool
    since: datetime
    until: datetime

    @property
    def name(self) -> str:
        return str(self.user)


@dataclass
class Desk:
    """A department: who answers there, and how long that takes."""

    row: Department
    officials: list[User]
    median: float
    spread: float
    rule: Rule | None


@dataclass(slots=True)
class Citizen:
    """A person on one channel; ``letters``: they have a private conversation already."""

    pk: int
    first: str
    external_id: str
    letters: bool = False


@dataclass
class Gathered:
    """A bundle in the making: who answers it, when, and how many came in."""

    pk: int
    answer: int
    key: Any
    by: Colleague
    at: datetime
    text: Template
    number: int = 0


@dataclass
class Citizens:
    """Those of one channel, who write more than once."""

    account: Account
    known: list[Citizen] = field(default_factory=list)


class Town:
    """See the module. ``end`` is when the history ends; nothing is written after it."""

    def __init__(self, months: int, until: datetime, seed: int, messages: int) -> None:
        self.dice = Dice(f"{seed}:{months}:{until.isoformat()}")
        self.start, self.end = beginning(months, until), until
        self.events = planted(months, until)
        self.season = Season(self.start, until, self.events)
        self.profile, self.grammar = profile(), grammar()
        self.tables = {model: Table(model) for model in MODELS}
        self.labelled = Table(Conversation.labels.through)
        self.labels = {one.name: one.pk for one in Label.objects.all()}
        self.count = 0
        self.messages = messages
        self.agreed = agreed()
        self.clock = Clock(self.agreed.hours, self.start, until)
        self.team = Team(self.clock)
        self.citizens = {one.kind: Citizens(one) for one in Account.objects.order_by("pk")}
        self.colleagues = self._colleagues()
        self.desks = self._desks()
        self.lead = next(one for one in self.colleagues if one.user.username == "lena")
        self.urgent_rule = Rule.objects.filter(name=URGENT_RULE).first()
        self.places = list(Place.objects.order_by("pk"))
        self.unsettled: list[int] = []
        self.bundles: dict[tuple[str, datetime], Gathered] = {}
        self.posts: dict[str, tuple[int, datetime]] = {}
        self._switches: dict[tuple[int, bool], str] = {}
        self._norms: dict[tuple[str, str, bool, int | None], str] = {}

    # Numbers and texts ---------------------------------------------------------------------------

    def number(self, model: Any) -> int:
        return self.tables[model].number()

    def external_id(self) -> str:
        self.count += 1
        return f"{PREFIX}{self.count}"

    def fill(self, template: Template, **known: str) -> str:
        return self.grammar.fill(template, self.dice, known)

    def place(self, event: Planted | None) -> Place:
        """A street; where something happens, one of there."""
        if event and event.neighbourhoods:
            there = [one for one in self.places if one.neighbourhood in event.neighbourhoods]
            return self.dice.one(there or self.places)
        return self.dice.one(self.places)

    def switch(self, template: Template, text: str, *, public: bool) -> str:
        """Where an answer of this template sends the citizen, "" for nowhere."""
        key = (id(template), public)
        if key not in self._switches:
            self._switches[key] = elsewhere.first(text, public=public)
        return self._switches[key]

    def norm(self, channel: str, kind: str, urgent: bool, department: int | None) -> str:
        """The promise in a sentence, as a conversation has it."""
        key = (channel, kind, urgent, department)
        if key not in self._norms:
            case = case_of(channel=channel, kind=kind, urgent=urgent, department=department)
            both = (
                self.agreed.promised(case, Promise.FIRST_RESPONSE),
                self.agreed.promised(case, Promise.RESOLUTION),
            )
            with translation.override(settings.LANGUAGE_CODE):
                self._norms[key] = sentence(self.agreed, *both)
        return self._norms[key]

    # People --------------------------------------------------------------------------------------

    def citizen(self, channel: str) -> Citizen:
        """Somebody new, or who wrote before: a few write often."""
        citizens = self.citizens[channel]
        if citizens.known and self.dice.chance(0.42):
            return citizens.known[int(len(citizens.known) * self.dice.share() ** 1.6)]
        made = self._new(citizens)
        citizens.known.append(made)
        return made

    def _new(self, citizens: Citizens) -> Citizen:
        people, number = words()["people"], len(citizens.known) + 1
        first, last = self.dice.one(people["first"]), self.dice.one(people["last"])
        kind = citizens.account.kind
        external_id, pk = f"{PREFIX}{kind}-{number}", self.number(Author)
        handle = f"{first.lower()}_{self.dice.one(people['suffixes'])}{number}"
        self.tables[Author].add(
            id=pk,
            account_id=citizens.account.pk,
            external_id=external_id,
            handle="" if kind == "facebook" else handle,
            name="" if kind == "instagram" else f"{first} {last}",
        )
        return Citizen(pk, first, external_id)

    def colleague(self, at: datetime, *, evening: bool = False) -> Colleague:
        there = [one for one in self.colleagues if one.since <= at < one.until]
        late = [one for one in there if one.evening == evening] or there
        return Weighted(late, [one.weight for one in late]).one(self.dice)

    def _colleagues(self) -> list[Colleague]:
        return [
            Colleague(
                user=_user(plan, at_work="until" not in plan),
                weight=plan["weight"],
                evening=plan.get("evening", False),
                since=self._months_ago(plan.get("from")) or datetime.min.replace(tzinfo=_tz(self)),
                until=self._months_ago(plan.get("until")) or datetime.max.replace(tzinfo=_tz(self)),
            )
            for plan in self.profile["staff"]
        ]

    def _months_ago(self, months: float | None) -> datetime | None:
        return self.end - months * MONTH if months else None

    # Departments ---------------------------------------------------------------------------------

    def mistaken_for(self, desk: Desk) -> list[Desk]:
        """Who is asked what belongs to this one, in any order."""
        slugs = self.profile["mistaken"].get(desk.row.slug, ())
        found = [self.desks[slug] for slug in slugs if slug in self.desks]
        self.dice.random.shuffle(found)
        return found

    def _desks(self) -> dict[str, Desk]:
        may = Permission.objects.filter(codename="answer_referral")
        officials: dict[int, list[User]] = defaultdict(list)
        people = User.objects.filter(
            Q(groups__permissions__in=may) | Q(user_permissions__in=may), is_active=True
        )
        for user in people.distinct().order_by("pk").prefetch_related("departments"):
            for department in user.departments.all():
                officials[department.pk].append(user)
        rules = {one.name: one for one in Rule.objects.all()}
        usual: Sequence[float] = (300, 0.9)
        found = {}
        for row in Department.objects.order_by("pk"):
            median, spread = self.profile["departments"].get(row.slug, usual)
            desk = Desk(row, officials[row.pk], median, spread, rules.get(row.name))
            found[row.slug] = desk
        return found

    # Time ----------------------------------------------------------------------------------------

    def part(self, at: datetime) -> float:
        """How far the history is: 0 at the beginning, 1 at the end."""
        return part(at.date(), self.start.date(), self.end.date())

    def between(self, name: str, at: datetime, part: str = "work") -> float:
        """Something of the profile that changes from the beginning to the end."""
        first, last = self.profile[part][name]
        return float(first + (last - first) * self.part(at))

    def turn(self, at: datetime, usual: float) -> datetime:
        """When a colleague takes it up. ``usual``: conversations on an average day."""
        day = at.date()
        weekly = 7 * usual * self.season.growth(day) / self.season.usual_growth
        cost = self.between("load", at) * WEEK_OF_SERVICE / max(weekly, 1)
        if day.month in SUMMER:
            cost /= self.profile["work"]["summer"]
        return self.team.turn(at, cost)

    def write(self) -> int:
        """All rows that wait. How many; call it in a transaction."""
        return sum(table.write() for table in (*self.tables.values(), self.labelled))


def _tz(town: Town) -> Any:
    return town.end.tzinfo


def _user(plan: dict[str, Any], *, at_work: bool) -> User:
    """One of the demo, or somebody of the history alone, who cannot sign in."""
    first, _, last = plan.get("name", "").partition(" ")
    known = {"first_name": first, "last_name": last, "tour_over": True, "is_active": at_work}
    user, made = User.objects.get_or_create(username=plan["username"], defaults=known)
    if made:
        user.team, _made = TeamOfPeople.objects.get_or_create(name=plan["team"])
        user.set_unusable_password()
        user.save()
        give_role(user, "Agent")
    return user
