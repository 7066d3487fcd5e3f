"""What departments are asked, answer and give back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from inbox.hops.handed_back import MOST_HAND_BACKS
from inbox.models import Event, Forwarding, Hop
from inbox.workflow import Status
from routing.models import Answer, Referral, Source
from routing.models.referrals import ALPHABET
from webcare.demo.history.life.standing import Standing
from webcare.demo.history.town import Colleague, Desk

DEADLINE = 14 * 60  # service minutes a department has
Verb = Event.Verb


class Asking(Standing):
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
