"""Answers without an agent's look: with a mandate, and where needed four eyes."""

from __future__ import annotations

from typing import Any

import pytest

from routing import desk
from routing.models import Answer, Concept, Department, Referral, Remark, Subject
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db

Mandate = desk.Mandate


@pytest.fixture
def concept(looked_at: Referral, bram: User) -> Concept:
    made = desk.answer_directly(looked_at, "In week 48.", bram)
    assert isinstance(made, Concept)
    return made


# How far a department may go ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("subject_says", "rule_says", "allowed"),
    [
        ({"mandate": True, "four_eyes": False}, False, Mandate.DIRECT),
        ({"mandate": True, "four_eyes": True}, False, Mandate.FOUR_EYES),
        ({"mandate": True, "four_eyes": False}, True, Mandate.FOUR_EYES),
        ({"mandate": False, "four_eyes": False}, False, Mandate.NONE),
        ({"mandate": False, "four_eyes": True}, True, Mandate.NONE),
    ],
)
def test_mandate_is_that_of_subject_and_rule(
    openbare_ruimte: Department,
    anouk: User,
    subject_says: dict[str, bool],
    rule_says: bool,
    allowed: desk.Mandate,
) -> None:
    subject = openbare_ruimte.subjects.create(name="Bomen", **subject_says)
    asked = desk.refer(openbare_ruimte, "?", {}, anouk, subject=subject, four_eyes=rule_says)
    assert desk.mandate(asked) is allowed


def test_question_without_a_subject_has_no_mandate(asked: Referral) -> None:
    assert desk.mandate(asked) is Mandate.NONE


def test_subject_of_another_department_is_refused(
    asked: Referral, afval: Department, subject: Subject, anouk: User
) -> None:
    with pytest.raises(ValueError, match="Snoeien"):
        desk.refer(afval, "Wanneer?", {}, anouk, subject=subject)


# At once -----------------------------------------------------------------------------------------


def test_answer_with_a_mandate_is_marked_direct(mandated: Referral, bram: User) -> None:
    given = desk.answer_directly(mandated, " In week 48. ", bram)
    assert isinstance(given, Answer)
    assert (given.text, given.direct, given.by, given.approved_by) == (
        "In week 48.",
        True,
        bram,
        None,
    )
    assert Referral.objects.get().state == Referral.State.ANSWERED


def test_without_a_mandate_nothing_goes_directly(asked: Referral, bram: User) -> None:
    with pytest.raises(desk.NotAllowed, match="webcare team"):
        desk.answer_directly(asked, "In week 48.", bram)
    assert Referral.objects.get().state == Referral.State.OPEN


def test_ordinary_answer_is_not_direct_even_with_a_mandate(mandated: Referral, bram: User) -> None:
    assert not desk.answer(mandated, "In week 48.", bram).direct


# After a colleague's look ------------------------------------------------------------------------


def test_answer_waits_for_a_colleague(concept: Concept, bram: User) -> None:
    row = Referral.objects.get()
    assert (row.state, row.claimed_by, concept.by) == (Referral.State.OPEN, bram, bram)
    assert not Answer.objects.exists()


def test_colleague_approves_the_very_words(concept: Concept, bram: User, mira: User) -> None:
    given = desk.approve(concept, mira)
    assert (given.text, given.by, given.approved_by, given.direct) == (
        "In week 48.",
        bram,
        mira,
        True,
    )
    assert not Concept.objects.exists()
    assert Referral.objects.get().state == Referral.State.ANSWERED


@pytest.mark.parametrize(
    "look", [desk.approve, lambda concept, by: desk.refuse(concept, by, "Te kort.")]
)
def test_nobody_looks_at_an_own_answer(concept: Concept, bram: User, look: Any) -> None:
    with pytest.raises(desk.NotAllowed, match="not you"):
        look(concept, bram)
    assert Concept.objects.exists()


def test_refused_answer_is_kept_with_the_reason(concept: Concept, bram: User, mira: User) -> None:
    desk.refuse(concept, mira, " Noem de straat. ")
    said = [(one.way, one.text, one.by) for one in concept.referral.remarks.all()]
    assert said == [
        (Remark.Way.CONCEPT, "In week 48.", bram),
        (Remark.Way.REFUSED, "Noem de straat.", mira),
    ]
    assert not Concept.objects.exists()
    assert Referral.objects.get().state == Referral.State.OPEN


