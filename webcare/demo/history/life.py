"""One conversation, step by step: each leaves the rows that the application itself would.

A step that would come after the end of the history raises Over. What was done before it stands, so
that a conversation of the last days is as far as it would be.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from connectors.base import Capability, Reason
from inbox.colleagues.meanwhile import COUNTS
from inbox.hops.handed_back import MOST_HAND_BACKS
from inbox.models import (
    Bundled,
    Conversation,
    Delivery,
    Event,
    Forwarding,
    Hop,
    Message,
    Note,
    Outbound,
    Post,
)
from inbox.workflow import Sending, Status
from routing.models import Answer, Place, Referral, Source
from routing.models.referrals import ALPHABET
from webcare.demo.history.grammar import Template
from webcare.demo.history.topics import Topic, phrases
from webcare.demo.history.town import Citizen, Colleague, Desk, Gathered, Town

SECOND, MINUTE, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(days=1)
UNSEEN = timedelta(days=40)  # after the end: nothing asks the platform whether these still stand
POST_LASTS = timedelta(days=3)  # until the municipality posts something again
DEADLINE = 14 * 60  # service minutes a department has
TOLD = {verb.value for verb in COUNTS}
Verb = Event.Verb


class Over(Exception):
    """The history ends before this."""


@dataclass
class Life:
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

    # The citizen ---------------------------------------------------------------------------------

    def say(self, at: datetime, text: str) -> int:
        """The citizen writes."""
        lag = self.town.dice.between(2, 40) * SECOND
        at = self.at(at, lag)
        pk, external_id = self.town.number(Message), self.town.external_id()
        self.thread_id = self.thread_id or external_id
        answers = bool(self.messages) and not self.private
        self.messages.append(
            self._message(
                pk,
                at,
                text,
                incoming=True,
                author_id=self.citizen.pk,
                external_id=external_id,
                current_id=external_id if self.channel == "x" and not self.private else "",
                parent_id=self.messages[-1]["external_id"] if answers else "",
                observed_at=self.now,
                followed_at=None if self.private else self.town.end + UNSEEN,
            )
        )
        self.tell(Verb.RECEIVED, self.now, message=pk)
        self._heard(at)
        return pk

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

    def _heard(self, at: datetime) -> None:
        if self.status == Status.CLOSED:
            self.tell(Verb.REOPENED, self.now)
        if self.row.get("snoozed_at"):
            self._wake()
            self.tell(Verb.WOKEN, self.now, because="citizen")
        if self.pending is None:
            self._waits(at)
        if self.at_desk is None:
            self.status = Status.OPEN

    def _waits(self, at: datetime) -> None:
        """Something waits for us from now on."""
        self.pending = self.row["waiting_since"] = at
        gap = timedelta(days=settings.NEW_CASE_DAYS)
        if self.case_since is None or (self.rested and at - self.rested >= gap):
            self.case_since = at

    def edit(self, at: datetime, text: str) -> None:
        """The citizen changes the last words."""
        at = self.at(at)
        last = self.messages[-1]
        last["text"], last["edited_at"], last["observed_at"] = text, at, at
        self.tell(Verb.EDITED, at, message=last["id"])

    def withdraw(self, at: datetime) -> None:
        """The citizen takes back the only thing that was said."""
        at = self.at(at)
        only = self.messages[-1]
        only["text"], only["deleted_at"], only["observed_at"] = "", at, at
        self.tell(Verb.DELETED, at, message=only["id"])
        self.tell(Verb.CLOSED, at, because="deleted")
        self.status, self.pending, self.case_since = Status.CLOSED, None, None

    # Sorting -------------------------------------------------------------------------------------

    def sort(self, topic: Topic, text: str, language: str, place: Place | None) -> None:
        """What routing makes of it: the rule of the department, where its word is there."""
        town, desk = self.town, self.town.desks.get(topic.department)
        rule = desk.rule if desk and topic.word.lower() in text.lower() and topic.word else None
        if self.row["urgent"]:
            rule = town.urgent_rule or rule
        mood = town.dice.share()
        negative, positive = topic.moods
        feeling = "negatief" if mood < negative else "positief"
        self.row |= {
            "language": language,
            "sentiment": feeling if mood < negative + positive else "neutraal",
            "kind": topic.kind,
            "decision": {"proposals": [], "kind": {"by": "model", "why": ""}},
        }
        self._name(place, text)
        why = "Geen regel past; kies zelf de afdeling."
        if rule and desk:
            why = f"Regel “{rule.name}” (woord: {topic.word})"
            self.row |= {"rule": rule.pk, "rule_version": rule.version, "decided_by": "rule"}
            self._go_to(desk)
        self.row["why"] = why
        name = desk.row.name if rule and desk else ""
        by = "rule" if rule else ""
        told: dict[str, Any] = {
            "by": by,
            "rule": rule.pk if rule else None,
            "model": None,
            "why": why,
        }
        self.tell(Verb.ROUTED, self.now, department=name, **told)
        if rule and desk:
            self._hop(Hop.How.RULE, desk, why, None, self.now)

    def _name(self, place: Place | None, text: str) -> None:
        """Where it is about, where the words say so."""
        named = ""
        if place:
            both = (place.street, place.neighbourhood)
            named = next((one for one in both if one.lower() in text.lower()), "")
        if not place or not (named or place.district.lower() in text.lower()):
            return
        self.row["district"] = place.district
        if named:
            self.row["neighbourhood"] = place.neighbourhood
        street = place.street if named == place.street else ""
        self.row["decision"]["place"] = {"street": street, "words": named or place.district}

    def choose(self, at: datetime, desk: Desk, by: Colleague) -> None:
        """A colleague says whose it is."""
        if self.desk is desk:
            return
        at = self.at(at)
        old = self.desk.row.name if self.desk else ""
        self.tell(
            Verb.DEPARTMENT, at, by.user.pk, old=old, new=desk.row.name, why=self.row.get("why", "")
        )
        self._go_to(desk)
        self.row |= {"decided_by": "person", "why": f"{by.name} koos deze afdeling."}
        self._hop(Hop.How.CHOSEN, desk, "", by.user.pk, at)

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

    # Colleagues ----------------------------------------------------------------------------------

    def claim(self, at: datetime, by: Colleague) -> None:
        if self.assignee is by:
            return
        at = self.at(at)
        verb = Verb.TAKEN_OVER if self.assignee else Verb.CLAIMED
        told = {"from": self.assignee.name} if self.assignee else {}
        self.tell(verb, at, by.user.pk, **told)
        self.assignee = by

    def note(self, at: datetime, text: str, by: Colleague) -> None:
        at, pk = self.at(at), self.town.number(Note)
        self.town.tables[Note].add(
            id=pk, conversation_id=self.pk, text=text, by_id=by.user.pk, at=at
        )
        self.tell(Verb.NOTED, at, by.user.pk, note=pk)

    def label(self, at: datetime, name: str, by: Colleague) -> None:
        pk = self.town.labels.get(name)
        if pk is None:
            return
        at = self.at(at)
        table = self.town.labelled
        table.add(id=table.number(), conversation_id=self.pk, label_id=pk)
        self.tell(Verb.LABELLED, at, by.user.pk, label=name)

    def snooze(self, at: datetime, until: datetime, by: Colleague) -> None:
        at = self.at(at)
        self.row |= {"snoozed_at": at, "snoozed_until": until}
        self.tell(Verb.SNOOZED, at, by.user.pk, until=until.isoformat())

    def wake(self, at: datetime) -> None:
        """Its time has come."""
        at = self.at(at)
        self._wake()
        self.tell(Verb.WOKEN, at)

    def _wake(self) -> None:
        self.row |= {"snoozed_at": None, "snoozed_until": None}

    def close(self, at: datetime, by: Colleague, because: str = "") -> None:
        if self.assignee not in (None, by):
            self.claim(at, by)
        at = self.at(at)
        self.tell(Verb.CLOSED, at, by.user.pk, **({"because": because} if because else {}))
        self._wake()
        self.closed_through = self.messages[-1]["id"]
        self.status, self.pending, self.case_since = Status.CLOSED, None, None
        self.needs_lead, self.row["reopened_at"] = False, None
        self.rested = at

    def reopen(self, at: datetime, by: Colleague) -> None:
        """It was not done after all."""
        at = self.at(at)
        self.tell(Verb.REOPENED, at, by.user.pk)
        self.status, self.row["reopened_at"] = Status.OPEN, at
        self._waits(at)
        self.row["waiting_since"] = at

    # Answers -------------------------------------------------------------------------------------

    def answer(
        self,
        at: datetime,
        by: Colleague,
        template: Template,
        *,
        way: Capability | None = None,
        fails: bool = False,
        bundle: Gathered | None = None,
        known: Mapping[str, str] | None = None,
    ) -> None:
        """A colleague answers, and it is placed; where it fails, after it was sent again.

        known   what slots of the template stand for
        """
        town, dice = self.town, self.town.dice
        again = dice.between(4, 50) * MINUTE if fails else timedelta()
        took = dice.between(1, 6) * SECOND
        at = self.at(at, again + took)
        way = way or (Capability.DM if self.private else Capability.REPLY)
        text = town.fill(template, naam=self.citizen.first, **(known or {}))
        switch = town.switch(template, text, public=way is Capability.REPLY)
        text = f"{text} {by.user.sign}" if self.account.signed else text
        heard = next(one for one in reversed(self.messages) if one.get("incoming"))
        pk, sending = town.number(Message), town.number(Outbound)
        self.messages.append(
            self._message(
                pk,
                at,
                text,
                incoming=False,
                external_id=town.external_id(),
                way=way.value,
                parent_id=heard["external_id"],
            )
        )
        town.tables[Outbound].add(
            id=sending,
            message_id=pk,
            conversation_id=self.pk,
            key=uuid.uuid5(bundle.key, str(self.pk)) if bundle else dice.key(),
            way=way.value,
            reply_to=heard["external_id"],
            by_id=by.user.pk,
            elsewhere=switch,
            state=Sending.SENT.value,
            attempts=1,
            not_before=at + again,
            first_attempt_at=at + SECOND / 2,
            claimed_at=at + again + SECOND / 2,
            sent_at=self.now,
        )
        if bundle:
            self._delivered(bundle, sending, text, way, at)
        self.assignee = self.assignee or by
        self.tell(Verb.REPLIED, at, by.user.pk, outbound=sending)
        if switch:
            self.tell(Verb.ELSEWHERE, at, by.user.pk, outbound=sending, elsewhere=switch)
        if fails:
            reason = Reason.UNAVAILABLE.value
            self.tell(Verb.FAILED, at + took, None, outbound=sending, reason=reason)
            self.tell(Verb.RETRIED, at + again, by.user.pk, outbound=sending)
        self.tell(Verb.SENT, self.now, None, outbound=sending)
        for one in self.forwardings:
            if one["answer_id"] and one["used_by_id"] is None:
                one["used_by_id"] = sending
        self._answered(self.now)

    def _delivered(
        self, bundle: Gathered, sending: int, text: str, way: Capability, at: datetime
    ) -> None:
        self.town.tables[Delivery].add(
            id=self.town.number(Delivery),
            answer_id=bundle.answer,
            conversation_id=self.pk,
            version=self.version,
            text=text,
            way=way.value,
            state=Delivery.State.WRITTEN.value,
            outbound_id=sending,
            at=at,
        )

    def answer_in_the_app(self, at: datetime, text: str) -> None:
        """Somebody types it in the platform's own app."""
        lag = self.town.dice.between(5, 60) * SECOND
        at = self.at(at, lag)
        pk = self.town.number(Message)
        parent = self.messages[-1]["external_id"]
        self.messages.append(
            self._message(
                pk,
                at,
                text,
                incoming=False,
                external_id=self.town.external_id(),
                parent_id=parent,
                observed_at=self.now,
            )
        )
        self.tell(Verb.NATIVE, self.now, message=pk)
        self._answered(at)

    def _answered(self, placed: datetime) -> None:
        self.answered_at = self.answered_at or placed
        self.pending, self.rested = None, placed
        if self.at_desk is None:
            self.status = Status.ANSWERED
            self._wake()

    # Bundles -------------------------------------------------------------------------------------

    def gather(self, at: datetime, bundle: Gathered) -> None:
        at = self.at(at)
        bundle.number += 1
        by = bundle.by.user.pk
        self.town.tables[Bundled].add(
            id=self.town.number(Bundled),
            bundle_id=bundle.pk,
            conversation_id=self.pk,
            state=Bundled.State.STAYED.value,
            by_id=by,
            at=at,
        )
        self.tell(Verb.BUNDLED, at, by, bundle=bundle.pk)

    # Departments ---------------------------------------------------------------------------------

    def refer(self, at: datetime, desk: Desk, question: str, by: Colleague) -> None:
        """Ask a department."""
        town, at = self.town, self.at(at)
        referral, forwarding = town.number(Referral), town.number(Forwarding)
        shown = [one for one in self.messages if not one.get("deleted_at")]
        self.at_desk = {
            "id": referral,
            "department_id": desk.row.pk,
            "question": question,
            "snapshot": {
                "channel": self.account.label,
                "post": "",
                "messages": [
                    {
                        "ours": not one["incoming"],
                        "text": one["text"],
                        "at": one["created_at"].isoformat(),
                    }
                    for one in shown
                ],
            },
            "asked_by_id": by.user.pk,
            "asked_at": at,
            "state": Referral.State.OPEN.value,
            "token": town.dice.letters(ALPHABET, 24),
            "deadline": town.clock.later(at, DEADLINE),
            "written_at": at,
            "mailed_at": at,
        }
        self.referrals.append(self.at_desk)
        self.forwardings.append(
            {
                "id": forwarding,
                "conversation_id": self.pk,
                "referral_id": referral,
                "answer_id": None,
                "used_by_id": None,
            }
        )
        if self.desk is not desk:
            self._go_to(desk)
            self.row |= {"decided_by": "person", "why": ""}
        self.assignee, self.needs_lead = self.assignee or by, False
        through = self.messages[-1]["id"]
        told = {"department": desk.row.name, "question": question, "through": through}
        self.tell(Verb.REFERRED, at, by.user.pk, **told)
        self._hop(Hop.How.REFERRED, desk, question, by.user.pk, at)
        self.status = Status.REFERRED

    def department_says(
        self, at: datetime, text: str, *, back: bool = False, suggestion: Desk | None = None
    ) -> None:
        """What it was asked, it answers or gives back."""
        asked, desk = self.at_desk, self.desk
        if asked is None or desk is None:
            return
        at, pk = self.at(at), self.town.number(Answer)
        dice = self.town.dice
        official = dice.one(desk.officials) if desk.officials and dice.chance(0.6) else None
        sender = "" if official else desk.row.email or f"{desk.row.slug}@gemeente-voorbeeld.example"
        by = official.pk if official else None
        if official:
            claimed = asked["asked_at"] + (at - asked["asked_at"]) * dice.between(0.3, 0.9)
            asked |= {"claimed_by_id": by, "claimed_at": claimed}
        state = Referral.State.HANDED_BACK if back else Referral.State.ANSWERED
        asked |= {"state": state.value, "closed_at": at}
        self.town.tables[Answer].add(
            id=pk,
            referral_id=asked["id"],
            text=text,
            handed_back=back,
            suggestion_id=suggestion.row.pk if suggestion else None,
            by_id=by,
            sender=sender,
            source=(Source.PAGE if official else Source.MAIL).value,
            at=at,
        )
        self.forwardings[-1]["answer_id"] = pk
        self.at_desk, self.status = None, Status.OPEN
        told: dict[str, Any] = {"department": desk.row.name, "text": text, "sender": sender}
        if back:
            told |= {"suggestion": suggestion.row.name if suggestion else "", "answer": pk}
            self.tell(Verb.HANDED_BACK, at, by, **told)
            self._hop(Hop.How.HANDED_BACK, None, text, by, at)
            self._count_hand_back(at)
        else:
            self.tell(Verb.ANSWERED, at, by, **told, forwarding=self.forwardings[-1]["id"])

    def _count_hand_back(self, at: datetime) -> None:
        self.hand_backs += 1
        if self.hand_backs >= MOST_HAND_BACKS and not self.needs_lead:
            self.needs_lead = True
            self.tell(Verb.RAISED, at, None, because="handed_back", count=self.hand_backs)

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
