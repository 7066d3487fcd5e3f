"""What a department says of itself, its subjects, canned answers, hours and mailbox."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from routing import agreed
from routing.departments import (
    NameTaken,
    NobodyLeft,
    Refused,
    changeable_by,
    describe,
    forget_hours,
    remove_canned,
    remove_subject,
    save_canned,
    save_subject,
    set_hours,
    set_mailbox,
    visible_to,
)
from routing.departments.access import may_change
from routing.models import CannedAnswer, Department, Referral, Subject
from routing.promises import OFFICE_HOURS, Hours
from tests.routing.departments.conftest import away
from tests.routing.departments.test_members import told
from webcare.models import User

pytestmark = pytest.mark.django_db
GROEN = "groen@gemeente-voorbeeld.example"


# Mailbox -----------------------------------------------------------------------------------------


def test_mailbox_is_kept_with_what_it_was(openbare_ruimte: Department, fatma: User) -> None:
    set_mailbox(openbare_ruimte, GROEN, fatma)
    set_mailbox(openbare_ruimte, "bomen@gemeente-voorbeeld.example", fatma)
    openbare_ruimte.refresh_from_db()
    assert openbare_ruimte.email == "bomen@gemeente-voorbeeld.example"
    assert told(openbare_ruimte)[0] == (
        f"Deleted mailbox “{GROEN}”. Added mailbox “bomen@gemeente-voorbeeld.example”."
    )


def test_same_mailbox_is_no_news(openbare_ruimte: Department, fatma: User) -> None:
    set_mailbox(openbare_ruimte, GROEN, fatma)
    set_mailbox(openbare_ruimte, GROEN, fatma)
    assert len(told(openbare_ruimte)) == 1


@pytest.mark.parametrize(
    "address",
    ["antwoord@gemeente.example", "Antwoord+x@Gemeente.example", "webcare@gemeente.example"],
)
def test_mail_cannot_go_round_in_circles(
    openbare_ruimte: Department, fatma: User, settings: Any, address: str
) -> None:
    settings.REPLY_ADDRESS = "antwoord@gemeente.example"
    settings.DEFAULT_FROM_EMAIL = "Webcare <webcare@gemeente.example>"
    with pytest.raises(Refused, match="Webcare mails from"):
        set_mailbox(openbare_ruimte, address, fatma)
    openbare_ruimte.refresh_from_db()
    assert openbare_ruimte.email == ""


def test_last_way_to_a_department_goes_only_when_that_is_sure(
    asked: Referral, openbare_ruimte: Department, fatma: User
) -> None:
    set_mailbox(openbare_ruimte, GROEN, fatma)
    with pytest.raises(NobodyLeft):
        set_mailbox(openbare_ruimte, "", fatma)
    openbare_ruimte.refresh_from_db()
    assert openbare_ruimte.email == GROEN
    set_mailbox(openbare_ruimte, "", fatma, sure=True)
    openbare_ruimte.refresh_from_db()
    assert openbare_ruimte.email == ""


def test_mailbox_may_go_where_a_member_is(
    openbare_ruimte: Department, bram: User, fatma: User
) -> None:
    set_mailbox(openbare_ruimte, GROEN, fatma)
    set_mailbox(openbare_ruimte, "", fatma)
    openbare_ruimte.refresh_from_db()
    assert openbare_ruimte.email == ""


# Subjects and canned answers ---------------------------------------------------------------------


def test_subject_is_kept_and_told(openbare_ruimte: Department, fatma: User) -> None:
    save_subject(Subject(department=openbare_ruimte, name="Snoeien", mandate=True), fatma)
    assert openbare_ruimte.subjects.get().mandate
    assert told(openbare_ruimte) == ["Added subject “Snoeien”."]


def test_history_says_what_of_a_subject_changed(openbare_ruimte: Department, fatma: User) -> None:
    subject = openbare_ruimte.subjects.create(name="Snoeien")
    subject.mandate, subject.four_eyes = True, False
    save_subject(subject, fatma)
    [sentence] = told(openbare_ruimte)
    assert sentence == (
        "Changed may answer directly and a second colleague looks along for subject “Snoeien”."
    )


def test_history_is_told_in_the_language_of_who_reads(
    openbare_ruimte: Department, fatma: User
) -> None:
    with override("nl"):
        save_subject(Subject(department=openbare_ruimte, name="Snoeien"), fatma)
        assert told(openbare_ruimte) != ["Added subject “Snoeien”."]
    assert told(openbare_ruimte) == ["Added subject “Snoeien”."]


@pytest.mark.parametrize("name", ["Snoeien", "snoeien"])
def test_two_subjects_of_one_name_are_refused(
    openbare_ruimte: Department, afval: Department, fatma: User, name: str
) -> None:
    openbare_ruimte.subjects.create(name="Snoeien")
    with pytest.raises(NameTaken):
        save_subject(Subject(department=openbare_ruimte, name=name), fatma)
    save_subject(Subject(department=afval, name=name), fatma)
    assert Subject.objects.count() == 2


def test_question_about_a_subject_that_went_stays(
    asked: Referral, openbare_ruimte: Department, fatma: User
) -> None:
    subject = openbare_ruimte.subjects.create(name="Snoeien", mandate=True)
    Referral.objects.update(subject=subject)
    remove_subject(subject, fatma)
    asked.refresh_from_db()
    assert asked.subject is None
    assert told(openbare_ruimte) == ["Deleted subject “Snoeien”."]


def test_canned_answer_is_kept_changed_and_removed(
    openbare_ruimte: Department, fatma: User
) -> None:
    canned = CannedAnswer(department=openbare_ruimte, title="Snoei", text="In de winter.")
    save_canned(canned, fatma)
    canned.text = "In november."
    save_canned(canned, fatma)
    assert openbare_ruimte.canned.get().text == "In november."
    remove_canned(canned, fatma)
    assert not openbare_ruimte.canned.exists()
    assert told(openbare_ruimte) == [
        "Deleted canned answer “Snoei”.",
        "Changed text for canned answer “Snoei”.",
        "Added canned answer “Snoei”.",
    ]


def test_two_canned_answers_of_one_title_are_refused(
    openbare_ruimte: Department, fatma: User
) -> None:
    openbare_ruimte.canned.create(title="Snoei", text="In de winter.")
    with pytest.raises(NameTaken):
        save_canned(CannedAnswer(department=openbare_ruimte, title="SNOEI", text="Zo."), fatma)


# What it says of itself --------------------------------------------------------------------------


def test_description_is_kept_and_told(openbare_ruimte: Department, fatma: User) -> None:
    describe(openbare_ruimte, "Bomen en stoepen.", False, fatma)
    openbare_ruimte.refresh_from_db()
    assert (openbare_ruimte.description, openbare_ruimte.open_to_others) == (
        "Bomen en stoepen.",
        False,
    )
    [sentence] = told(openbare_ruimte)
    assert sentence.startswith("Changed what belongs here and open to others")


def test_department_that_is_not_open_keeps_its_questions(
    asked: Referral, openbare_ruimte: Department, sem: User, fatma: User
) -> None:
    assert list(Referral.objects.of_others(sem)) == [asked]
    describe(openbare_ruimte, "", False, fatma)
    assert not Referral.objects.of_others(sem).exists()


# Hours -------------------------------------------------------------------------------------------


def test_hours_hold_until_they_are_forgotten(
    openbare_ruimte: Department, afval: Department, fatma: User
) -> None:
    evening = Hours.from_json({"week": {"ma": ["18:00-20:00"]}})
    set_hours(openbare_ruimte, evening, fatma)
    assert agreed.hours(openbare_ruimte.pk) == evening
    assert agreed.hours(afval.pk) == OFFICE_HOURS
    forget_hours(openbare_ruimte, fatma)
    assert agreed.hours(openbare_ruimte.pk) == OFFICE_HOURS
    assert told(openbare_ruimte)[1].startswith("Changed service hours")
    assert told(openbare_ruimte)[0].startswith("Deleted own hours")


# Who may -----------------------------------------------------------------------------------------


def test_who_may_change_and_see_which_department(
    openbare_ruimte: Department,
    afval: Department,
    karin: User,
    fatma: User,
    bram: User,
    chris: User,
) -> None:
    both = [afval, openbare_ruimte]
    assert list(changeable_by(fatma)) == both
    assert list(changeable_by(karin)) == [openbare_ruimte]
    assert list(visible_to(karin)) == [openbare_ruimte]
    assert not changeable_by(bram).exists()
    assert not visible_to(chris).exists()


def test_deputy_decides_nothing_for_who_is_away(
    openbare_ruimte: Department, afval: Department, karin: User, sem: User
) -> None:
    away(sem, karin).save()
    assert not may_change(karin, afval)


def test_who_does_not_work_here_any_more_decides_nothing(
    openbare_ruimte: Department, karin: User
) -> None:
    User.objects.filter(pk=karin.pk).update(is_active=False)
    assert not may_change(User.objects.get(pk=karin.pk), openbare_ruimte)
