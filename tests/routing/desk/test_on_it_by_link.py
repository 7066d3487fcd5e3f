"""Somebody without an account is on a question; whose move it is, and since when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from routing import desk
from routing.models import Department, Referral, Remark
from tests.routing.desk.pages import at, offers, page_of, shown
from webcare.models import User

pytestmark = pytest.mark.django_db

JAN = "Jan Bos (boom@example.nl)"


@pytest.fixture
def taken(asked: Referral) -> Referral:
    desk.claim_by_link(asked, JAN)
    return asked


def test_question_is_claimed_by_link(taken: Referral) -> None:
    row = Referral.objects.get()
    assert (row.on_it, row.claimed_by) == (JAN, None)
    assert row.claimed_at
    assert not Referral.objects.unclaimed().exists()


def test_claiming_by_link_twice_is_once(taken: Referral) -> None:
    since = Referral.objects.get().claimed_at
    desk.claim_by_link(taken, JAN)
    assert Referral.objects.get().claimed_at == since


def test_second_claim_by_link_hears_who_is_on_it(taken: Referral) -> None:
    with pytest.raises(desk.AlreadyClaimed, match="Jan Bos"):
        desk.claim_by_link(taken, "Piet (boom@example.nl)")


def test_who_is_on_it_with_an_account_goes_before(asked: Referral, bram: User) -> None:
    desk.claim(asked, bram)
    with pytest.raises(desk.AlreadyClaimed, match="Bram Smit"):
        desk.claim_by_link(asked, JAN)


def test_claim_by_link_does_not_rise(taken: Referral) -> None:
    assert not desk.mark_raised(taken)


def test_claim_by_link_rises_when_its_time_is_over(taken: Referral) -> None:
    Referral.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    assert desk.mark_raised(taken)


def test_claim_with_an_account_does_not_rise(asked: Referral, bram: User) -> None:
    desk.claim(asked, bram)
    Referral.objects.update(deadline=timezone.now() - timedelta(minutes=1))
    assert not desk.mark_raised(asked)


def test_others_do_not_take_up_what_is_claimed_by_link(
    taken: Referral, afval: Department, sem: User
) -> None:
    assert not Referral.objects.of_others(sem).exists()
    with pytest.raises(desk.AlreadyClaimed, match="Jan Bos"):
        desk.take_up(taken, afval, sem)


def test_colleague_with_an_account_takes_it_over_and_not_by_accident(
    taken: Referral, bram: User
) -> None:
    with pytest.raises(desk.AlreadyClaimed, match="Jan Bos"):
        desk.claim(taken, bram)
    desk.claim(taken, bram, instead_of=JAN)
    row = Referral.objects.get()
    assert (row.claimed_by, row.claimed_name) == (bram, "")


def test_nobody_lets_go_for_who_is_on_it_by_link(taken: Referral, bram: User) -> None:
    with pytest.raises(desk.AlreadyClaimed):
        desk.release(taken, bram)


def test_page_says_who_is_on_it_and_lets_it_be_taken_over(
    official: Client, taken: Referral, bram: User
) -> None:
    page = shown(official, taken)
    assert f"{JAN} is on it" in page
    assert offers(page, "claim", "release", "take-over") == ["take-over"]
    official.post(at("claim_question", taken), {"instead_of": JAN})
    assert Referral.objects.get().claimed_by == bram


def test_list_offers_no_claim_of_what_is_claimed_by_link(official: Client, taken: Referral) -> None:
    page = page_of(official, "/vragen/")
    assert f"{JAN} is on it" in page
    assert offers(page, "claim") == []


# Since when --------------------------------------------------------------------------------------


def test_question_is_theirs_since_it_was_asked(asked: Referral) -> None:
    assert asked.theirs_since == asked.asked_at


def test_question_that_stood_still_is_theirs_since_it_came_back(
    asked: Referral, bram: User, anouk: User
) -> None:
    Referral.objects.update(asked_at=timezone.now() - timedelta(days=3))
    desk.ask_agent(asked, "Welke straat?", bram)
    assert Referral.objects.get().back_at is None
    desk.tell(asked, "De Lindelaan.", Remark.Way.FROM_AGENT, anouk)
    assert timezone.now() - Referral.objects.get().theirs_since < timedelta(minutes=5)


def test_words_that_nobody_asked_for_bring_nothing_back(asked: Referral, anouk: User) -> None:
    desk.tell(asked, "Ter info.", Remark.Way.FROM_AGENT, anouk)
    assert Referral.objects.get().back_at is None


def test_question_taken_up_is_theirs_since_then(
    asked: Referral, afval: Department, sem: User
) -> None:
    Referral.objects.update(asked_at=timezone.now() - timedelta(days=3))
    desk.take_up(asked, afval, sem)
    assert timezone.now() - Referral.objects.get().theirs_since < timedelta(minutes=5)


# Numbers that a browser sends --------------------------------------------------------------------

ODD = ["²", "٣", "9" * 30, "9" * 5000, "-1", "0x1"]


@pytest.mark.parametrize("given", ODD)
@pytest.mark.parametrize(
    ("name", "field"),
    [("claim_question", "instead_of"), ("take_back", "concept"), ("leave_out", "file")],
)
def test_number_that_is_none_is_nobodys(
    official: Client, asked: Referral, name: str, field: str, given: str
) -> None:
    response = official.post(at(name, asked), {field: given})
    assert response.status_code in (303, 422)
