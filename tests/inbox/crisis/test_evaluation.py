"""Who helps during a crisis, and what is told of it afterwards."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group
from django.test import Client

from inbox import actions, crisis
from inbox.crisis import Subject, roster
from inbox.crisis.report import count, figures, timeline
from inbox.models import Conversation, Crisis, CrisisHelper, CrisisReading, Event, Message
from inbox.refusals import Refused
from inbox.workflow import Status
from tests.factories import ConversationFactory, MessageFactory
from tests.inbox.browsing import page_of
from tests.inbox.promised import at
from tests.town import Town
from webcare.models import User

pytestmark = pytest.mark.django_db

BEGIN = at("wo 14:05")


def _minutes(number: float) -> datetime:
    return BEGIN + timedelta(minutes=number)


def _works(user: User) -> bool:
    return User.objects.get(pk=user.pk).has_perm("inbox.work_conversation")


@pytest.fixture
def agents(db: None) -> Group:
    return Group.objects.get(name="Agent")


@pytest.fixture
def storm(lena: User) -> Crisis:
    with time_machine.travel(BEGIN, tick=False):
        return crisis.begin("Storm", lena)


# Who helps ---------------------------------------------------------------------------------------


def test_helper_gets_in_at_once_and_out_when_it_ends(
    storm: Crisis, chris: User, lena: User, agents: Group
) -> None:
    roster.call_in(storm, chris, agents, lena)
    assert _works(chris)
    crisis.end(storm, lena)
    assert not _works(chris)


def test_helper_gets_in_and_out_by_the_clock(
    storm: Crisis, chris: User, lena: User, agents: Group
) -> None:
    with time_machine.travel(_minutes(1), tick=False) as clock:
        roster.call_in(storm, chris, agents, lena, starts_at=_minutes(30), ends_at=_minutes(90))
        for minute, works in ((1, False), (29, False), (30, True), (89, True), (90, False)):
            clock.move_to(_minutes(minute))
            crisis.tick()
            assert (minute, _works(chris)) == (minute, works)


def test_who_had_the_role_keeps_it(storm: Crisis, anouk: User, lena: User, agents: Group) -> None:
    roster.call_in(storm, anouk, agents, lena)
    crisis.end(storm, lena)
    assert _works(anouk)


def test_helper_is_sent_home(storm: Crisis, chris: User, lena: User, agents: Group) -> None:
    one = roster.call_in(storm, chris, agents, lena)
    roster.send_home(one, lena)
    assert not _works(chris)
    crisis.tick()
    assert not _works(chris)


def test_who_is_sent_home_before_the_time_never_gets_in(
    storm: Crisis, chris: User, lena: User, agents: Group
) -> None:
    with time_machine.travel(_minutes(1), tick=False) as clock:
        one = roster.call_in(storm, chris, agents, lena, starts_at=_minutes(30))
        roster.send_home(one, lena)
        clock.move_to(_minutes(31))
        crisis.tick()
        assert not _works(chris)


def test_what_a_helper_got_is_written_down_with_the_person(
    storm: Crisis, chris: User, lena: User, agents: Group
) -> None:
    roster.call_in(storm, chris, agents, lena)
    crisis.end(storm, lena)
    about_chris = LogEntry.objects.filter(object_id=str(chris.pk), content_type__model="user")
    assert [entry.user for entry in about_chris] == [lena] * 3  # asked, given, taken back


@pytest.mark.parametrize("role", ["Team lead", "Administrator", "Official", "Department manager"])
def test_no_role_that_gives_more(storm: Crisis, chris: User, lena: User, role: str) -> None:
    with pytest.raises(Refused):
        roster.call_in(storm, chris, Group.objects.get(name=role), lena)
    assert not CrisisHelper.objects.exists()


def test_no_helper_after_it(storm: Crisis, chris: User, lena: User, agents: Group) -> None:
    crisis.end(storm, lena)
    with pytest.raises(Refused):
        roster.call_in(storm, chris, agents, lena)
    assert not _works(chris)


def test_lead_lets_somebody_in_on_the_page(
    storm: Crisis, as_user: Any, lena: User, chris: User, agents: Group
) -> None:
    client = as_user(lena)
    given = {"user": chris.pk, "role": agents.pk}
    assert client.post(f"/crisis/{storm.pk}/helpers/", given).status_code == 303
    assert _works(chris)
    assert page_of(client, "/crisis/").count('data-testid="helper"') == 1
    one = CrisisHelper.objects.get()
    client.post(f"/crisis/{storm.pk}/helpers/{one.pk}/home/")
    assert not _works(chris)


def test_agent_lets_nobody_in(storm: Crisis, agent: Client, chris: User, agents: Group) -> None:
    given = {"user": chris.pk, "role": agents.pk}
    assert agent.post(f"/crisis/{storm.pk}/helpers/", given).status_code == 404
    assert not _works(chris)


# Figures -----------------------------------------------------------------------------------------


def _comes_in(at: datetime, said: datetime | None = None, text: str = "Help") -> Conversation:
    """With us at this moment; written at ``said``."""
    with time_machine.travel(at, tick=False):
        row: Conversation = ConversationFactory(
            message__text=text, message__created_at=said or at, created_at=said or at
        )
        Event.objects.create(
            conversation=row, verb=Event.Verb.RECEIVED, data={"message": row.messages.get().pk}
        )
    return row


def test_what_comes_in_from_the_beginning_up_to_the_end_counts(storm: Crisis, lena: User) -> None:
    """Half-open: the beginning counts, the end does not."""
    for moment in (-1, 0, 10, 59.99, 60, 61):
        _comes_in(_minutes(moment))
    assert count(storm, _minutes(60)).received == 3


def test_what_was_written_before_and_came_in_during_it_counts(storm: Crisis) -> None:
    _comes_in(_minutes(5), said=_minutes(-30))
    found = count(storm, _minutes(60))
    assert (found.received, found.earlier) == (1, 1)


def test_figures_are_direct_counts(storm: Crisis, anouk: User, bas: User, lena: User) -> None:
    rows = [_comes_in(_minutes(number * 4)) for number in range(12)]
    for number, row in enumerate(rows[:5]):
        with time_machine.travel(_minutes(number * 4 + 10 + number), tick=False):
            actions.reply(row, f"Antwoord {number}.", anouk)
    with time_machine.travel(_minutes(55), tick=False):
        MessageFactory(conversation=rows[0], text="Nog iets")
        crisis.end(storm, lena)
    kept = figures(Crisis.objects.get())
    window = {"at__gte": BEGIN, "at__lt": _minutes(55)}
    came = Event.objects.filter(verb="received", **window)
    assert kept.received == came.count() == 12
    assert kept.conversations == came.values("conversation").distinct().count() == 12
    assert kept.answered == Event.objects.filter(verb="replied", **window).count() == 5
    assert kept.waiting == Conversation.objects.filter(status=Status.OPEN).count() == 7
    assert kept.minutes == 12  # of 10, 11, 12, 13 and 14
    assert sum(one.received for one in kept.quarters) == kept.received
    assert sum(one.answered for one in kept.quarters) == kept.answered
    assert [one.at for one in kept.quarters] == [_minutes(-5 + 15 * number) for number in range(4)]
    assert [one.received for one in kept.quarters] == [3, 4, 3, 2]


def test_about_a_subject_only_that_counts(lena: User) -> None:
    with time_machine.travel(BEGIN, tick=False):
        made = crisis.begin("Stroom", lena, Subject(words="stroom"))
    _comes_in(_minutes(3), text="geen stroom")
    _comes_in(_minutes(3), text="bomen")
    found = count(made, _minutes(60))
    assert (found.received, found.conversations, found.waiting) == (1, 1, 1)


def test_report_stays_as_it_was(storm: Crisis, lena: User, anouk: User) -> None:
    row = _comes_in(_minutes(3))
    with time_machine.travel(_minutes(30), tick=False):
        crisis.end(storm, lena)
    actions.reply(row, "Alsnog.", anouk)
    Message.objects.all().delete()
    Event.objects.all().delete()
    kept = figures(Crisis.objects.get())
    assert (kept.received, kept.waiting, kept.answered) == (1, 1, 0)


def test_what_was_being_written_when_it_ended_is_counted_a_minute_later(
    storm: Crisis, lena: User
) -> None:
    with time_machine.travel(_minutes(30), tick=False):
        crisis.end(storm, lena)
    _comes_in(_minutes(29.99))  # committed after that
    assert figures(Crisis.objects.get()).received == 0
    with time_machine.travel(_minutes(31), tick=False):
        crisis.tick()
    kept = figures(Crisis.objects.get())
    assert (kept.received, kept.waiting) == (1, 0)


def test_what_waits_is_counted_at_the_end_of_each_quarter(storm: Crisis) -> None:
    _comes_in(_minutes(3))
    with time_machine.travel(_minutes(9), tick=False) as clock:
        for minute in (9, 10, 11, 12, 24, 25.5, 50):  # nobody counted at 14:45
            clock.move_to(_minutes(minute))
            crisis.tick()
            crisis.tick()
    told = [(one.at, one.waiting) for one in CrisisReading.objects.all()]
    assert told == [(_minutes(10), 1), (_minutes(25), 1)]
    quarters = count(storm, _minutes(52)).quarters
    assert [one.waiting for one in quarters] == [1, 1, None, None]


def test_everything_that_came_in_over_the_platforms_counts(town: Town, lena: User) -> None:
    """As many as the platforms have, whatever their clocks say."""
    town.listen()
    made = crisis.begin("Storm", lena)
    known = Message.objects.filter(incoming=True).count()
    for number in range(3):
        town.says("x", f"@GemVoorbeeld vraag {number}")
        town.says("facebook", f"Vraag {number}")
    town.listen()
    crisis.end(made, lena)
    came = Message.objects.filter(incoming=True).count() - known
    assert figures(Crisis.objects.get()).received == came == 6


# The timeline ------------------------------------------------------------------------------------


def test_timeline_tells_all_in_order(
    storm: Crisis, lena: User, fatma: User, chris: User, agents: Group
) -> None:
    from inbox.crisis import line

    with time_machine.travel(_minutes(1), tick=False) as clock:
        line.say(storm, {"nl": "Blijf binnen."}, lena)
        clock.move_to(_minutes(2))
        roster.call_in(storm, chris, agents, lena)
        clock.move_to(_minutes(3))
        crisis.note(storm, "Pers belt.", fatma)
        clock.move_to(_minutes(4))
        crisis.end(storm, lena)
    told = [(one.what, one.who, one.words) for one in timeline(Crisis.objects.get())]
    assert told == [
        ("begun", "Lena Mulder", "Storm"),
        ("line", "Lena Mulder", "Blijf binnen."),
        ("given", "Lena Mulder", "Agent"),
        ("note", "Fatma Yilmaz", "Pers belt."),
        ("ended", "Lena Mulder", ""),
        ("taken", "Lena Mulder", "Agent"),
    ]


def test_report_page_shows_figures_and_timeline(storm: Crisis, as_user: Any, lena: User) -> None:
    client = as_user(lena)
    _comes_in(_minutes(3))
    client.post(f"/crisis/{storm.pk}/notes/", {"text": "Pers <belt>."})
    client.post(f"/crisis/{storm.pk}/end/")
    page = page_of(client, f"/crisis/{storm.pk}/")
    assert "Pers &lt;belt&gt;." in page
    assert page.count('data-testid="moment"') == 3
    assert '<dd data-testid="received">' in page


def test_empty_note_is_refused(storm: Crisis, lena: User) -> None:
    with pytest.raises(Refused):
        crisis.note(storm, "  ", lena)
