"""Who is told that time runs out, and that it has: by mail, on the clock.

    a question at a department   80 %   who is on it there, else the department; of a text that
                                        waits for a second look, who may give that
                                 100 %  the same, and the agent; the team lead as well where one of
                                        those cannot be mailed, and after one more day
                                 5 days that it waits for the citizen: the agent
    a conversation               80 %   who is on it
                                 100 %  the same, and the team lead; an event says so
    somebody in danger           the team lead, who is on the roster, and who has the conversation:
                                 at once, day and night, for every time that it is noticed

In one run a person gets one mail about everything that is new to them, and a department's mailbox
one letter for each question; about one thing they get one mail a day. Only in service hours, their
own, unless it is urgent. What a mail server refuses is tried again by the next run, and said in the
banner (``inbox.reminding.unmailed``).

    finding.py   what is late or almost
    people.py    whom that concerns
    things.py    what is told, to whom
    mailing.py   telling them
    letters.py   the mails themselves
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation

from inbox.alone import REMINDING, alone
from inbox.models import Conversation
from inbox.reminding import finding, mailing, unmailed
from inbox.reminding.letters import Kind
from inbox.reminding.mailing import forget
from inbox.reminding.people import Desks, Person, leads, on_duty, person
from inbox.reminding.things import Telling
from routing.agreed import Calendars, calendars, hours

__all__ = ["alert", "forget", "remind"]

log = logging.getLogger(__name__)


def remind() -> None:
    """Tell everyone what is new to them. Call it on the clock."""
    alert()
    now = timezone.now()
    with alone(REMINDING) as mine, translation.override(settings.LANGUAGE_CODE):
        if mine:
            known, chiefs = calendars(), leads()
            tellings = [*_questions(known, chiefs, now), *_conversations(known, chiefs, now)]
            mailing.send(Kind.REMINDER, tellings)


def alert(rows: Iterable[Conversation] | None = None) -> None:
    """Somebody may be in danger and nobody acted on it: tell at once who can look.

    rows   these conversations; without any, all that wait
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = list(finding.endangered(rows))
        people = {*leads(), *on_duty(hours(), timezone.now())} if found else set()
        whom = [(thing, people | {*person(row.assignee)}) for thing, row in found]
        tellings = [Telling(thing, one, raises=True) for thing, theirs in whom for one in theirs]
        missed = mailing.send(Kind.ESCALATION, tellings)
    if any(theirs <= missed for _thing, theirs in whom):
        log.error("Somebody may be in danger, and there is nobody to mail.")
        unmailed.note(unmailed.NOBODY, unmailed.Problem.NOBODY, danger=True)
    elif rows is None:
        unmailed.arrived(unmailed.NOBODY)


def _questions(known: Calendars, chiefs: list[Person], now: datetime) -> Iterator[Telling]:
    desks, team_at_work = Desks(), known.of(None).is_open(now)
    for asked in finding.questions(known, now):
        officials, agent = desks.officials(asked.referral), person(asked.agent)
        urgent = asked.at_desk.urgent
        if known.of(asked.referral.department_id).is_open(now) or urgent:
            yield from (Telling(asked.at_desk, one) for one in officials)
        if asked.at_inbox.late and (team_at_work or urgent):
            yield from (Telling(asked.at_inbox, one) for one in agent)
            if asked.overdue or not (officials and agent):
                yield from (Telling(asked.at_inbox, one, raises=True) for one in chiefs)
    if team_at_work:
        for asked in finding.unanswered_by_citizens(now):
            yield from (Telling(asked.at_inbox, one) for one in person(asked.agent))


def _conversations(known: Calendars, chiefs: list[Person], now: datetime) -> Iterator[Telling]:
    team_at_work = known.of(None).is_open(now)
    for thing, conversation in finding.conversations(now):
        if not (team_at_work or thing.urgent):
            continue
        yield from (Telling(thing, one) for one in person(conversation.assignee))
        if thing.late:
            yield from (Telling(thing, one, raises=True) for one in chiefs)
