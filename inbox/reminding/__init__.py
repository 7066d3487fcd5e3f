"""Who is told that time runs out, and that it has: by mail, on the clock.

    a question at a department   80 %   who is on it there, else the department
                                 100 %  the same, and the agent
    a conversation               80 %   who is on it
                                 100 %  the same, and the team lead; an event says so
    somebody in danger           the team lead and who is on the roster: at once, day and night

In one run a person gets one mail about everything that is new to them, and about one thing they get
one mail a day. Only in service hours, their own, unless it is urgent. What a mail server refuses is
tried again by the next run.

    finding.py   what is late or almost
    people.py    whom that concerns
    mailing.py   telling them
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils import timezone, translation

from inbox.alone import REMINDING, alone
from inbox.models import Conversation
from inbox.reminding import finding, mailing
from inbox.reminding.mailing import Telling
from inbox.reminding.people import Desks, leads, on_duty, person
from routing.agreed import Calendars, calendars, hours

__all__ = ["alert", "remind"]

log = logging.getLogger(__name__)


def remind() -> None:
    """Tell everyone what is new to them. Call it on the clock."""
    alert()
    now = timezone.now()
    with alone(REMINDING) as mine, translation.override(settings.LANGUAGE_CODE):
        if mine:
            known = calendars()
            tellings = [*_questions(known, now), *_conversations(known, now)]
            mailing.send("reminder", tellings)


def alert(rows: Iterable[Conversation] | None = None) -> None:
    """Somebody may be in danger and nobody is on it: tell at once who can look.

    rows   these conversations; without any, all that wait
    """
    with translation.override(settings.LANGUAGE_CODE):
        things = list(finding.endangered(rows))
        if not things:
            return
        people = {*leads(), *on_duty(hours(), timezone.now())}
        if not people:
            log.error("Somebody may be in danger, and there is nobody to mail.")
        tellings = [Telling(thing, one, raises=True) for thing in things for one in people]
        mailing.send("escalation", tellings)


def _questions(known: Calendars, now: datetime) -> Iterator[Telling]:
    desks, team_at_work = Desks(), known.of(None).is_open(now)
    for asked in finding.questions(known, now):
        at_work = known.of(asked.referral.department_id).is_open(now)
        if at_work or asked.at_desk.urgent:
            officials = desks.officials(asked.referral)
            yield from (Telling(asked.at_desk, one) for one in officials)
        if asked.at_inbox.late and (team_at_work or asked.at_inbox.urgent):
            yield from (Telling(asked.at_inbox, one) for one in person(asked.agent))


def _conversations(known: Calendars, now: datetime) -> Iterator[Telling]:
    chiefs, team_at_work = leads(), known.of(None).is_open(now)
    for thing, conversation in finding.conversations(now):
        if not (team_at_work or thing.urgent):
            continue
        yield from (Telling(thing, one) for one in person(conversation.assignee))
        if thing.late:
            yield from (Telling(thing, one, raises=True) for one in chiefs)
