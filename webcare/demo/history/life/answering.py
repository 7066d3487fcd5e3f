"""What is answered, alone or together with others, and how it is placed."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta

from connectors.base import Capability, Reason
from inbox.models import Bundled, Delivery, Event, Message, Outbound
from inbox.workflow import Sending, Status
from webcare.demo.history.grammar import Template
from webcare.demo.history.life.standing import MINUTE, SECOND, Standing
from webcare.demo.history.town import Colleague, Gathered

Verb = Event.Verb


class Answering(Standing):
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
