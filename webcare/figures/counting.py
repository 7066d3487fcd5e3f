"""The cases of one conversation, from its history. Pure: no database, no clock.

A case begins with the first thing that was asked, and with what is asked once everything was
answered or finished for ``gap``. Its clocks are those of the promises: ``inbox.promises.turns``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from inbox.models import Hop
from inbox.promises.history import Past, life
from inbox.promises.turns import Ask, Reply, Story, Turn, pauses
from routing.agreed import Agreed, Agreements, case_of
from routing.promises import Hours, NeverOpen, Pause, Promise, due, used
from webcare.figures.models import Case

Row = Mapping[str, Any]
Outcome = Case.Outcome
ASKED = (Hop.How.REFERRED, Hop.How.TAKEN_UP)  # a department got it
RESPONSIBLE = (Hop.How.RULE, Hop.How.MODEL, Hop.How.CHOSEN, *ASKED)  # whose it was from then on


@dataclass(frozen=True)
class Told:
    """A conversation, as far as figures look at it.

    past            what was said and done
    closed_through  as in ``Conversation``
    hops            its desks, in order: ``at``, ``how`` and ``went_to``
    now             what a case takes from it as it is: account, channel, department, kind …
    then            the same as it was last counted, by number of the case
    """

    past: Past
    closed_through: int
    hops: Sequence[Row] = ()
    now: Mapping[str, Any] = field(default_factory=dict)
    then: Mapping[int, Row] = field(default_factory=dict)


@dataclass(frozen=True)
class Span:
    """From when until before when a case lasts; None for the newest."""

    start: datetime
    end: datetime | None

    def __contains__(self, at: datetime) -> bool:
        return self.start <= at and (self.end is None or at < self.end)


def count(told: Told, gap: timedelta, promised: Agreements) -> Iterator[Case]:
    """In order, not stored. By the service hours and norms of when each was asked."""
    story = life(told.past, told.closed_through)
    taken_back = {row["deleted_at"] for row in told.past.said if row["deleted_at"]}
    reopened, number = set(told.past.reopened), 0
    for span, turns in _spans(story, gap):
        asks = sorted((ask for ask in story.asks if ask.at in span), key=lambda ask: ask.at)
        if all(ask.at in reopened for ask in asks):
            continue  # a colleague forwarded or opened something old: no citizen asked anything
        number += 1
        kept = [ask for ask in asks if not _was_taken_back(ask, story, taken_back)]
        made = Case(number=number, **_as_it_was(told, span, number))
        made.asked_at = (kept or asks)[0].at
        made.done_at = turns[-1].end
        _count_words(made, told, span)
        made.reopened = _reopened(told.past.closed, asks)
        if kept:
            replies = sorted(_within(story.replies, span), key=lambda reply: reply.placed_at)
            _count_answers(made, told, replies, kept[0])
            _count_time(made, story, span, promised.at(made.asked_at))
            made.outcome = _outcome(made)
        else:
            made.outcome = Outcome.WITHDRAWN
        yield made


def _spans(story: Story, gap: timedelta) -> Iterator[tuple[Span, list[Turn]]]:
    found = story.cases(gap)
    starts: list[datetime | None] = [turns[0].start for turns in found]
    for turns, end in zip(found, [*starts[1:], None], strict=True):
        yield Span(turns[0].start, end), turns


def _within(replies: Iterable[Reply], span: Span) -> Iterator[Reply]:
    return (reply for reply in replies if reply.written_at in span)


def _was_taken_back(ask: Ask, story: Story, taken_back: set[datetime]) -> bool:
    """Before anybody answered it, and before a colleague finished it."""
    if ask.over not in taken_back:
        return False
    answered = story.answered(ask)
    return answered is None or answered > ask.over


def _as_it_was(told: Told, span: Span, number: int) -> dict[str, Any]:
    """The newest as it is now; the others as they were when the next began. Departments stand in
    the history; what else changed since is known as far as it was counted then."""
    if span.end is None:
        return dict(told.now)
    desks = [hop for hop in told.hops if hop["how"] in RESPONSIBLE]
    went = [hop["went_to"] for hop in desks if hop["at"] < span.end]
    there = {"department_id": went[-1] if went else None} if desks else {}
    return {**told.now, **told.then.get(number, {}), **there}


def _count_words(made: Case, told: Told, span: Span) -> None:
    said = [row for row in told.past.said if row["created_at"] in span]
    made.words = sum(row["incoming"] and row["deleted_at"] is None for row in said)
    hops = [hop["how"] for hop in told.hops if hop["at"] in span]
    made.hops = sum(how in ASKED for how in hops)
    made.hand_backs = hops.count(Hop.How.HANDED_BACK)


def _reopened(closed: Sequence[datetime], asks: Sequence[Ask]) -> int:
    """How often something was asked after it was finished."""
    return sum(
        any(earlier < ask.at for ask in asks) and any(ask.at < earlier for ask in asks)
        for earlier in closed
    )


def _count_answers(made: Case, told: Told, replies: Sequence[Reply], first: Ask) -> None:
    rows = {row["pk"]: row for row in told.past.said}
    made.answers = len(replies)
    made.switches = sum(
        any(rows[part]["outbound__elsewhere"] for part in reply.parts) for reply in replies
    )
    made.bundled = any(rows[reply.message]["outbound__delivery"] for reply in replies)
    answering = next((reply for reply in replies if reply.answers(first)), None)
    if answering:
        made.answered_at = max(answering.placed_at, first.at)
        made.native = answering.native
        made.by_id = rows[answering.message]["outbound__by"]


def _count_time(made: Case, story: Story, span: Span, agreed: Agreed) -> None:
    """Service minutes, and until when it was promised."""
    hours, asked = agreed.hours, made.asked_at
    ours = [turn for turn in story.turns(asked) if turn.start in span]
    citizen = pauses(ours)
    made.first_norm = _norm(agreed, made, Promise.FIRST_RESPONSE)
    made.first_due = _due(asked, made.first_norm, hours)
    if made.answered_at:
        made.first_minutes = used(asked, made.answered_at, hours)
    made.whole_norm = _norm(agreed, made, Promise.RESOLUTION)
    if made.done_at or ours[-1].end is None:  # else it stands still: the citizen is to answer
        made.whole_due = _due(asked, made.whole_norm, hours, citizen)
    if made.done_at:
        made.whole_minutes = used(asked, made.done_at, hours, citizen)


def _norm(agreed: Agreed, made: Case, promise: Promise) -> int | None:
    case = case_of(
        channel=made.channel, kind=made.kind, urgent=made.urgent, department=made.department_id
    )
    norm = agreed.promised(case, promise)
    return norm.minutes(promise) if norm else None


def _due(
    asked: datetime, norm: int | None, hours: Hours, citizen: Iterable[Pause] = ()
) -> datetime | None:
    """None too where nobody is ever at work."""
    try:
        return due(asked, norm, hours, citizen) if norm else None
    except (NeverOpen, OverflowError):
        return None


def _outcome(made: Case) -> Outcome:
    if made.answered_at:
        return Outcome.ANSWERED
    return Outcome.FINISHED if made.done_at else Outcome.WAITING
