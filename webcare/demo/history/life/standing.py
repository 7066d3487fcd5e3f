"""What a conversation in the making is, at each step, and the rows it comes to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from inbox.colleagues.meanwhile import COUNTS
from inbox.models import Conversation, Event, Forwarding, Hop, Message, Post
from inbox.workflow import Status
from routing.models import Referral
from webcare.demo.history.topics import phrases
from webcare.demo.history.town import Citizen, Colleague, Desk, Town

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
POST_LASTS = timedelta(days=3)  # until the municipality posts something again
TOLD = {verb.value for verb in COUNTS}


class Over(Exception):
    """The history ends before this."""


@dataclass
class Standing:
    """A conversation in the making. Each step comes at ``at``, or right after the one before it."""

    town: Town
    channel: str
    citizen: Citizen
    private: bool
    begun: datetime
    row: dict[str, Any] = field(default_factory=dict)
    messages: list[dict[str, Any]] = field(default_factory=list)
    forwardings: list[dict[str, Any]] = field(default_factory=list)
    referrals: list[dict[str, Any]] = field(default_factory=list)

    def __post_init__(self) -> None:
        town = self.town
        self.account = town.citizens[self.channel].account
        self.pk = town.number(Conversation)
        self.now = self.begun
        self.status: str = Status.OPEN
        self.pending: datetime | None = None  # since when the citizen waits for us
        self.rested: datetime | None = None  # since when nothing does
        self.case_since: datetime | None = None
        self.answered_at: datetime | None = None
        self.assignee: Colleague | None = None
        self.desk: Desk | None = None
        self.at_desk: dict[str, Any] | None = None  # the referral that is open
        self.hops = self.hand_backs = self.version = 0
        self.stands_at: int | None = None  # the department of the newest hop
        self.needs_lead = False
        self.closed_through = 0
        self.thread_id = self.citizen.external_id if self.private else ""
        self.post: int | None = None
        self.row |= {"kind": "", "urgent": False, "waiting_since": self.begun}
        if self.private:
            self.citizen.letters = True
        elif self.channel != "x":
            self.post = self._post()

    # Time and history ----------------------------------------------------------------------------

    def at(self, moment: datetime, lasts: timedelta = timedelta()) -> datetime:
        """When it is done; raises Over. ``lasts``: until all of it stands."""
        moment = max(moment, self.now + SECOND)
        if moment + lasts >= self.town.end:
            raise Over
        self.now = moment + lasts
        return moment

    def wait(self, until: datetime) -> None:
        """Nothing happens until then; raises Over."""
        if until >= self.town.end:
            raise Over
        self.now = max(self.now, until)

    def tell(
        self, verb: Event.Verb, at: datetime, actor: int | None = None, **data: object
    ) -> None:
        pk = self.town.number(Event)
        self.town.tables[Event].add(
            id=pk, conversation_id=self.pk, verb=verb.value, actor_id=actor, data=data, at=at
        )
        if verb.value in TOLD:
            self.version = pk

    # What several steps do -----------------------------------------------------------------------

    def _message(self, pk: int, at: datetime, text: str, **more: Any) -> dict[str, Any]:
        return {
            "id": pk,
            "account_id": self.account.pk,
            "conversation_id": self.pk,
            "thread_id": self.thread_id,
            "text": text,
            "created_at": at,
            "observed_at": at,
            **more,
        }

    def _waits(self, at: datetime) -> None:
        """Something waits for us from now on."""
        self.pending = self.row["waiting_since"] = at
        gap = timedelta(days=settings.NEW_CASE_DAYS)
        if self.case_since is None or (self.rested and at - self.rested >= gap):
            self.case_since = at

    def _go_to(self, desk: Desk) -> None:
        self.desk, self.row["department_id"] = desk, desk.row.pk

    def _hop(
        self, how: Hop.How, to: Desk | None, reason: str, by: int | None, at: datetime
    ) -> None:
        self.hops += 1
        goes = to.row.pk if to else None
        self.town.tables[Hop].add(
            id=self.town.number(Hop),
            conversation_id=self.pk,
            number=self.hops,
            how=how.value,
            came_from_id=self.stands_at,
            went_to_id=goes,
            reason=reason[:500],
            by_id=by,
            at=at,
        )
        self.stands_at = goes

    def _wake(self) -> None:
        self.row |= {"snoozed_at": None, "snoozed_until": None}

    # The rows ------------------------------------------------------------------------------------

    def finish(self) -> int:
        """Keep it as it is now. How many messages it has."""
        tables = self.town.tables
        if not self.messages:
            return 0
        for one in self.messages:
            tables[Message].add(**one)
        for one in self.referrals:
            tables[Referral].add(**one)
        for one in self.forwardings:
            tables[Forwarding].add(**one)
        waits = self.status in (Status.OPEN, Status.REFERRED)
        if waits:
            self.town.unsettled.append(self.pk)
        row = self.row
        department = row.get("department_id")
        tables[Conversation].add(
            id=self.pk,
            account_id=self.account.pk,
            author_id=self.citizen.pk,
            thread_id=self.thread_id,
            private=self.private,
            post_id=self.post,
            status=str(self.status),
            created_at=self.messages[0]["created_at"],
            closed_through=self.closed_through,
            version=self.version,
            hops=self.hops,
            hand_backs=self.hand_backs,
            needs_lead=self.needs_lead,
            assignee_id=self.assignee.user.pk if self.assignee else None,
            answered_at=self.answered_at,
            case_since=self.case_since,
            norm=self.town.norm(self.channel, row["kind"], row["urgent"], department),
            uncompared=False,
            updated_at=self.now,
            **row,
        )
        return len(self.messages)

    def _post(self) -> int:
        """The newest post of the municipality, under which this is said."""
        town = self.town
        known = town.posts.get(self.channel)
        if known and abs(self.begun - known[1]) < POST_LASTS:
            return known[0]
        pk, place = town.number(Post), town.place(None)
        text = town.fill(
            town.dice.one(phrases("posts", "texts")),
            straat=place.street,
            buurt=place.neighbourhood,
            wijk=place.district,
        )
        town.tables[Post].add(
            id=pk,
            account_id=self.account.pk,
            external_id=town.external_id(),
            text=text,
            created_at=self.begun - town.dice.between(20, 240) * MINUTE,
        )
        town.posts[self.channel] = (pk, self.begun)
        return pk
