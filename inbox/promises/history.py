"""What was asked and answered in conversations, read from their tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from inbox.models import Conversation, Event, Forwarding, Message
from inbox.promises.turns import Ask, Elsewhere, Reply, Story, Turn
from inbox.workflow import Sending
from routing.models import Referral, Remark

Row = dict[str, Any]

_MESSAGE = ("pk", "incoming", "created_at", "observed_at", "edited_at", "deleted_at")
_OUTBOUND = (
    *("outbound", "outbound__by", "outbound__state", "outbound__sent_at", "outbound__after"),
    *("outbound__follow_up", "outbound__elsewhere", "outbound__delivery"),
)
_REFERRAL = ("referral", "referral__state", "referral__asked_at", "referral__closed_at")
_ANSWER = ("answer__at", "answer__handed_back", "used_by__state", "used_by__sent_at")


@dataclass(frozen=True)
class Past:
    """All that was said and done in a conversation, as rows of its tables.

    said      messages in both directions, in order; also those that the citizen took back
    asked     what departments were asked
    happened  that it was closed or reopened; not what was undone
    wondered  when a department wanted to know something of the citizen, by referral
    """

    said: Sequence[Row]
    asked: Sequence[Row]
    happened: Sequence[Row]
    wondered: Mapping[int, Sequence[datetime]]

    @property
    def closed(self) -> list[datetime]:
        """When it was closed, in order."""
        return sorted(row["at"] for row in self.happened if row["verb"] == Event.Verb.CLOSED)

    @property
    def reopened(self) -> list[datetime]:
        """When a colleague put it back in the queue."""
        verb = Event.Verb.REOPENED
        return [row["at"] for row in self.happened if row["verb"] == verb and row["actor"]]


def pasts(pks: Sequence[int]) -> dict[int, Past]:
    """By primary key of the conversation. Three queries, or four where a department was asked
    something."""
    said = _by_conversation(
        Message.objects.filter(conversation__in=pks)
        .order_by("pk")
        .values("conversation", *_MESSAGE, *_OUTBOUND)
    )
    asked = _by_conversation(
        Forwarding.objects.filter(conversation__in=pks).values("conversation", *_REFERRAL, *_ANSWER)
    )
    happened = _by_conversation(
        Event.objects.filter(
            conversation__in=pks,
            verb__in=[Event.Verb.CLOSED, Event.Verb.REOPENED],
            undone_by=None,
        ).values("conversation", "verb", "actor", "at")
    )
    wondered = _wondered([row["referral"] for rows in asked.values() for row in rows])
    return {pk: Past(said[pk], asked[pk], happened[pk], wondered) for pk in pks}


def stories(conversations: Sequence[Conversation]) -> dict[int, Story]:
    """Since each was last closed, by primary key. As many queries as ``pasts``."""
    known = pasts([conversation.pk for conversation in conversations])
    return {one.pk: _since_closed(known[one.pk], one.closed_through) for one in conversations}


def life(past: Past, closed_through: int) -> Story:
    """From its first word on. What was asked waits until it is answered, taken back, or finished by
    a colleague.

    closed_through   that of the conversation: what came after these words was never closed
    """
    asks = [*_all_words(past), *map(Ask, past.reopened)]
    arrived = {row["pk"]: row["observed_at"] for row in past.said}
    ended = [_ended(ask, past.closed, closed_through, arrived) for ask in asks]
    stands = [row for row in past.said if row["incoming"] or row["deleted_at"] is None]
    talk = Story(tuple(ended), tuple(_replies(stands)))
    elsewhere = (one for row in past.asked for one in _elsewhere(row, talk, past))
    return Story(talk.asks, talk.replies, tuple(_closed(one, past.closed) for one in elsewhere))


def _all_words(past: Past) -> Iterator[Ask]:
    for row in past.said:
        if row["incoming"]:
            yield Ask(row["created_at"], row["pk"], row["deleted_at"])
            if row["edited_at"]:
                yield Ask(row["edited_at"], over=row["deleted_at"])


def _ended(
    ask: Ask, closed: Sequence[datetime], closed_through: int, arrived: Mapping[int, datetime]
) -> Ask:
    """By whoever was first: the citizen who took it back, the colleague who closed it. What was
    closed before these words came to us ended nothing of them, whenever they were written."""
    late = 0 < closed_through < ask.message  # it came after the last closing
    since = max(ask.at, arrived.get(ask.message, ask.at))
    closing = None if late else next((at for at in closed if at > since), None)
    over = min(filter(None, [ask.over, closing]), default=None)
    return Ask(ask.at, ask.message, over)


def _closed(one: Elsewhere, closed: Sequence[datetime]) -> Elsewhere:
    """What a department said waits no longer once the conversation is closed."""
    if one.turn.end is not None:
        return one
    end = next((at for at in closed if at > one.turn.start), None)
    return Elsewhere(Turn(one.turn.start, end), one.citizen)


def _by_conversation(rows: Iterable[Any]) -> dict[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["conversation"]].append(row)
    return found


def _wondered(referrals: Sequence[int]) -> dict[int, list[datetime]]:
    """When each department wanted to know something of the citizen."""
    found: dict[int, list[datetime]] = defaultdict(list)
    if referrals:
        remarks = Remark.objects.filter(referral__in=referrals, way=Remark.Way.TO_CITIZEN)
        for referral, at in remarks.values_list("referral", "at"):
            found[referral].append(at)
    return found


def _since_closed(past: Past, closed_through: int) -> Story:
    since = max(past.closed, default=None)
    said = [row for row in past.said if row["deleted_at"] is None]
    reopened = (Ask(at) for at in past.reopened if _after(at, since))
    asks = (*_words(said, closed_through, since), *reopened)
    talk = Story(asks, tuple(_replies(said)))
    elsewhere = [one for row in past.asked for one in _elsewhere(row, talk, past)]
    there = tuple(one for one in elsewhere if _after(one.turn.end, since))
    return Story(talk.asks, talk.replies, there)


def _words(said: list[Row], closed_through: int, since: datetime | None) -> Iterator[Ask]:
    """Words that were changed are new words."""
    for row in said:
        if not row["incoming"]:
            continue
        if row["pk"] > closed_through:
            yield Ask(row["created_at"], row["pk"])
        if row["edited_at"] and _after(row["edited_at"], since):
            yield Ask(row["edited_at"])


def _replies(said: Sequence[Row]) -> Iterator[Reply]:
    """Answers that stand as a whole. What a machine said by itself is none."""
    ours = [row for row in said if not row["incoming"]]
    for row in ours:
        if row["outbound"] is None:
            at = row["created_at"]
            yield Reply(row["pk"], at, at, native=True)
    for parts in _answers(ours):
        leaving = [part for part in parts if part["outbound__state"] != Sending.DROPPED]
        if leaving and all(part["outbound__state"] == Sending.SENT for part in leaving):
            placed = max(part["outbound__sent_at"] or part["created_at"] for part in leaving)
            pks = tuple(part["pk"] for part in leaving)
            yield Reply(pks[0], leaving[0]["created_at"], placed, parts=pks)


def _answers(ours: list[Row]) -> Iterable[list[Row]]:
    """The parts of each answer that a colleague wrote here, in order."""
    answers: dict[int, list[Row]] = {}
    for row in ours:  # a part comes after the one it follows
        by_a_machine = row["outbound__by"] is None or row["outbound__follow_up"] is not None
        if row["outbound"] is not None and not by_a_machine:
            parts = answers.get(row["outbound__after"], [])
            parts.append(row)
            answers[row["outbound"]] = parts
    return {id(parts): parts for parts in answers.values()}.values()


def _elsewhere(row: Row, talk: Story, past: Past) -> Iterator[Elsewhere]:
    """A department works on it, and after that its words wait for us."""
    asked, closed = row["referral__asked_at"], row["referral__closed_at"]
    if row["referral__state"] != Referral.State.OPEN:
        closed = closed or asked
    citizen = (_with_citizen(at, talk) for at in past.wondered.get(row["referral"], ()))
    yield Elsewhere(Turn(asked, closed), tuple(filter(None, citizen)))
    if row["answer__at"]:
        yield Elsewhere(Turn(row["answer__at"], _dealt_with(row, talk, past)))


def _dealt_with(row: Row, talk: Story, past: Past) -> datetime | None:
    """When its words were passed on; what it gave back, when we answered or asked another one."""
    if not row["answer__handed_back"]:
        return row["used_by__sent_at"] if row["used_by__state"] == Sending.SENT else None
    back = row["answer__at"]
    answered = (reply.placed_at for reply in talk.replies if reply.written_at > back)
    onward = (other["referral__asked_at"] for other in past.asked)
    return min([*answered, *(at for at in onward if at > back)], default=None)


def _with_citizen(wondered: datetime, talk: Story) -> Turn | None:
    """When the citizen was to answer what the department wanted to know: once we put it."""
    told = (reply.placed_at for reply in talk.replies if reply.written_at > wondered)
    start = min(told, default=None)
    if start is None:
        return None
    heard = (ask.at for ask in talk.asks if ask.at > start)
    return Turn(start, min(heard, default=None))


def _after(at: datetime | None, since: datetime | None) -> bool:
    """``at`` None is still to come."""
    return at is None or since is None or at > since
