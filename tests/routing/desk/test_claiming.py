"""Who is on a question: one person of the department."""

from __future__ import annotations

import pytest

from routing import desk
from routing.models import Referral
from tests.routing.race import race
from webcare.models import User

pytestmark = pytest.mark.django_db


def test_who_claims_is_on_it(asked: Referral, bram: User) -> None:
    desk.claim(asked, bram)
    row = Referral.objects.get()
    assert (row.claimed_by, bool(row.claimed_at)) == (bram, True)


def test_claiming_twice_is_claiming_once(asked: Referral, bram: User) -> None:
    desk.claim(asked, bram)
    since = asked.claimed_at
    desk.claim(asked, bram)
    assert Referral.objects.get().claimed_at == since


def test_colleague_hears_who_was_first(asked: Referral, bram: User, mira: User) -> None:
    desk.claim(Referral.objects.get(), bram)
    with pytest.raises(desk.AlreadyClaimed, match="Bram Smit is working on this already"):
        desk.claim(asked, mira)
    assert Referral.objects.get().claimed_by == bram


def test_colleague_takes_over_from_whom_she_saw(asked: Referral, bram: User, mira: User) -> None:
    desk.claim(asked, bram)
    desk.claim(asked, mira, instead_of=bram)
    assert Referral.objects.get().claimed_by == mira


def test_colleague_does_not_take_over_from_someone_else(
    asked: Referral, bram: User, mira: User, sem: User
) -> None:
    desk.claim(asked, mira)
    with pytest.raises(desk.AlreadyClaimed, match="Mira Kok"):
        desk.claim(asked, sem, instead_of=bram)


def test_released_question_is_free(asked: Referral, bram: User, mira: User) -> None:
    desk.claim(asked, bram)
    desk.release(asked, bram)
    row = Referral.objects.get()
    assert (row.claimed_by, row.claimed_at) == (None, None)


def test_releasing_what_nobody_claimed_does_nothing(asked: Referral, bram: User) -> None:
    desk.release(asked, bram)
    assert Referral.objects.get().claimed_by is None


def test_question_of_a_colleague_is_not_released(asked: Referral, bram: User, mira: User) -> None:
    desk.claim(asked, bram)
    with pytest.raises(desk.AlreadyClaimed):
        desk.release(asked, mira)
    assert Referral.objects.get().claimed_by == bram


@pytest.mark.parametrize("action", [desk.claim, desk.release])
def test_closed_question_is_not_claimed_or_released(
    asked: Referral, bram: User, action: object
) -> None:
    desk.withdraw(asked)
    with pytest.raises(desk.AlreadyClosed):
        action(asked, bram)  # type: ignore[operator]


@pytest.mark.django_db(transaction=True)
def test_of_two_at_the_same_moment_one_is_on_it(asked: Referral, bram: User, mira: User) -> None:
    outcomes = race(
        lambda: desk.claim(Referral.objects.get(), bram),
        lambda: desk.claim(Referral.objects.get(), mira),
    )
    refused = [one for one in outcomes if isinstance(one, desk.AlreadyClaimed)]
    assert len(refused) == 1, outcomes
    winner = (bram, mira)[outcomes.index(None)]
    assert Referral.objects.get().claimed_by == winner


@pytest.mark.django_db(transaction=True)
def test_claim_and_answer_at_the_same_moment_end_answered(
    asked: Referral, bram: User, mira: User
) -> None:
    claimed, answered = race(
        lambda: desk.claim(Referral.objects.get(), bram),
        lambda: desk.answer(Referral.objects.get(), "In week 48.", mira),
    )
    assert claimed is None or isinstance(claimed, desk.AlreadyClosed)
    assert not isinstance(answered, Exception)
    assert Referral.objects.get().state == Referral.State.ANSWERED
