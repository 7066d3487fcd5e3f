"""Who hears by mail that time runs out, and when; over real SMTP."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from inbox import actions, promises, reminding
from inbox.models import Conversation, Event, Forwarding, Unmailed
from inbox.reminding import finding, mailing
from inbox.reminding.letters import Kind
from inbox.reminding.people import Person
from inbox.reminding.things import Telling
from inbox.reminding.unmailed import reminder_troubles
from inbox.workflow import Status
from routing import desk
from routing.agreed import calendars
from routing.mail.addresses import reply_address
from routing.mail.inviting import invitation_of, state_of
from routing.models import Absence, Concept, Department, Referral, Remark, Told
from routing.promises import Hours
from tests.factories import ConversationFactory, DepartmentFactory
from tests.inbox.mailing import Postbox, running_postbox, with_mail
from tests.inbox.promised import again, at, keep_hours, norm, place
from tests.routing.mail.links import invite
from webcare.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def postbox(settings: Any) -> Iterator[Postbox]:
    with running_postbox(settings) as box:
        yield box


@pytest.fixture
def team(anouk: User, lena: User, bram: User) -> None:
    with_mail(anouk, lena, bram)


def _remind(when: str, weeks: int = 0) -> None:
    with time_machine.travel(at(when, weeks), tick=False):
        reminding.remind()


# Conversations -----------------------------------------------------------------------------------


@pytest.fixture
def promised(conversation: Conversation, anouk: User, team: None) -> Conversation:
    """Asked at 13:00 and promised for 14:00; Anouk is on it."""
    norm(60)
    Conversation.objects.update(assignee=anouk)
    promises.reckon(again(conversation))
    return again(conversation)


def test_nobody_hears_before_80_percent(promised: Conversation, postbox: Postbox) -> None:
    _remind("wo 13:47")
    assert postbox.people() == []


def test_who_is_on_it_hears_at_80_percent(promised: Conversation, postbox: Postbox) -> None:
    _remind("wo 13:48")
    assert postbox.people() == ["anouk"]
    assert postbox.mails[0]["Subject"] == "Webcare: 1 answer is almost late"
    for kind in ("plain", "html"):
        text = postbox.text("anouk", kind)
        assert f"https://webcare.example/inbox/{promised.pk}/" in text
        assert "12 min left" in text
    assert postbox.mails[0]["Auto-Submitted"] == "auto-generated"


def test_mail_has_no_words_of_the_citizen(promised: Conversation, postbox: Postbox) -> None:
    _remind("wo 14:00")
    for mail in postbox.mails:
        assert "bomen" not in mail.as_string()
        assert promised.author.name not in mail.as_string()


def test_lead_hears_when_it_is_late_and_the_history_says_so(
    promised: Conversation, postbox: Postbox
) -> None:
    _remind("wo 13:48")
    _remind("wo 14:00")
    assert postbox.people() == ["anouk", "lena"]
    assert postbox.mails[1]["Subject"] == "Webcare: 1 answer is late"
    event = Event.objects.get(verb=Event.Verb.REMINDED)
    assert (event.conversation, event.actor) == (promised, None)


def test_reminder_itself_is_not_in_the_history(promised: Conversation, postbox: Postbox) -> None:
    _remind("wo 13:48")
    assert not Event.objects.filter(verb=Event.Verb.REMINDED).exists()


def test_one_thing_is_told_once_a_day(promised: Conversation, postbox: Postbox) -> None:
    for when in ("wo 13:48", "wo 13:49", "wo 14:00", "wo 16:59"):
        _remind(when)
    assert postbox.people() == ["anouk", "lena"]
    _remind("do 09:00")
    _remind("do 09:01")
    assert sorted(postbox.people()) == ["anouk", "anouk", "lena", "lena"]


def test_several_things_are_one_mail(promised: Conversation, postbox: Postbox) -> None:
    ConversationFactory.create_batch(2, assignee=promised.assignee)
    promises.reckon_open()
    _remind("wo 13:50")
    assert postbox.people() == ["anouk"]
    assert postbox.mails[0]["Subject"] == "Webcare: 3 answers are almost late"
    assert postbox.text("anouk").count("https://webcare.example/inbox/") == 3


def test_what_is_new_later_is_a_second_mail_without_the_first(
    promised: Conversation, postbox: Postbox
) -> None:
    _remind("wo 13:48")
    later = ConversationFactory(assignee=promised.assignee)
    promises.reckon_open()
    _remind("wo 13:50")
    assert postbox.people() == ["anouk", "anouk"]
    del postbox.mails[0]
    assert f"/inbox/{later.pk}/" in postbox.text("anouk")
    assert f"/inbox/{promised.pk}/" not in postbox.text("anouk")


def test_nobody_on_it_is_told_to_the_lead_only(promised: Conversation, postbox: Postbox) -> None:
    Conversation.objects.update(assignee=None)
    _remind("wo 13:48")
    assert postbox.people() == []
    _remind("wo 14:00")
    assert postbox.people() == ["lena"]


@pytest.mark.parametrize("when", ["wo 17:00", "wo 23:00", "za 12:00"])
def test_nobody_is_mailed_outside_service_hours(
    promised: Conversation, postbox: Postbox, when: str
) -> None:
    _remind(when)
    assert postbox.people() == []


def test_urgent_is_told_day_and_night(promised: Conversation, postbox: Postbox) -> None:
    Conversation.objects.update(urgent=True)
    _remind("wo 23:00")
    assert sorted(postbox.people()) == ["anouk", "lena"]


@pytest.mark.parametrize("status", [Status.ANSWERED, Status.CLOSED])
def test_what_waits_for_nobody_of_ours_is_not_told(
    promised: Conversation, postbox: Postbox, status: Status
) -> None:
    Conversation.objects.update(status=status)
    _remind("wo 14:00")
    assert postbox.people() == []


def test_answer_that_stands_ends_it(promised: Conversation, anouk: User, postbox: Postbox) -> None:
    with time_machine.travel(at("wo 13:30"), tick=False):
        place(actions.reply(promised, "In week 48.", anouk))
    _remind("wo 14:30")
    assert postbox.people() == []


def test_being_done_with_it_is_reminded_of_too(promised: Conversation, postbox: Postbox) -> None:
    Conversation.objects.update(
        status=Status.REFERRED,
        answer_by=None,
        answer_soon=None,
        solve_by=at("do 12:00"),
        solve_soon=at("do 10:00"),
    )
    _remind("do 10:00")
    assert postbox.people() == ["anouk"]


def test_who_left_is_not_mailed(
    promised: Conversation, anouk: User, lena: User, postbox: Postbox
) -> None:
    User.objects.filter(pk__in=[anouk.pk, lena.pk]).update(is_active=False)
    _remind("wo 14:00")
    assert postbox.people() == []


# The mail server ---------------------------------------------------------------------------------


def test_what_was_not_mailed_is_tried_again(promised: Conversation, postbox: Postbox) -> None:
    postbox.closed = True
    _remind("wo 14:00")
    assert not Told.objects.exists()
    assert not Event.objects.filter(verb=Event.Verb.REMINDED).exists()
    postbox.closed = False
    _remind("wo 14:01")
    assert sorted(postbox.people()) == ["anouk", "lena"]
    assert Event.objects.filter(verb=Event.Verb.REMINDED).count() == 1


def test_address_that_is_refused_keeps_nobody_else_waiting(
    promised: Conversation, postbox: Postbox
) -> None:
    postbox.refuses = {"anouk@gemeente.example"}
    _remind("wo 14:00")
    assert postbox.people() == ["lena"]


def test_address_that_is_none_keeps_nobody_else_waiting(
    promised: Conversation, anouk: User, postbox: Postbox
) -> None:
    User.objects.filter(pk=anouk.pk).update(email="anouk@x.example\nBcc: iedereen@x.example")
    _remind("wo 14:00")
    assert postbox.people() == ["lena"]


def test_who_is_not_reached_is_kept_until_a_mail_arrives(
    promised: Conversation, postbox: Postbox
) -> None:
    postbox.refuses = {"anouk@gemeente.example"}
    _remind("wo 14:00")
    row = Unmailed.objects.get()
    assert (row.to, row.problem) == ("anouk@gemeente.example", "refused")
    assert "No such mailbox" in row.detail
    postbox.refuses = set()
    _remind("wo 14:01")
    assert not Unmailed.objects.exists()


def test_without_a_mail_server_nobody_is_reached_and_all_are_named(
    promised: Conversation, settings: Any
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _remind("wo 14:00")
    assert {row.problem for row in Unmailed.objects.all()} == {"unreachable"}
    assert Unmailed.objects.count() == 2


def test_what_was_told_long_ago_is_forgotten() -> None:
    for day in (at("wo 12:00").date(), at("wo 12:00", -20).date()):
        Told.objects.create(what="conversation:1", to="anouk@example.nl", day=day)
    with time_machine.travel(at("wo 12:00"), tick=False):
        reminding.forget()
    assert Told.objects.get().day == at("wo 12:00").date()


def test_no_mail_server_stops_nothing(
    promised: Conversation, settings: Any, caplog: pytest.LogCaptureFixture
) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    _remind("wo 14:00")
    assert not Told.objects.exists()
    assert "no mail server" in caplog.text


# Questions at a department -----------------------------------------------------------------------


@pytest.fixture
def asked(
    conversation: Conversation, anouk: User, openbare_ruimte: Department, team: None
) -> Forwarding:
    """Asked at 13:00, with until 15:00 to answer: 80 % at 14:36."""
    with time_machine.travel(at("wo 13:00"), tick=False):
        made = actions.refer(again(conversation), openbare_ruimte, "Wanneer snoeit u?", anouk)
    Referral.objects.update(deadline=at("wo 15:00"))
    return made


def test_department_hears_at_80_percent(asked: Forwarding, postbox: Postbox) -> None:
    _remind("wo 14:35")
    assert postbox.people() == []
    _remind("wo 14:36")
    assert postbox.people() == ["bram"]
    text = postbox.text("bram")
    assert "Wanneer snoeit u?" in text
    assert f"https://webcare.example/vragen/{asked.referral_id}/" in text


def test_agent_hears_when_it_is_late(asked: Forwarding, postbox: Postbox) -> None:
    _remind("wo 14:36")
    _remind("wo 15:00")
    assert postbox.people() == ["bram", "anouk"]
    assert f"/inbox/{asked.conversation_id}/" in postbox.text("anouk")


def test_mailbox_of_the_department_goes_before_its_people(
    asked: Forwarding, postbox: Postbox
) -> None:
    Department.objects.update(email="groen@gemeente.example")
    _remind("wo 14:36")
    assert postbox.people() == ["groen"]


def test_who_claimed_it_goes_before_the_mailbox(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    Department.objects.update(email="groen@gemeente.example")
    with time_machine.travel(at("wo 13:30"), tick=False):
        desk.claim(asked.referral, bram)
    _remind("wo 14:36")
    assert postbox.people() == ["bram"]


@pytest.mark.parametrize("mailbox", [True, False])
@pytest.mark.parametrize("public", ["https://webcare.example", ""])
def test_department_that_lost_the_question_meanwhile_is_not_reminded(
    asked: Forwarding, postbox: Postbox, settings: Any, mailbox: bool, public: str
) -> None:
    settings.PUBLIC_URL = public
    with time_machine.travel(at("wo 14:36"), tick=False):
        (found,) = finding.questions(calendars(), at("wo 14:36"))
        there = Person("groen@gemeente.example", mailbox=mailbox)
        Referral.objects.update(department=DepartmentFactory())
        mailing.send(Kind.REMINDER, [Telling(found.at_desk, there)])
    assert postbox.mails == []
    assert not asked.referral.invitations.exists()


def test_deputy_hears_instead_of_who_is_away(
    asked: Forwarding, bram: User, bas: User, postbox: Postbox
) -> None:
    with_mail(bas)
    bas.groups.set(bram.groups.all())
    day = at("wo 12:00").date()
    Absence.objects.create(person=bram, deputy=bas, first_day=day, last_day=day)
    _remind("wo 14:36")
    assert postbox.people() == ["bas"]


@pytest.mark.parametrize("waiting_for", ["agent", "citizen"])
def test_question_that_waits_for_others_is_not_told(
    asked: Forwarding, postbox: Postbox, waiting_for: str
) -> None:
    Referral.objects.update(waiting_for=waiting_for)
    _remind("wo 15:00")
    assert postbox.people() == []


def test_question_that_was_answered_is_not_told(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    with time_machine.travel(at("wo 14:00"), tick=False):
        desk.answer(asked.referral, "In week 48.", bram)
    _remind("wo 15:00")
    assert postbox.people() == []


def test_department_hears_in_its_own_hours(
    asked: Forwarding, openbare_ruimte: Department, postbox: Postbox
) -> None:
    mornings = {day: ["09:00-12:00"] for day in ("ma", "di", "wo", "do", "vr")}
    keep_hours(Hours.from_json({"week": mornings}), openbare_ruimte)
    _remind("wo 16:00")
    assert postbox.people() == ["anouk"]
    _remind("do 09:00")
    assert "bram" in postbox.people()


def test_mailbox_gets_a_letter_that_can_be_answered(
    asked: Forwarding, settings: Any, postbox: Postbox
) -> None:
    settings.REPLY_ADDRESS = "antwoord@gemeente-voorbeeld.example"
    Department.objects.update(email="groen@gemeente.example")
    _remind("wo 14:36")
    (mail,) = postbox.mails
    assert mail["Reply-To"] == reply_address(asked.referral)
    assert asked.referral.token[:8] in mail["Subject"]
    assert "almost late" in postbox.text("groen")
    link = re.search(r"https://webcare.example(/\S+)", postbox.text("groen"))
    assert link
    secret = link[1].strip("/").rpartition("/")[2]
    invitation = invitation_of(secret)
    assert invitation
    with time_machine.travel(at("wo 14:40"), tick=False):
        assert state_of(invitation) == "open"


def test_link_of_before_goes_on_where_the_letter_did_not_leave(
    asked: Forwarding, postbox: Postbox
) -> None:
    Department.objects.update(email="groen@gemeente.example")
    with time_machine.travel(at("wo 13:00"), tick=False):
        invite(asked.referral, "groen@gemeente.example")
    postbox.closed = True
    _remind("wo 14:36")
    assert asked.referral.invitations.get().ended_at is None


def test_reply_to_a_reminder_about_one_question_answers_it(
    asked: Forwarding, settings: Any, postbox: Postbox
) -> None:
    settings.REPLY_ADDRESS = "antwoord@gemeente-voorbeeld.example"
    _remind("wo 14:36")
    assert postbox.mails[0]["Reply-To"] == reply_address(asked.referral)


def test_reply_to_any_other_reminder_comes_where_webcare_reads(
    promised: Conversation, settings: Any, postbox: Postbox
) -> None:
    settings.REPLY_ADDRESS = "antwoord@gemeente-voorbeeld.example"
    _remind("wo 13:48")
    assert postbox.mails[0]["Reply-To"] == "antwoord@gemeente-voorbeeld.example"


def test_text_that_waits_for_a_second_look_reminds_who_can_give_it(
    asked: Forwarding, bram: User, bas: User, postbox: Postbox
) -> None:
    with_mail(bas)
    bas.groups.set(bram.groups.all())
    asked.referral.department.members.add(bas)
    with time_machine.travel(at("wo 13:30"), tick=False):
        desk.claim(asked.referral, bram)
    Concept.objects.create(referral=asked.referral, text="In week 48.", by=bram)
    _remind("wo 14:36")
    assert postbox.people() == ["bas"]


def test_lead_hears_of_a_late_question_where_no_official_can_be_mailed(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    User.objects.filter(pk=bram.pk).update(email="")
    _remind("wo 15:00")
    assert sorted(postbox.people()) == ["anouk", "lena"]


def test_lead_hears_of_a_claimed_question_that_is_late_for_a_day(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    with time_machine.travel(at("wo 13:30"), tick=False):
        desk.claim(asked.referral, bram)
    _remind("do 14:59")
    assert "lena" not in postbox.people()
    _remind("do 15:00")
    assert "lena" in postbox.people()


def test_time_that_stood_still_is_not_the_departments(asked: Forwarding, postbox: Postbox) -> None:
    Referral.objects.update(back_at=at("do 13:00"), deadline=at("do 15:00"))
    _remind("do 14:35")
    assert postbox.people() == []
    _remind("do 14:36")
    assert postbox.people() == ["bram"]


def test_agent_hears_that_a_citizen_keeps_a_department_waiting(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    with time_machine.travel(at("wo 13:30"), tick=False):
        actions.take_remark(desk.ask_citizen(asked.referral, "Welke boom?", bram))
    _remind("ma 13:29", 1)
    assert postbox.people() == []
    _remind("ma 13:30", 1)
    _remind("di 13:30", 1)
    assert postbox.people() == ["anouk"]
    assert "has not answered for 5 days" in postbox.text("anouk")
    assert postbox.mails[0]["Subject"] == "Webcare: 1 question waits for the citizen"
    _remind("ma 13:30", 2)
    assert postbox.people() == ["anouk", "anouk"]


# Danger ------------------------------------------------------------------------------------------


@pytest.fixture
def danger(conversation: Conversation, team: None) -> Conversation:
    Conversation.objects.update(danger="fire", urgent=True)
    return again(conversation)


def test_danger_is_told_to_the_lead_at_once_whatever_the_hour(
    danger: Conversation, postbox: Postbox
) -> None:
    _remind("zo 03:00")
    assert postbox.people() == ["lena"]
    assert postbox.mails[0]["Subject"] == "Webcare: somebody may be in danger"
    text = postbox.text("lena")
    assert "Call 112" in text
    assert f"https://webcare.example/inbox/{danger.pk}/" in text
    assert Event.objects.get(verb=Event.Verb.REMINDED).conversation == danger


def test_danger_is_told_once_a_day(danger: Conversation, postbox: Postbox) -> None:
    _remind("zo 03:00")
    _remind("zo 03:01")
    assert postbox.people() == ["lena"]


def test_who_is_on_the_roster_hears_of_danger(
    danger: Conversation, bas: User, postbox: Postbox
) -> None:
    with_mail(bas)
    duty = {"days": ["za", "zo"], "hours": ["00:00-24:00"]}
    roster = [
        {**duty, "name": "weekenddienst: Bas Visser"},
        {**duty, "name": "piket@gemeente.example"},
        {"name": "Anouk de Wit", "days": ["ma"], "hours": ["17:00-21:00"]},
    ]
    keep_hours(Hours.from_json({"week": {}, "roster": roster}))
    _remind("zo 03:00")
    assert sorted(postbox.people()) == ["bas", "lena", "piket"]


def test_danger_is_told_whoever_was_on_it_and_whatever_department_has_it(
    danger: Conversation, anouk: User, postbox: Postbox
) -> None:
    Conversation.objects.update(assignee=anouk, status=Status.REFERRED)
    _remind("zo 03:00")
    assert sorted(postbox.people()) == ["anouk", "lena"]


def test_danger_that_somebody_acted_on_is_not_told(
    danger: Conversation, anouk: User, postbox: Postbox
) -> None:
    actions.claim(danger, anouk)
    _remind("zo 03:00")
    assert postbox.people() == []


def test_danger_that_is_noticed_again_the_same_day_is_told_again(
    danger: Conversation, anouk: User, postbox: Postbox
) -> None:
    Event.objects.create(conversation=danger, verb=Event.Verb.DANGER)
    _remind("zo 03:00")
    actions.note(danger, "112 gebeld.", anouk)
    _remind("zo 03:01")
    assert postbox.people() == ["lena"]
    Event.objects.create(conversation=danger, verb=Event.Verb.DANGER)
    _remind("zo 03:02")
    assert postbox.people() == ["lena", "lena"]


def test_danger_of_which_nobody_hears_is_said_until_somebody_does(
    danger: Conversation, postbox: Postbox
) -> None:
    postbox.closed = True
    _remind("zo 03:00")
    with time_machine.travel(at("zo 03:01"), tick=False):
        assert [one.danger for one in reminder_troubles()] == [True, False]
    postbox.closed = False
    _remind("zo 03:02")
    with time_machine.travel(at("zo 03:03"), tick=False):
        assert reminder_troubles() == []


def test_nobody_to_tell_of_danger_is_logged(
    conversation: Conversation, caplog: pytest.LogCaptureFixture
) -> None:
    Conversation.objects.update(danger="fire")
    _remind("zo 03:00")
    assert "nobody to mail" in caplog.text


def test_remark_of_the_department_does_not_stop_its_clock(
    asked: Forwarding, bram: User, postbox: Postbox
) -> None:
    Remark.objects.create(
        referral=asked.referral, way=Remark.Way.CONCEPT, text="In week 48?", by=bram
    )
    _remind("wo 14:36")
    assert postbox.people() == ["bram"]