def test_refusal_is_not_told_to_the_inbox(
    concept: Concept, mira: User, django_capture_on_commit_callbacks: Any
) -> None:
    from routing.signals import remarked

    heard: list[int] = []

    def listener(remark_id: int, **_rest: Any) -> None:
        heard.append(remark_id)

    remarked.connect(listener)
    with django_capture_on_commit_callbacks(execute=True):
        desk.refuse(concept, mira, "Noem de straat.")
    assert heard == []


def test_refused_answer_is_written_anew(concept: Concept, bram: User, mira: User) -> None:
    desk.refuse(concept, mira, "Noem de straat.")
    again = desk.answer_directly(concept.referral, "Lindelaan: in week 48.", bram)
    assert isinstance(again, Concept)
    assert desk.approve(again, mira).text == "Lindelaan: in week 48."


def test_who_wrote_it_takes_it_back(concept: Concept, bram: User) -> None:
    desk.take_back(concept, bram)
    assert not Concept.objects.exists()
    assert Remark.objects.get().text == "In week 48."


def test_colleague_does_not_take_it_back(concept: Concept, mira: User) -> None:
    with pytest.raises(desk.NotAllowed):
        desk.take_back(concept, mira)
    assert Concept.objects.exists()


def test_words_that_were_taken_back_are_not_approved(
    concept: Concept, bram: User, mira: User
) -> None:
    seen = Concept.objects.get()
    desk.take_back(concept, bram)
    desk.answer_directly(concept.referral, "Nooit.", bram)
    with pytest.raises(desk.Refused, match="no longer waits"):
        desk.approve(seen, mira)
    assert Concept.objects.get().text == "Nooit."


def test_answer_to_another_question_is_not_approved(
    concept: Concept, asked: Referral, mira: User
) -> None:
    with pytest.raises(desk.Refused):
        desk.approve(Concept(pk=concept.pk, referral=asked), mira)
    assert Concept.objects.exists()


def test_second_answer_does_not_push_the_first_aside(concept: Concept, mira: User) -> None:
    with pytest.raises(desk.Refused, match="waits for a colleague"):
        desk.answer_directly(concept.referral, "In week 50.", mira)
    assert Concept.objects.get().text == "In week 48."


def test_mandate_that_ended_meanwhile_approves_nothing(concept: Concept, mira: User) -> None:
    Subject.objects.update(mandate=False)
    with pytest.raises(desk.NotAllowed):
        desk.approve(concept, mira)
    assert Concept.objects.exists()


def test_answer_to_the_webcare_team_goes_before_what_waits(concept: Concept, mira: User) -> None:
    desk.answer(concept.referral, "Vraag het de wijkploeg.", mira)
    with pytest.raises(desk.AlreadyClosed):
        desk.approve(Concept.objects.get(), mira)
    assert Answer.objects.get().direct is False


# At the same moment ------------------------------------------------------------------------------


def _refused(outcomes: list[object]) -> list[object]:
    return [one for one in outcomes if isinstance(one, desk.Refused)]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_one_does(concept: Concept, mira: User, sem: User) -> None:
    outcomes = race(
        lambda: desk.approve(Concept.objects.get(), mira),
        lambda: desk.approve(Concept(pk=concept.pk, referral=Referral.objects.get()), sem),
    )
    assert Answer.objects.count() == 1
    assert len([one for one in outcomes if isinstance(one, Answer)]) == 1, outcomes


@pytest.mark.django_db(transaction=True)
def test_approving_and_taking_back_do_not_both_happen(
    concept: Concept, bram: User, mira: User
) -> None:
    outcomes = race(
        lambda: desk.approve(Concept(pk=concept.pk, referral=Referral.objects.get()), mira),
        lambda: desk.take_back(Concept(pk=concept.pk, referral=Referral.objects.get()), bram),
    )
    assert len(_refused(outcomes)) == 1, outcomes
    assert Answer.objects.count() + Remark.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_direct_answers_one_leaves(mandated: Referral, bram: User, mira: User) -> None:
    outcomes = race(
        lambda: desk.answer_directly(Referral.objects.get(), "In week 48.", bram),
        lambda: desk.answer_directly(Referral.objects.get(), "In week 50.", mira),
    )
    assert len(_refused(outcomes)) == 1, outcomes
    assert Answer.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_answers_to_look_at_one_waits(looked_at: Referral, bram: User, mira: User) -> None:
    outcomes = race(
        lambda: desk.answer_directly(Referral.objects.get(), "In week 48.", bram),
        lambda: desk.answer_directly(Referral.objects.get(), "In week 50.", mira),
    )
    assert len(_refused(outcomes)) == 1, outcomes
    assert Concept.objects.count() == 1
