"""What colleagues do with it beside answering."""

from __future__ import annotations

from datetime import datetime

from inbox.models import Event, Note
from inbox.workflow import Status
from webcare.demo.history.life.standing import Standing
from webcare.demo.history.town import Colleague

Verb = Event.Verb


class Handling(Standing):
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
