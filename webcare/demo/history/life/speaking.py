"""What the citizen does."""

from __future__ import annotations

from datetime import datetime, timedelta

from inbox.models import Event, Message
from inbox.workflow import Status
from webcare.demo.history.life.standing import SECOND, Standing

UNSEEN = timedelta(days=40)  # after the end: nothing asks the platform whether these still stand
Verb = Event.Verb


class Speaking(Standing):
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
